import * as l10n from '@vscode/l10n';
import { resolve } from 'node:path';
import { wrongUse } from '../../../errors/cli.ts';
import { describeProblem } from '../../../errors/problem.ts';
import type { SharedLog } from '../../../log/team/share-log.ts';
import type { CliContext } from '../../command.ts';
import { readOptions } from '../../options.ts';
import { foldersOf } from './named-folders.ts';
import type { LogWord } from './services.ts';

const usage = [
  'recovery-runbooks log share LOG --to FOLDER',
  'recovery-runbooks log share [--logs FOLDER] --to FOLDER',
];

function text({ state, shared }: SharedLog): string {
  switch (state) {
    case 'copied':
      return l10n.t('shared and verified: {0}', shared);
    case 'notes-updated':
      return l10n.t('notes brought up to date: {0}', shared);
    case 'notes-fetched':
      return l10n.t("the team's newer notes were fetched: {0}", shared);
    case 'known':
      return l10n.t('shared before: {0}', shared);
  }
}

/**
 * `log share`: copies finished logs to the team's folder and verifies them there. `--to` may be left
 * out where `RECOVERY_RUNBOOKS_TEAM_LOGS` names the folder.
 */
export const shareWord: LogWord = {
  name: 'share',
  usage,
  async run(words, services, context) {
    const options = { to: { type: 'string' }, logs: { type: 'string' } } as const;
    const { values, positionals } = readOptions(words, options, { least: 0, most: 1 }, usage);
    const named = values.to ?? context.env.RECOVERY_RUNBOOKS_TEAM_LOGS ?? '';
    if (named === '') throw wrongUse(l10n.t('--to is needed: the folder of the team.'), usage);
    const team = resolve(context.cwd, named);
    const [log] = positionals;
    if (log !== undefined) {
      const shared = await services.share(resolve(context.cwd, log), team, context.signal);
      context.out(`${text(shared)}\n`);
      return 0;
    }
    const logs = values.logs === undefined ? [] : [values.logs];
    const [folder = ''] = await foldersOf(logs, services, context);
    return shareAll(folder, team, services, context);
  },
};

async function shareAll(
  folder: string,
  team: string,
  services: Parameters<LogWord['run']>[1],
  context: CliContext,
): Promise<number> {
  const { shared, left } = await services.shareAll(folder, team, context.signal);
  for (const each of shared) if (each.state !== 'known') context.out(`${text(each)}\n`);
  for (const { problem } of left) context.err(`${describeProblem(problem.data).join('\n')}\n`);
  context.out(`${l10n.t('{0} logs are with the team, {1} are not', shared.length, left.length)}\n`);
  return left.length === 0 ? 0 : 1;
}
