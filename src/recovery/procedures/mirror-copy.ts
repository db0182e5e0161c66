import * as l10n from '@vscode/l10n';
import { procedureOf, type Choice } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpan } from '../writing/literals.ts';
import { mirrorCase, type MirrorCase } from './mirror-case.ts';
import { mirrorDraft } from './mirror-draft.ts';

function caseOf(situation: Situation): MirrorCase | undefined {
  const found = mirrorCase(situation);
  return found?.primaryLost === false ? found : undefined;
}

function choose(found: MirrorCase): Choice {
  const { lost, left, pool } = found;
  return {
    reasons: [
      l10n.t('{0} is the mirror of the back end of {1}.', codeSpan(lost.name), codeSpan(pool.fqdn)),
      l10n.t('The primary {0} is left and works: nothing fails over.', codeSpan(left.name)),
    ],
    meanwhile: [l10n.t('Nothing visible: the pool works, but there is no second copy.')],
  };
}

export const mirrorCopy = procedureOf({
  id: 'mirror-copy',
  find: caseOf,
  choose,
  draft: (found, situation) => {
    const { lost, left, pool } = found;
    return mirrorDraft(situation, found, {
      title: l10n.t('Recover the mirror {0} of the back end of {1}', lost.host, pool.fqdn),
      description: l10n.t(
        'Rebuilds {0} and mirrors the databases of {1} to it again.',
        lost.host,
        left.host,
      ),
      opening: [
        l10n.t(
          '**What this does.** Mirroring is taken away from {0}, {1} is rebuilt with the same version **and edition** of SQL Server, and the databases are mirrored again. The pool works all the time.',
          codeSpan(left.host),
          codeSpan(lost.host),
        ),
      ],
    });
  },
});
