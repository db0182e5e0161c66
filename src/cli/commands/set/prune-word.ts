import * as l10n from '@vscode/l10n';
import path from 'node:path';
import type {
  DatedSet,
  KeepReason,
  KeepRules,
  PlannedSet,
} from '../../../backup/retention/keep-rules.ts';
import type { LeftSet } from '../../../backup/retention/remove.ts';
import { noKeepRule } from '../../../errors/backup-retention.ts';
import { wrongUse } from '../../../errors/cli.ts';
import { printableName } from '../../../errors/printable-name.ts';
import type { Estate } from '../../../estate/model.ts';
import { normalisePath, parsePath } from '../../../estate/unc.ts';
import type { CliContext } from '../../command.ts';
import { readOptions } from '../../options.ts';
import { bytesText } from '../../text.ts';
import { estateOf, folderOf, setsOf, type SetServices, type SetWord } from './word.ts';

const usage = [
  'recovery-runbooks set prune [DIR] [--estate FILE] [--keep-last N] [--keep-daily N] [--keep-weekly N] [--keep-monthly N] [--logs FOLDER] [--even-in-logs] [--yes] [--json]',
];

const options = {
  estate: { type: 'string' },
  'keep-last': { type: 'string' },
  'keep-daily': { type: 'string' },
  'keep-weekly': { type: 'string' },
  'keep-monthly': { type: 'string' },
  logs: { type: 'string' },
  'even-in-logs': { type: 'boolean' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

type Values = Readonly<
  Partial<Record<'keep-last' | 'keep-daily' | 'keep-weekly' | 'keep-monthly', string>>
>;

function numberOf(name: string, text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw wrongUse(l10n.t('--{0} needs a whole number.', name), usage);
}

/** What the options say; without any of them, what the estate file says. */
function rulesOf(values: Values, estate: Estate | undefined): KeepRules {
  const names = ['keep-last', 'keep-daily', 'keep-weekly', 'keep-monthly'] as const;
  const given = names.map(name => {
    const text = values[name];
    return text === undefined ? undefined : numberOf(name, text);
  });
  const [last, daily, weekly, monthly] = given;
  if (given.every(number => number === undefined)) {
    const own = estate?.backup?.retention;
    if (own === undefined) throw noKeepRule();
    return own;
  }
  const rules = { last: last ?? 0, daily: daily ?? 0, weekly: weekly ?? 0, monthly: monthly ?? 0 };
  if (Object.values(rules).every(number => number === 0)) throw noKeepRule();
  return rules;
}

function reasonText(reason: KeepReason): string {
  switch (reason) {
    case 'last':
      return l10n.t('one of the newest');
    case 'daily':
      return l10n.t('newest of its day');
    case 'weekly':
      return l10n.t('newest of its week');
    case 'monthly':
      return l10n.t('newest of its month');
    case 'last-verified':
      return l10n.t('the last fully verified set');
    case 'only-sealed':
      return l10n.t('the newest sealed set; none is fully verified');
    case 'in-log':
      return l10n.t('a recovery log refers to it');
    case 'recent':
      return l10n.t('not sealed, and younger than what is kept');
    case 'unknown-time':
      return l10n.t('its time is not known');
    case 'future':
      return l10n.t('its time lies in the future');
  }
}

function planLines(word: string, sets: readonly PlannedSet[]): string[] {
  return sets.map(set => {
    const why = set.keeps.map(reasonText).join(', ');
    const size = l10n.t('{0} files, {1}', set.files, bytesText(set.bytes));
    return [word, printableName(set.name), size, why].filter(text => text !== '').join('  ');
  });
}

function leftText({ reason, words }: LeftSet): string {
  switch (reason) {
    case 'changed':
      return l10n.t('it changed since the plan was made');
    case 'locked':
      return l10n.t('another run is at it: {0}', printableName(words ?? ''));
    case 'gone':
      return l10n.t('it is no longer there');
    case 'refused':
      return l10n.t('the file system refused: {0}', printableName(words ?? ''));
  }
}

/** Tells the sets that a recovery log refers to; the run that made a set does not count. */
async function readInLogs(
  folder: string | undefined,
  { setsInLogs: read }: SetServices,
): Promise<(set: DatedSet) => boolean> {
  if (folder === undefined || read === undefined) return () => false;
  const found = await read(folder);
  return ({ path: set, created }) => {
    const key = keyOf(set);
    const made = Date.parse(created ?? '');
    return found.some(({ set: named, started }) => {
      const isOwn = Date.parse(started ?? '') <= made;
      return !isOwn && keyOf(named) === key;
    });
  };
}

const keyOf = (set: string): string =>
  parsePath(set).path === undefined ? set : normalisePath(set).toLowerCase();

function logsFolderOf(
  named: string | undefined,
  estate: Estate | undefined,
  { cwd }: CliContext,
): string | undefined {
  if (named !== undefined) return path.resolve(cwd, named);
  return estate === undefined ? undefined : path.join(path.dirname(estate.file), 'recovery-logs');
}

/** `set prune`: shows which sets the rules would remove; with `--yes` removes them. */
export const pruneWord: SetWord = {
  name: 'prune',
  usage,
  async run(words, context, services) {
    const { values, positionals } = readOptions(words, options, { least: 0, most: 1 }, usage);
    const [named] = positionals;
    if (named === undefined && values.estate === undefined) {
      throw wrongUse(l10n.t('Name the backup location, or the estate file.'), usage);
    }
    const estate = await estateOf(values.estate, context);
    const rules = rulesOf(values, estate);
    const sets = setsOf(estate, services);
    const location = named === undefined ? undefined : folderOf(named, context.cwd);
    const logs = logsFolderOf(values.logs, estate, context);
    const isInLog =
      values['even-in-logs'] === true ? () => false : await readInLogs(logs, services);
    const plan = await sets.planPrune(location, rules, isInLog);
    const again = { rules, isInLog };
    const done =
      values.yes === true
        ? await sets.prune(location, plan.remove, again, services.user ?? '')
        : undefined;
    if (values.json === true) {
      context.out(`${JSON.stringify({ plan, done })}\n`);
      return 0;
    }
    const lines = [
      ...planLines(l10n.t('keep'), plan.keep),
      ...planLines(l10n.t('remove'), plan.remove),
    ];
    if (done === undefined) {
      const freed = bytesText(plan.bytes);
      lines.push(
        plan.remove.length === 0
          ? l10n.t('Nothing is to be removed.')
          : l10n.t(
              'Nothing was removed. With --yes, {0} sets go ({1}).',
              plan.remove.length,
              freed,
            ),
      );
    } else {
      lines.push(l10n.t('Removed: {0} sets.', done.removed.length));
      for (const left of done.left) {
        lines.push(l10n.t('{0} stays: {1}.', printableName(left.name), leftText(left)));
      }
      for (const { name, reason } of done.undeleted) {
        lines.push(
          l10n.t(
            '{0} is removed, but files of it could not be deleted: {1}. The next removal tries again.',
            printableName(name),
            printableName(reason),
          ),
        );
      }
    }
    context.out(`${lines.join('\n')}\n`);
    return done !== undefined && done.left.length + done.undeleted.length > 0 ? 1 : 0;
  },
};
