import * as l10n from '@vscode/l10n';
import { procedureOf, type Choice } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpan } from '../writing/literals.ts';
import { mirrorCase, type MirrorCase } from './mirror-case.ts';
import { mirrorDraft } from './mirror-draft.ts';

function caseOf(situation: Situation): MirrorCase | undefined {
  const found = mirrorCase(situation);
  return found?.primaryLost === true ? found : undefined;
}

function choose(found: MirrorCase): Choice {
  const { lost, left, pool, central } = found;
  return {
    reasons: [
      l10n.t(
        '{0} is the primary of the mirrored back end of {1}.',
        codeSpan(lost.name),
        codeSpan(pool.fqdn),
      ),
      l10n.t(
        'Its mirror {0} is left and has the data: it takes over, and the lost one comes back as its mirror. Nothing is restored from a backup.',
        codeSpan(left.name),
      ),
      ...(central
        ? [
            l10n.t(
              'The Central Management store is mirrored with it and takes over first: publishing needs it. If it does not answer afterwards, make the plan again with {0} lost as well.',
              codeSpan(left.host),
            ),
          ]
        : []),
    ],
    meanwhile: [
      lost.witness === undefined
        ? l10n.t('There is no witness: the pool is down until somebody fails over.')
        : l10n.t('With the witness the pool has failed over by itself; there is no second copy.'),
    ],
  };
}

export const mirrorPrimary = procedureOf({
  id: 'mirror-primary',
  find: caseOf,
  choose,
  draft: (found, situation) => {
    const { lost, left, pool } = found;
    return mirrorDraft(situation, found, {
      title: l10n.t(
        'Recover the primary {0} of the mirrored back end of {1}',
        lost.host,
        pool.fqdn,
      ),
      description: l10n.t(
        'Makes {0} the principal, rebuilds {1} and mirrors the databases again.',
        left.host,
        lost.host,
      ),
      opening: [
        l10n.t(
          '**What this does.** {0} becomes the principal, the topology goes by it, {1} is rebuilt and becomes its mirror. The data was never lost: nothing comes from a backup.',
          codeSpan(left.host),
          codeSpan(lost.host),
        ),
        l10n.t(
          '**Back up the databases of {0} before you begin**: until the mirror is made again there is one copy only.',
          codeSpan(left.host),
        ),
      ],
    });
  },
});
