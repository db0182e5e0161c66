import * as l10n from '@vscode/l10n';
import type { Choice, Procedure } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpan } from '../writing/literals.ts';
import { standardEditionDraft } from './standard-edition-draft.ts';
import { standardEditionOf } from './standard-edition.ts';

function choose(situation: Situation): Choice | undefined {
  const found = standardEditionOf(situation);
  if (found === undefined || !situation.isCentral(found.pool)) return undefined;
  return {
    reasons: [
      l10n.t('{0} is a Standard Edition server, a pool of its own.', codeSpan(found.pool.fqdn)),
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

export const centralStandardEdition: Procedure = {
  id: 'central-standard-edition',
  title: () => l10n.t('Standard Edition server with the Central Management store'),
  choose,
  draft: situation => {
    const found = standardEditionOf(situation);
    if (found === undefined) throw new Error('not chosen for this situation');
    return standardEditionDraft(situation, found.server, found.pool);
  },
};
