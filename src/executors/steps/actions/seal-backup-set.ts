import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { alreadySealed } from '../../../errors/backup.ts';
import { setDamaged } from '../../../errors/steps.ts';
import type { StepAction } from '../action.ts';
import { chosenSet, notThereYet, plannedSet, setField } from '../chosen-set.ts';
import { serversOfPath } from '../copy-jobs.ts';
import { schemaOf } from '../fields.ts';
import { bytesText } from '../figures.ts';
import { showWork } from '../work-progress.ts';

const schema = schemaOf(() =>
  z.strictObject({
    set: setField(l10n.t('The backup set to close.')),
  }),
);

/** Closes a set: every file hashed, the manifest written last. */
export function sealBackupSet(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'seal-backup-set',
    description: l10n.t('Closes a backup set: hashes every file and writes the manifest last.'),
    example: 'seal-backup-set:\n  set: $Backup',
    schema: schema(),
    plan: async (parameters, context, { backup, estate }) => {
      const set = chosenSet(parameters.set, context);
      const summary = await plannedSet(set, context, backup);
      const effect = { kind: 'changes' as const, servers: serversOfPath(set, estate) };
      const close = l10n.t(
        'Write the manifest. The set is then closed and nothing more goes into it.',
      );
      if (summary === undefined) {
        const lines = [notThereYet(set), l10n.t('Hash every file of {0}.', set), close];
        return { lines, effect, losses: [], facts: {} };
      }
      if (summary.state === 'sealed') throw alreadySealed(set);
      if (summary.state === 'damaged') throw setDamaged(set, summary.findings);
      return {
        lines: [
          l10n.t('Hash {0} files ({1}) of {2}.', summary.files, bytesText(summary.bytes), set),
          close,
        ],
        effect,
        losses: [],
        facts: { state: summary.state, files: String(summary.files), bytes: String(summary.bytes) },
      };
    },
    run: async (parameters, _plan, context, { backup, operator }) => {
      const set = chosenSet(parameters.set, context);
      const sealed = await backup.seal(set, {
        signal: context.signal,
        by: operator,
        onProgress: showWork(context.output, l10n.t('Hashing')),
      });
      const text = l10n.t(
        '{0} is sealed: {1} files, {2}.',
        set,
        sealed.files,
        bytesText(sealed.bytes),
      );
      return { summary: text, evidence: [{ kind: 'text', title: l10n.t('Sealed set'), text }] };
    },
    reconcile: async (parameters, context, { backup }) => {
      const set = chosenSet(parameters.set, context);
      const summary = await backup.summary(set);
      const lines = [l10n.t('{0} is {1}.', set, summary.state)];
      return { finding: summary.state === 'sealed' ? 'done' : 'not-done', lines };
    },
  };
}
