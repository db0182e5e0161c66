import * as l10n from '@vscode/l10n';
import { resolve } from 'node:path';
import { wrongUse } from '../../../errors/cli.ts';
import { durationText } from '../../../log/account/figures.ts';
import { printable } from '../../../log/account/printable.ts';
import type { LogListing } from '../../../log/folder/list.ts';
import { overdueDrills } from '../../../log/folder/overdue.ts';
import type { LogHit, LogQuery } from '../../../log/folder/search-logs.ts';
import type { CliContext } from '../../command.ts';
import { readOptions } from '../../options.ts';
import type { LogServices, LogWord } from './services.ts';

const folders = { logs: { type: 'string', multiple: true } } as const;

function foldersOf(
  named: readonly string[] | undefined,
  services: LogServices,
  context: CliContext,
): readonly string[] {
  const given = (named ?? []).map(folder => resolve(context.cwd, folder));
  return given.length > 0 ? given : [services.logsFolder(context)];
}

function line(listing: LogListing): string {
  const { run, state, outcome, runbook, mode, durationMs, openStep } = listing;
  const words = [
    run,
    outcome ?? (state === 'open' && openStep !== undefined ? l10n.t('interrupted') : state),
    mode ?? '',
    durationMs === undefined ? '' : durationText(durationMs),
    runbook?.title ?? '',
    listing.operator?.user ?? '',
    listing.problem ?? '',
  ];
  return printable(words.filter(word => word !== '').join('  '));
}

const searchUsage = [
  'recovery-runbooks log search [TEXT] [--server FQDN] [--outcome OUTCOME] [--runbook NAME]',
  '                  [--since YYYY-MM-DD] [--until YYYY-MM-DD] [--logs FOLDER]… [--json]',
];

function dayOf(day: string | undefined, option: string): string | undefined {
  if (day === undefined || /^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  throw wrongUse(l10n.t('{0} is no day: it is written like 2026-12-01.', option), searchUsage);
}

/** `log search`: looks through all logs. Exit status 1 where nothing was found. */
export const searchWord: LogWord = {
  name: 'search',
  usage: searchUsage,
  async run(words, services, context) {
    const options = {
      ...folders,
      server: { type: 'string' },
      outcome: { type: 'string' },
      runbook: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
      json: { type: 'boolean' },
    } as const;
    const { values, positionals } = readOptions(words, options, { least: 0, most: 1 }, searchUsage);
    const { server, outcome, runbook } = values;
    const [text] = positionals;
    const since = dayOf(values.since, '--since');
    const until = dayOf(values.until, '--until');
    const query: LogQuery = {
      ...(text === undefined ? {} : { text }),
      ...(server === undefined ? {} : { server }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(runbook === undefined ? {} : { runbook }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    };
    const where = foldersOf(values.logs, services, context);
    const hits: LogHit[] = [];
    for await (const hit of services.search(where, query, context.signal)) {
      hits.push(hit);
      if (values.json !== true) print(hit, context);
    }
    if (values.json === true) context.out(`${JSON.stringify(hits, undefined, 2)}\n`);
    else if (hits.length === 0) context.out(`${l10n.t('Nothing was found.')}\n`);
    return hits.length === 0 ? 1 : 0;
  },
};

function print(hit: LogHit, context: CliContext): void {
  context.out(`${line(hit)}\n`);
  context.out(`    ${hit.file}\n`);
  for (const { seq, text } of hit.lines) context.out(`    #${seq}: ${printable(text)}\n`);
  const more = hit.matches - hit.lines.length;
  if (more > 0) context.out(`    ${l10n.t('and {0} more', more)}\n`);
}

const listUsage = ['recovery-runbooks log list [--logs FOLDER]… [--overdue DAYS] [--json]'];

/** `log list`: all logs, newest first; or runbooks without a success for so many days. */
export const listWord: LogWord = {
  name: 'list',
  usage: listUsage,
  async run(words, services, context) {
    const options = {
      ...folders,
      overdue: { type: 'string' },
      json: { type: 'boolean' },
    } as const;
    const { values } = readOptions(words, options, { least: 0, most: 0 }, listUsage);
    const where = foldersOf(values.logs, services, context);
    const all = await services.list(where);
    const { overdue } = values;
    if (overdue !== undefined) return listOverdue(all, overdue, values.json === true, context);
    if (values.json === true) context.out(`${JSON.stringify(all, undefined, 2)}\n`);
    else for (const listing of all) context.out(`${line(listing)}\n`);
    return 0;
  },
};

function listOverdue(
  all: readonly LogListing[],
  days: string,
  json: boolean,
  context: CliContext,
): number {
  if (!/^\d{1,5}$/.test(days)) {
    throw wrongUse(l10n.t('{0} is no number of days.', days), listUsage);
  }
  const late = overdueDrills(all, Number(days), Date.now());
  if (json) context.out(`${JSON.stringify(late, undefined, 2)}\n`);
  else {
    for (const { title, file, last } of late) {
      const when = last === undefined ? l10n.t('never') : last.slice(0, 10);
      context.out(`${printable(l10n.t('{0} ({1}): last success {2}', title, file, when))}\n`);
    }
  }
  return late.length === 0 ? 0 : 1;
}
