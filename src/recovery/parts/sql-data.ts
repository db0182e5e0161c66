import * as l10n from '@vscode/l10n';
import type { StoreKind } from '../../estate/model.ts';
import { databasesOfStore } from '../../estate/stores.ts';
import type { SectionDraft, StepDraft } from '../draft.ts';
import type { Situation } from '../situation.ts';
import { cellLiteral } from '../writing/literals.ts';
import { idFor, known, type Named } from '../writing/named.ts';
import { actionStep } from './part.ts';

/** Stores whose data only SQL Server can save and bring back. */
const savedBySql: readonly StoreKind[] = ['archiving', 'monitoring', 'persistent-chat'];

/** A database that comes back from a file of the set. */
export interface DatabasePlace {
  /** `host\instance`. */
  readonly instance: Named;
  readonly database: Named;
}

export function restoreDatabase({ instance, database }: DatabasePlace): StepDraft {
  const name = database.cell;
  return actionStep(
    idFor('restore-database', { ...database, label: database.label }),
    [
      l10n.t(
        'The database {0} on {1} is there and empty. Its content comes back from the set, under the file paths of this instance. You should see the number of pages and, at the end, the state ONLINE.',
        database.prose,
        instance.prose,
      ),
    ],
    [
      'restore-database',
      {
        server: instance.cell,
        database: name,
        from: `$Backup/sql/${name}.bak`,
        replace: true,
        disconnect: true,
        'lose-tail-log': true,
        'server-role': ['$ServiceGroup'],
      },
    ],
    { confirm: true, timeout: '8h' },
  );
}

/** The databases of a store as that instance has them. */
function databasesOn(
  situation: Situation,
  instanceName: string,
  kind: StoreKind,
): readonly string[] {
  const usual = databasesOfStore[kind];
  const instance = situation.estate.sqlInstances.find(
    ({ name }) => name.toLowerCase() === instanceName.toLowerCase(),
  );
  if (instance === undefined || instance.databases.length === 0) return usual;
  return usual.filter(one =>
    instance.databases.some(name => name.toLowerCase() === one.toLowerCase()),
  );
}

/** Archiving, Monitoring and Persistent Chat stores that lived on the host as well. */
export function collocatedStoresSection(situation: Situation, host: string): SectionDraft[] {
  const places = situation.estate.pools.flatMap(pool =>
    pool.stores
      .filter(({ kind, sql }) => {
        const at = sql.split('\\')[0] ?? sql;
        return savedBySql.includes(kind) && at.toLowerCase() === host.toLowerCase();
      })
      .flatMap(({ kind, sql }) =>
        databasesOn(situation, sql, kind).map(database => ({
          instance: known(sql),
          database: known(database),
        })),
      ),
  );
  const seen = new Set<string>();
  const own = places.filter(({ instance, database }) => {
    const key = cellLiteral(`${instance.cell} ${database.cell}`).toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  if (own.length === 0) return [];
  return [
    {
      heading: l10n.t('Databases that SQL Server saved'),
      say: [
        l10n.t(
          'Archives, call records and chat rooms are in no export of the management shell. They come back by SQL Server; service can run without them meanwhile.',
        ),
      ],
      steps: own.map(restoreDatabase),
    },
  ];
}
