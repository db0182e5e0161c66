import * as l10n from '@vscode/l10n';
import { procedureOf, type Choice } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpan } from '../writing/literals.ts';
import { standardEditionDraft } from './standard-edition-draft.ts';
import { standardEditionOf, type StandardEditionCase } from './standard-edition.ts';

function caseOf(situation: Situation): StandardEditionCase | undefined {
  const found = standardEditionOf(situation);
  return found !== undefined && situation.isCentral(found.pool) ? found : undefined;
}

function choose({ pool }: StandardEditionCase): Choice {
  return {
    reasons: [
      l10n.t('{0} is a Standard Edition server, a pool of its own.', codeSpan(pool.fqdn)),
      l10n.t(
        'It holds the Central Management store, which has to be made anew and filled before anything can be published or installed.',
      ),
    ],
    meanwhile: [
      l10n.t('Its users are down.'),
      l10n.t(
        'Other pools serve their users with the copies that they have, but no configuration can be changed anywhere.',
      ),
    ],
  };
}

export const centralStandardEdition = procedureOf({
  id: 'central-standard-edition',
  find: caseOf,
  choose,
  draft: ({ server, pool }, situation) => standardEditionDraft(situation, server, pool),
});
