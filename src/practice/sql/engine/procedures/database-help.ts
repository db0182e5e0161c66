import { Cursor } from '../../language/cursor.ts';
import { parseObjectName } from '../../language/parse-expression.ts';
import { momentText } from '../../values/moment-text.ts';
import { momentFromUnixMs } from '../../values/moment.ts';
import {
  datetimeType,
  nvarchar,
  smallintType,
  sysname,
  tinyintType,
  varchar,
  type SqlValue,
} from '../../values/types.ts';
import { sameName } from '../expressions/scope.ts';
import type { Database, DatabaseFile } from '../instance/database.ts';
import { sqlError } from '../messages/sql-error.ts';
import { findTable } from '../queries/relations.ts';
import type { Execution } from '../sessions/execution.ts';
import { sendRows, textAt, type Columns, type Procedure } from './procedure.ts';

const pageKilobytes = 8;

function pagesOf(database: Database, kind?: 'ROWS' | 'LOG'): number {
  return database.facts.files
    .filter(file => kind === undefined || file.kind === kind)
    .reduce((sum, file) => sum + file.sizePages, 0);
}

function megabytes(pages: number): string {
  return `${((pages * pageKilobytes) / 1024).toFixed(2)} MB`;
}

function statusText(database: Database): string {
  const { facts } = database;
  return [
    `Status=${facts.state}`,
    `Updateability=${facts.readOnly ? 'READ_ONLY' : 'READ_WRITE'}`,
    `UserAccess=${facts.access}`,
    `Recovery=${facts.recoveryModel}`,
    `Version=${facts.databaseVersion}`,
    'Collation=SQL_Latin1_General_CP1_CI_AS',
    'SQLSortOrder=52',
    'IsAutoCreateStatistics',
    'IsAutoUpdateStatistics',
  ].join(', ');
}

const databaseColumns: Columns = [
  ['name', sysname],
  ['db_size', nvarchar(13)],
  ['owner', sysname],
  ['dbid', smallintType],
  ['created', nvarchar(11)],
  ['status', nvarchar(600)],
  ['compatibility_level', tinyintType],
];

function databaseRow(execution: Execution, database: Database): (SqlValue | number)[] {
  const { facts } = database;
  const online = facts.state === 'ONLINE';
  const created = momentText(momentFromUnixMs(facts.created), datetimeType, 100) ?? '';
  return [
    database.name,
    online ? megabytes(pagesOf(database)).padStart(13) : null,
    execution.instance.loginBySid(facts.ownerSid)?.name ?? null,
    facts.id,
    created.slice(0, 11),
    online ? statusText(database) : `Status=${facts.state}`,
    facts.compatibility,
  ];
}

const fileColumns: Columns = [
  ['name', sysname],
  ['fileid', smallintType],
  ['filename', nvarchar(260)],
  ['filegroup', sysname],
  ['size', nvarchar(18)],
  ['maxsize', nvarchar(18)],
  ['growth', nvarchar(18)],
  ['usage', varchar(9)],
];

function fileRows(files: readonly DatabaseFile[]): (SqlValue | number)[][] {
  return files.map(file => [
    file.logicalName,
    file.fileId,
    file.physicalName,
    file.kind === 'LOG' ? null : 'PRIMARY',
    `${file.sizePages * pageKilobytes} KB`,
    file.maxPages < 0 ? 'Unlimited' : `${file.maxPages * pageKilobytes} KB`,
    '10%',
    file.kind === 'LOG' ? 'log only' : 'data only',
  ]);
}

const helpDatabase: Procedure = async (execution, list) => {
  const name = textAt(list, 0, '@dbname');
  const { instance } = execution;
  if (name === undefined) {
    const rows = instance
      .databases()
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(database => databaseRow(execution, database));
    await sendRows(execution, databaseColumns, rows);
    return 0;
  }
  const database = instance.find(name);
  if (database === undefined) throw sqlError(15010, name);
  await sendRows(execution, databaseColumns, [databaseRow(execution, database)]);
  if (database.facts.state === 'ONLINE')
    await sendRows(execution, fileColumns, fileRows(database.facts.files));
  return 0;
};

const helpFile: Procedure = async (execution, list) => {
  const name = textAt(list, 0, '@filename');
  const database = execution.instance.database(execution.session.database);
  const files = database.facts.files.filter(
    file => name === undefined || sameName(file.logicalName, name),
  );
  if (files.length === 0) throw sqlError(15325, name ?? '');
  await sendRows(execution, fileColumns, fileRows(files));
  return 0;
};

/** What is used is not told apart from what is taken: all of a data file counts as data. */
const spaceUsed: Procedure = async (execution, list) => {
  const name = textAt(list, 0, '@objname');
  const { instance, session } = execution;
  const database = instance.database(session.database);
  const kilobytes = (pages: number): string => `${pages * pageKilobytes} KB`;
  if (name !== undefined) {
    const parsed = parseObjectName(new Cursor(name, instance.product.version[0]));
    const table = findTable(execution, parsed);
    if (table === undefined) throw sqlError(15009, name, database.name);
    const pages = Math.max(table.rows.length === 0 ? 0 : 1, Math.ceil(table.rows.length / 50));
    const shown: Columns = [
      ['name', nvarchar(128)],
      ['rows', { ...varchar(20), name: 'char' }],
      ...['reserved', 'data', 'index_size', 'unused'].map(one => [one, varchar(18)] as const),
    ];
    const size = kilobytes(pages);
    await sendRows(execution, shown, [
      [table.name, String(table.rows.length).padEnd(20), size, size, '0 KB', '0 KB'],
    ]);
    return 0;
  }
  await sendRows(
    execution,
    [
      ['database_name', nvarchar(128)],
      ['database_size', varchar(18)],
      ['unallocated space', varchar(18)],
    ],
    [[database.name, megabytes(pagesOf(database)), '0.00 MB']],
  );
  const data = kilobytes(pagesOf(database, 'ROWS'));
  await sendRows(
    execution,
    ['reserved', 'data', 'index_size', 'unused'].map(one => [one, varchar(18)] as const),
    [[data, data, '0 KB', '0 KB']],
  );
  return 0;
};

/** Procedures that describe databases and their files. */
export const databaseHelp: readonly (readonly [string, Procedure])[] = [
  ['sp_helpdb', helpDatabase],
  ['sp_helpfile', helpFile],
  ['sp_spaceused', spaceUsed],
];
