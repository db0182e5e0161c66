import * as l10n from '@vscode/l10n';
import { shellStep } from '../parts/part.ts';
import { forPeople } from '../parts/verification.ts';
import { procedureOf } from '../procedure.ts';
import { codeSpan } from '../writing/literals.ts';
import { memberDraft, memberOf } from './member-draft.ts';

export const persistentChatServer = procedureOf({
  id: 'persistent-chat-server',
  find: situation => memberOf(situation, 'persistent-chat'),
  choose: ({ pool, server }, situation) => {
    return {
      reasons: [
        l10n.t(
          '{0} is a Persistent Chat server of {1}.',
          codeSpan(server.fqdn),
          codeSpan(pool.fqdn),
        ),
        l10n.t('The rooms and what was written in them are in SQL Server, which is left.'),
      ],
      meanwhile: [
        situation.survivingMembers(pool).length > 0
          ? l10n.t('The other servers of the pool serve the rooms.')
          : l10n.t('Nobody can enter a room; all else works.'),
      ],
    };
  },
  draft: (found, situation) => {
    const { server, pool } = found;
    return memberDraft(situation, found, {
      title: l10n.t('Recover the Persistent Chat server {0}', server.fqdn),
      description: l10n.t('Rebuilds {0}, a server of {1}.', server.fqdn, pool.fqdn),
      roles: ['PersistentChat'],
      opening: [
        l10n.t(
          '**What this does.** It makes a clean computer into {0} again. Rooms and messages are in SQL Server and stay untouched.',
          codeSpan(server.fqdn),
        ),
      ],
      checks: ({ at }) => [
        shellStep(
          'rooms',
          [l10n.t('You should see the state Normal, and the categories.')],
          [
            'Get-CsPersistentChatState | Select-Object Identity, PoolState',
            'Get-CsPersistentChatCategory | Select-Object Name, NumberOfChatRooms',
          ],
          { target: at.cell, timeout: '15m', aside: true },
        ),
      ],
      close: [
        forPeople(
          l10n.t('enter a room and read what is in it; check that the next hop pool is right.'),
        ),
      ],
    });
  },
});
