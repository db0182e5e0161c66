import * as l10n from '@vscode/l10n';
import { forPeople } from '../parts/verification.ts';
import { procedureOf } from '../procedure.ts';
import { codeSpan } from '../writing/literals.ts';
import { memberDraft, memberOf } from './member-draft.ts';

export const mediation = procedureOf({
  id: 'mediation',
  find: situation => memberOf(situation, 'mediation'),
  choose: ({ pool, server }, situation) => {
    const left = situation.survivingMembers(pool);
    return {
      reasons: [
        l10n.t(
          '{0} is a stand-alone Mediation server of {1}.',
          codeSpan(server.fqdn),
          codeSpan(pool.fqdn),
        ),
        l10n.t('It holds no data: it is rebuilt from the topology.'),
      ],
      meanwhile: [
        left.length > 0
          ? l10n.t('Calls to the telephone network go by way of the other Mediation servers.')
          : l10n.t('No calls to and from the telephone network by way of this pool.'),
      ],
    };
  },
  draft: (found, situation) => {
    const { server, pool } = found;
    return memberDraft(situation, found, {
      title: l10n.t('Recover the Mediation server {0}', server.fqdn),
      description: l10n.t('Rebuilds {0}, a Mediation server of {1}.', server.fqdn, pool.fqdn),
      roles: ['Mediation'],
      opening: [
        l10n.t(
          '**What this does.** It makes a clean computer into {0} again. **Its IP address must be the one it had**: gateways and firewalls know it by that.',
          codeSpan(server.fqdn),
        ),
      ],
      certificates: [
        l10n.t(
          'The one certificate carries the pool’s name as its subject, and pool and server as alternative names.',
        ),
      ],
      checks: () => [],
      close: [
        forPeople(
          l10n.t(
            'look at the gateway: is the trunk up. Place a call out and have one come in; with test users *Test-CsPstnOutboundCall* does it.',
          ),
        ),
      ],
    });
  },
});
