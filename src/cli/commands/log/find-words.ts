import * as l10n from '@vscode/l10n';
import { wrongUse } from '../../../errors/cli.ts';
import { durationText } from '../../../log/account/figures.ts';
import { modeWord, outcomeWord } from '../../../log/account/outcome-words.ts';
import { printable } from '../../../log/account/printable.ts';
import type { RunOutcome } from '../../../log/events.ts';
import type { LogListing } from '../../../log/folder/list.ts';
import { overdueDrills } from '../../../log/folder/overdue.ts';
import type { LogHit, LogQuery } from '../../../log/folder/search-logs.ts';
import type { CliContext } from '../../command.ts';
import { readOptions } from '../../options.ts';
import { dayOption } from './day-option.ts';
import { foldersOf } from './named-folders.ts';
import type { LogWord } from './services.ts';

const folders = { logs: { type: 'string', multiple: true } } as const;

/** How a run ended, or how one that did not stands. */
function stateWord({ outcome, state, openStep }: LogListing): string {
  if (outcome !== undefined) return outcomeWord(outcome);
  switch (state) {
    case 'open':
      return openStep === undefined ? l10n.t('open') : l10n.t('interrupted');
    case 'running':
      return l10n.t('running');
    case 'finished':
      return l10n.t('finished');
    case 'unreadable':
      return l10n.t('unreadable');
  }
}

function line(listing: LogListing): string {
  const { run, runbook, mode, durationMs } = listing;
  const words = [
    run,
    stateWord(listing),
    mode === undefined ? '' : modeWord(mode),
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

/** What `--outcome` may be: how runs end, and the states of those that did not. */
const outcomes = [
  'succeeded',
  'failed',
  'cancelled',
  'refused',
  'rehearsed',
  'abandoned',
  'open',
  'running',
  'unreadable',
] as const satisfies readonly (RunOutcome | LogListing['state'])[];

function outcomeOption(outcome: string | undefined): string | undefined {
  if (outcome === undefined || outcomes.some(each => each === outcome)) return outcome;
  const text = l10n.t('{0} must be one of: {1}.', '--outcome', outcomes.join(', '));
  throw wrongUse(text, searchUsage);
}

/** `log search`: looks through all logs. Exit status 1 where nothing was found. Days are UTC. */
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
    const { server, runbook } = values;
    const [text] = positionals;
    const outcome = outcomeOption(values.outcome);
    const since = dayOption(values.since, '--since', searchUsage);
    const until = dayOption(values.until, '--until', searchUsage);
    if (since !== undefined && until !== undefined && since > until) {
      throw wrongUse(l10n.t('{0} is later than {1}.', '--since', '--until'), searchUsage);
    }
    const query: LogQuery = {
      ...(text === undefined ? {} : { text }),
      ...(server === undefined ? {} : { server }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(runbook === undefined ? {} : { runbook }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    };
    const where = await foldersOf(values.logs, services, context);
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
  for (const { entry, text } of hit.notes) context.out(`    N${entry}: ${printable(text)}\n`);
  const more = hit.matches - hit.lines.length - hit.notes.length;
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
    const where = await foldersOf(values.logs, services, context);
    const all = await services.list(where);
    const { overdue } = values;
    if (overdue !== undefined) return listOverdue(all, overdue, values.json === true, context);
    if (values.json === true) context.out(`${JSON.stringify(all, undefined, 2)}\n`);
    else {
      for (const listing of all) context.out(`${line(listing)}\n`);
      if (all.length === 0) context.out(`${l10n.t('There are no recovery logs.')}\n`);
    }
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
    if (late.length === 0) context.out(`${l10n.t('No drill is overdue.')}\n`);
  }
  return late.length === 0 ? 0 : 1;
}
