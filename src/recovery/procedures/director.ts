import * as l10n from '@vscode/l10n';
import { testRegistration } from '../parts/pool-checks.ts';
import { forPeople } from '../parts/verification.ts';
import { procedureOf } from '../procedure.ts';
import { codeSpan } from '../writing/literals.ts';
import { memberDraft, memberOf } from './member-draft.ts';

export const director = procedureOf({
  id: 'director',
  find: situation => memberOf(situation, 'director'),
  choose: ({ pool, server }) => {
    return {
      reasons: [
        l10n.t('{0} is a Director of {1}.', codeSpan(server.fqdn), codeSpan(pool.fqdn)),
        l10n.t('A Director holds no data: it is rebuilt from the topology.'),
      ],
      meanwhile: [
        l10n.t(
          'Users that sign in by way of the Director are turned to nobody, unless DNS names another.',
        ),
      ],
    };
  },
  draft: (found, situation) => {
    const { server, pool } = found;
    return memberDraft(situation, found, {
      title: l10n.t('Recover the Director {0}', server.fqdn),
      description: l10n.t('Rebuilds {0}, a Director of {1}.', server.fqdn, pool.fqdn),
      roles: ['Director'],
      opening: [
        l10n.t(
          '**What this does.** It makes a clean computer into {0} again. A Director has no data of its own.',
          codeSpan(server.fqdn),
        ),
      ],
      certificates: [
        l10n.t(
          'The default certificate carries the name of the Director pool {0}; where clients sign in automatically, also `sip.` with each SIP domain.',
          codeSpan(pool.fqdn),
        ),
      ],
      checks: ({ at, pool: name }) => [testRegistration(at, name)],
      close: [forPeople(l10n.t('sign in as a user who is sent by way of this Director.'))],
    });
  },
});
