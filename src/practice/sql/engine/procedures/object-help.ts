import { Cursor } from '../../language/cursor.ts';
import { parseObjectName } from '../../language/parse-expression.ts';
import type { Column, Table } from '../../storage/content.ts';
import {
  datetimeType,
  decimalType,
  intType,
  isText,
  nvarchar,
  sysname,
  varchar,
  type SqlValue,
} from '../../values/types.ts';
import { byteLength } from '../../views/object-views.ts';
import { datetime } from '../../views/view.ts';
import { messageText, sqlError } from '../messages/sql-error.ts';
import { findTable } from '../queries/relations.ts';
import type { Execution } from '../sessions/execution.ts';
import { sendRows, textAt, type Columns, type Procedure } from './procedure.ts';

const columnColumns: Columns = [
  ['Column_name', sysname],
  ['Type', sysname],
  ['Computed', varchar(35)],
  ['Length', intType],
  ['Prec', varchar(5)],
  ['Scale', varchar(5)],
  ['Nullable', varchar(35)],
  ['TrimTrailingBlanks', varchar(35)],
  ['FixedLenNullInSource', varchar(35)],
  ['Collation', sysname],
];

function columnRow({ name, type, nullable }: Column): (SqlValue | number)[] {
  const text = isText(type);
  const sized = type.precision > 0 && type.name !== 'datetime';
  return [
    name,
    type.name,
    'no',
    byteLength(type),
    sized ? String(type.precision).padEnd(5) : '     ',
    sized ? String(type.scale).padEnd(5) : '     ',
    nullable ? 'yes' : 'no',
    text ? 'no' : '(n/a)',
    text ? (nullable ? 'yes' : 'no') : '(n/a)',
    text ? 'SQL_Latin1_General_CP1_CI_AS' : null,
  ];
}

async function tellIdentity(execution: Execution, table: Table): Promise<void> {
  const column = table.columns.find(one => one.identity);
  const number = (value: bigint | undefined): SqlValue =>
    value === undefined ? null : { kind: 'decimal', unscaled: value, scale: 0 };
  await sendRows(
    execution,
    [
      ['Identity', sysname],
      ['Seed', decimalType(38, 0)],
      ['Increment', decimalType(38, 0)],
      ['Not For Replication', intType],
    ],
    [
      [
        column?.name ?? 'No identity column defined.',
        number(column?.identity?.seed),
        number(column?.identity?.increment),
        column === undefined ? null : 0,
      ],
    ],
  );
}

async function tellIndexes(execution: Execution, table: Table): Promise<void> {
  if (table.primaryKey.length === 0) {
    execution.info(15472, messageText(15472, table.name));
    execution.info(15469, messageText(15469, table.name));
    return;
  }
  const keys = table.primaryKey.join(', ');
  const name = `PK_${table.name}`;
  await sendRows(
    execution,
    [
      ['index_name', sysname],
      ['index_description', varchar(210)],
      ['index_keys', nvarchar(2078)],
    ],
    [[name, 'clustered, unique, primary key located on PRIMARY', keys]],
  );
  await sendRows(
    execution,
    [
      ['constraint_type', nvarchar(146)],
      ['constraint_name', nvarchar(128)],
      ['delete_action', nvarchar(9)],
      ['update_action', nvarchar(9)],
      ['status_enabled', varchar(8)],
      ['status_for_replication', varchar(19)],
      ['constraint_keys', nvarchar(2078)],
    ],
    [['PRIMARY KEY (clustered)', name, '(n/a)', '(n/a)', '(n/a)', '(n/a)', keys]],
  );
}

async function tellTable(execution: Execution, table: Table): Promise<void> {
  const { created } = execution.instance.database(execution.session.database).facts;
  await sendRows(
    execution,
    [
      ['Name', sysname],
      ['Owner', sysname],
      ['Type', nvarchar(31)],
      ['Created_datetime', datetimeType],
    ],
    [[table.name, table.schema, 'user table', datetime(created)]],
  );
  await sendRows(execution, columnColumns, table.columns.map(columnRow));
  await tellIdentity(execution, table);
  await sendRows(execution, [['RowGuidCol', sysname]], [['No rowguidcol column defined.']]);
  await sendRows(execution, [['Data_located_on_filegroup', sysname]], [['PRIMARY']]);
  await tellIndexes(execution, table);
  execution.info(15470, messageText(15470, table.name));
  execution.info(15471, messageText(15471, table.name));
}

const help: Procedure = async (execution, list) => {
  const name = textAt(list, 0, '@objname');
  const { instance, session } = execution;
  const database = instance.database(session.database);
  if (name === undefined) {
    const rows = (database.content?.tables ?? [])
      .map(table => [table.name, table.schema, 'user table'])
      .toSorted((a, b) => String(a[0]).localeCompare(String(b[0])));
    await sendRows(
      execution,
      [
        ['Name', sysname],
        ['Owner', sysname],
        ['Object_type', nvarchar(31)],
      ],
      rows,
    );
    return 0;
  }
  const table = findTable(
    execution,
    parseObjectName(new Cursor(name, instance.product.version[0])),
  );
  if (table === undefined) throw sqlError(15009, name, database.name);
  await tellTable(execution, table);
  return 0;
};

/** sp_help: the objects of a database, or everything about a table. */
export const objectHelp: readonly (readonly [string, Procedure])[] = [['sp_help', help]];
