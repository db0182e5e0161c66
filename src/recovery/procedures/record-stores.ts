import * as l10n from '@vscode/l10n';
import { procedureOf } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpans } from '../writing/literals.ts';
import { sqlStoresCase, sqlStoresDraft, type SqlStoresCase } from './sql-stores-draft.ts';

function caseOf(situation: Situation): SqlStoresCase | undefined {
  const found = sqlStoresCase(situation);
  const kinds = found?.kinds ?? [];
  return kinds.includes('archiving') || kinds.includes('monitoring') ? found : undefined;
}

export const recordStores = procedureOf({
  id: 'archiving-and-monitoring-store',
  find: caseOf,
  choose: found => {
    return {
      reasons: [
        l10n.t(
          '{0} holds archives or call records.',
          codeSpans(found.instances.map(({ name }) => name)),
        ),
        l10n.t('They come back by SQL Server, to the last backup; their settings are elsewhere.'),
      ],
      meanwhile: [
        l10n.t(
          'Calls, meetings and messages work; nothing is archived or recorded. Where archiving is set to be critical, users are refused instead.',
        ),
      ],
    };
  },
  draft: (found, situation) => {
    return sqlStoresDraft(situation, found, {
      title: l10n.t('Recover Archiving and Monitoring on {0}', found.host),
      description: l10n.t(
        'Rebuilds the SQL Server {0} and restores archives and call records from a backup set.',
        found.host,
      ),
      roles: ['SqlServer'],
      opening: [
        l10n.t(
          '**What this does.** SQL Server comes back under the same instance names, the databases are made empty, and archives and call records are restored over them. Users can go on meanwhile.',
        ),
      ],
    });
  },
});
