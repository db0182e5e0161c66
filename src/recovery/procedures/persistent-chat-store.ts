import * as l10n from '@vscode/l10n';
import { procedureOf } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpans } from '../writing/literals.ts';
import { sqlStoresCase, sqlStoresDraft, type SqlStoresCase } from './sql-stores-draft.ts';

function caseOf(situation: Situation): SqlStoresCase | undefined {
  const found = sqlStoresCase(situation);
  return found?.kinds.includes('persistent-chat') === true ? found : undefined;
}

export const persistentChatStore = procedureOf({
  id: 'persistent-chat-store',
  find: caseOf,
  choose: found => {
    return {
      reasons: [
        l10n.t(
          '{0} holds the store of Persistent Chat.',
          codeSpans(found.instances.map(({ name }) => name)),
        ),
        l10n.t(
          'Rooms and messages come back by SQL Server, to the last backup. What the compliance store held for its adapter is not brought back; it is made empty.',
        ),
      ],
      meanwhile: [l10n.t('Nobody can enter a room; all else works.')],
    };
  },
  draft: (found, situation) => {
    return sqlStoresDraft(situation, found, {
      title: l10n.t('Recover the Persistent Chat store on {0}', found.host),
      description: l10n.t(
        'Rebuilds the SQL Server {0} and restores rooms and messages from a backup set.',
        found.host,
      ),
      roles: ['SqlServer'],
      opening: [
        l10n.t(
          '**What this does.** SQL Server comes back under the same instance names, the databases are made empty, and `mgc` is restored while Persistent Chat is stopped. **Use the method by which it was saved**: if the set holds `PChat.zip` and no `mgc.bak`, take the restore step out and import with *Import-CsPersistentChatData*.',
        ),
      ],
    });
  },
});
