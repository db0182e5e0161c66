import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import type { SealOptions } from '../../../backup/sets.ts';
import { noEncryptionKey } from '../../../errors/backup-keys.ts';
import { alreadySealed } from '../../../errors/backup.ts';
import { setDamaged } from '../../../errors/steps.ts';
import type { ActionRunContext, ActionServices, StepAction } from '../action.ts';
import { chosenSet, notThereYet, plannedSet, setField } from '../chosen-set.ts';
import { serversOfPath } from '../copy-jobs.ts';
import { schemaOf, secret } from '../fields.ts';
import { bytesText } from '../figures.ts';
import { showWork } from '../work-progress.ts';

const schema = schemaOf(() =>
  z.strictObject({
    set: setField(l10n.t('The backup set to close.')),
    'recovery-kit': z
      .boolean()
      .default(true)
      .describe(
        l10n.t(
          'Whether estate file, runbooks for every server and this program are put into the set, for whoever has nothing but the set.',
        ),
      ),
    'private-keys': z
      .enum(['refuse', 'encrypt'])
      .default('refuse')
      .describe(
        l10n.t(
          'What is done with private keys that lie open in the set: a key in clear, a PFX without a password, or one whose password lies beside it.',
        ),
      ),
    key: secret(
      l10n.t('Variable of type secret: the password with which private keys are encrypted.'),
    ).optional(),
    'pfx-password': secret(
      l10n.t(
        'Variable of type secret: the password of the PFX files, so that their certificate chains are checked.',
      ),
    ).optional(),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

/** What sealing is to do about private keys; throws where it could not do it. */
function keyOptions(parameters: Parameters): Pick<SealOptions, 'encryptKeys' | 'pfxPassword'> {
  const { key, 'pfx-password': pfx, 'private-keys': policy } = parameters;
  if (policy === 'encrypt' && key === undefined) throw noEncryptionKey();
  return {
    ...(policy === 'encrypt' && key !== undefined ? { encryptKeys: key.reveal() } : {}),
    ...(pfx === undefined ? {} : { pfxPassword: pfx.reveal() }),
  };
}

/** Writes the kit and says what is in it; without one to be had the set is sealed as it is. */
async function writeKit(
  set: string,
  context: ActionRunContext,
  { kit, backup, estate }: ActionServices,
): Promise<void> {
  if (kit === undefined) return;
  const { files, without, notes } = await kit.write(set, context.signal);
  const produced = files.map(file => ({ file, step: context.stepId, source: estate.file }));
  await backup.record(set, produced);
  context.output.write('output', `${l10n.t('Recovery kit: {0} files.', files.length)}\n`);
  if (without.length > 0) {
    const names = without.join(', ');
    context.output.write('output', `${l10n.t('No runbook in the kit for {0}.', names)}\n`);
  }
  for (const note of notes) context.output.write('warning', `${note}\n`);
}

/** Closes a set: every file hashed, the manifest written last. */
export function sealBackupSet(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'seal-backup-set',
    description: l10n.t('Closes a backup set: hashes every file and writes the manifest last.'),
    example: 'seal-backup-set:\n  set: $Backup',
    schema: schema(),
    plan: async (parameters, context, services) => {
      const { backup, estate } = services;
      keyOptions(parameters);
      const set = chosenSet(parameters.set, context);
      const summary = await plannedSet(set, context, backup);
      const effect = { kind: 'changes' as const, servers: serversOfPath(set, estate) };
      const close = l10n.t(
        'Write the manifest. The set is then closed and nothing more goes into it.',
      );
      const kit =
        parameters['recovery-kit'] && services.kit !== undefined
          ? [l10n.t('Put the recovery kit into {0}.', set)]
          : [];
      if (summary === undefined) {
        const lines = [notThereYet(set), ...kit, l10n.t('Hash every file of {0}.', set), close];
        return { lines, effect, losses: [], facts: {} };
      }
      if (summary.state === 'sealed') throw alreadySealed(set);
      if (summary.state === 'damaged') throw setDamaged(set, summary.findings);
      return {
        lines: [
          ...kit,
          l10n.t('Hash {0} files ({1}) of {2}.', summary.files, bytesText(summary.bytes), set),
          close,
        ],
        effect,
        losses: [],
        facts: { state: summary.state, files: String(summary.files), bytes: String(summary.bytes) },
      };
    },
    run: async (parameters, _plan, context, services) => {
      const { backup, operator } = services;
      const set = chosenSet(parameters.set, context);
      if (parameters['recovery-kit']) await writeKit(set, context, services);
      const sealed = await backup.seal(set, {
        signal: context.signal,
        by: operator,
        ...keyOptions(parameters),
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
