import type { ObjectName } from '../../language/ast.ts';
import { parseServerPath } from '../../storage/windows-paths.ts';
import { bigintType, intType, nvarchar, type SqlType, type SqlValue } from '../../values/types.ts';
import { sameName, type Bound, type Frame, type Relation } from '../expressions/scope.ts';
import { sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';

type Columns = readonly (readonly [string, SqlType])[];
type Compute = (execution: Execution, values: readonly SqlValue[]) => SqlValue[][];

const volumeColumns: Columns = [
  ['database_id', intType],
  ['file_id', intType],
  ['volume_mount_point', nvarchar(512)],
  ['volume_id', nvarchar(512)],
  ['logical_volume_name', nvarchar(512)],
  ['file_system_type', nvarchar(512)],
  ['total_bytes', bigintType],
  ['available_bytes', bigintType],
];

function volumeStats(
  execution: Execution,
  [databaseId, fileId]: readonly SqlValue[],
): SqlValue[][] {
  const { instance } = execution;
  const database = instance.databases().find(one => BigInt(one.facts.id) === databaseId);
  const file = database?.facts.files.find(one => BigInt(one.fileId) === fileId);
  const path = file && parseServerPath(file.physicalName);
  if (database === undefined || file === undefined || path?.kind !== 'drive') return [];
  const total = instance.facts.drives[path.drive] ?? 0;
  const free = instance.freeSpace(path.drive) ?? 0;
  return [
    [
      BigInt(database.facts.id),
      BigInt(file.fileId),
      `${path.drive}:\\`,
      `\\\\?\\Volume{${path.drive}}\\`,
      path.drive === 'C' ? 'System' : 'Data',
      'NTFS',
      BigInt(total),
      BigInt(free),
    ],
  ];
}

const textColumns: Columns = [
  ['dbid', intType],
  ['objectid', intType],
  ['number', intType],
  ['encrypted', intType],
  ['text', nvarchar(-1)],
];

function sqlText(execution: Execution, [handle]: readonly SqlValue[]): SqlValue[][] {
  if (!(handle instanceof Uint8Array)) return [];
  const spid = Number.parseInt(Buffer.from(handle).toString('hex').slice(2), 16);
  const request = execution.instance.sessions.get(spid)?.request;
  return request === undefined ? [] : [[null, null, null, 0n, request.text]];
}

const functions: Readonly<Record<string, readonly [Columns, Compute, number]>> = {
  'sys.dm_os_volume_stats': [volumeColumns, volumeStats, 2],
  'sys.dm_exec_sql_text': [textColumns, sqlText, 1],
};

/** A table-valued function in FROM; throws 208 for one that is not known. */
export function tableFunction(
  execution: Execution,
  name: ObjectName,
  bounds: readonly Bound[],
): Relation {
  const key = name.parts.slice(-2).join('.').toLowerCase();
  const found = Object.entries(functions).find(([known]) => sameName(known, key))?.[1];
  if (found === undefined) {
    const error = sqlError(208, name.parts.join('.'));
    error.line = name.line;
    throw error;
  }
  const [columns, compute, count] = found;
  if (bounds.length !== count) throw sqlError(313, name.parts.join('.'));
  return {
    columns: columns.map(([column, type]) => ({ table: key, name: column, type })),
    rows: (frame: Frame | undefined) =>
      compute(
        execution,
        bounds.map(bound => bound.evaluate(frame ?? { values: [] })),
      ),
  };
}
