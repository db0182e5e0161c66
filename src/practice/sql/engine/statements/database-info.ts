import { nvarchar } from '../../values/types.ts';
import type { Database } from '../instance/database.ts';
import type { Execution } from '../sessions/execution.ts';

/** A time as the boot page is printed: `2026-11-22 02:00:00.000`. */
function printed(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

/** A database that was never checked has the first day of SQL Server's calendar. */
const never = Date.UTC(1900, 0, 1);

/**
 * DBCC DBINFO WITH TABLERESULTS: fields of the boot page, of which only those are given that recovery asks
 * for (`dbi_dbccLastKnownGood`: when CHECKDB last found no errors).
 */
export async function databaseInfo(execution: Execution, { facts }: Database): Promise<void> {
  const text = nvarchar(256);
  const columns = ['ParentObject', 'Object', 'Field', 'VALUE'].map(name => ({ name, type: text }));
  const at = 'DBINFO @0x0000000011DCA060';
  const fields: readonly (readonly [string, string])[] = [
    ['dbi_dbid', String(facts.id)],
    ['dbi_version', String(facts.databaseVersion)],
    ['dbi_dbname', facts.name],
    ['dbi_crdate', printed(facts.created)],
    ['dbi_dbccLastKnownGood', printed(facts.checkedGood ?? never)],
  ];
  await execution.resultSet(
    columns,
    fields.map(([field, value]) => ['DBINFO STRUCTURE:', at, field, value]),
  );
}
