import * as l10n from '@vscode/l10n';
import type { SetSummary } from '../../../backup/sets.ts';
import { standingsOf } from '../../../backup/worth/standing.ts';
import { loadEstate } from '../../../estate/load.ts';
import type { Estate } from '../../../estate/model.ts';
import type { CliContext } from '../../command.ts';
import { readOptions } from '../../options.ts';
import { worthLines } from './set-text.ts';
import { folderOf, setsOf, type SetServices, type SetWord } from './word.ts';

const usage = ['recovery-runbooks set worth [DIR] [--estate FILE] [--json]'];

/** The set that is asked about: the one named, else the newest sealed one. */
async function chosen(
  named: string | undefined,
  estate: Estate,
  context: CliContext,
  services: SetServices,
): Promise<SetSummary | undefined> {
  const sets = setsOf(estate, services);
  return named === undefined
    ? sets.newestSealed(undefined)
    : sets.summary(folderOf(named, context.cwd));
}

/**
 * `set worth`: whether a recovery of the estate could start from this set now; exit status 1 where
 * something is to be said against it. For monitoring: the first line says it all.
 */
export const worthWord: SetWord = {
  name: 'worth',
  usage,
  async run(words, context, services) {
    const { values, positionals } = readOptions(
      words,
      { estate: { type: 'string', default: 'estate.yaml' }, json: { type: 'boolean' } },
      { least: 0, most: 1 },
      usage,
    );
    const estate = await loadEstate(values.estate, context.cwd);
    const set = await chosen(positionals[0], estate, context, services);
    if (set === undefined) {
      context.out(
        values.json === true
          ? `${JSON.stringify({ set: null, against: ['none'] })}\n`
          : `${l10n.t('There is no sealed backup set below {0}.', estate.backup?.location ?? '')}\n`,
      );
      return 1;
    }
    const now = (services.now ?? Date.now)();
    const rpoMs = estate.backup?.rpoMs;
    const against = standingsOf(set, rpoMs, now);
    const lines = worthLines(set, rpoMs, now);
    context.out(`${values.json === true ? JSON.stringify({ set, against }) : lines.join('\n')}\n`);
    return against.length === 0 ? 0 : 1;
  },
};
