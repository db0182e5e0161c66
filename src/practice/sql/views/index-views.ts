import type { Table } from '../storage/content.ts';
import { bitType, intType, nvarchar, sysname, tinyintType, varchar } from '../values/types.ts';
import { tables } from './object-views.ts';
import { viewOf, type SystemView, type ViewContext } from './view.ts';

interface TableIndex {
  readonly table: Table;
  readonly id: number;
  /** Undefined for a heap. */
  readonly name: string | undefined;
  readonly kind: 'heap' | 'primary' | 'unique';
  readonly columns: readonly string[];
}

/** The primary key and unique columns are all the indexes that a table may have. */
function indexesOf(table: Table): TableIndex[] {
  const keyed = table.primaryKey.length > 0;
  const first: TableIndex = keyed
    ? { table, id: 1, name: `PK_${table.name}`, kind: 'primary', columns: table.primaryKey }
    : { table, id: 0, name: undefined, kind: 'heap', columns: [] };
  const unique = table.columns.filter(column => column.unique);
  return [
    first,
    ...unique.map(({ name }, n): TableIndex => {
      const columns = [name];
      return { table, id: n + 2, name: `UQ_${table.name}_${name}`, kind: 'unique', columns };
    }),
  ];
}

function allIndexes(context: ViewContext): TableIndex[] {
  return tables(context).flatMap(indexesOf);
}

const indexTypes = {
  heap: [0, 'HEAP'],
  primary: [1, 'CLUSTERED'],
  unique: [2, 'NONCLUSTERED'],
} as const;

const indexes = viewOf<TableIndex>(allIndexes, [
  ['object_id', intType, ({ table }) => table.objectId],
  ['name', sysname, ({ name }) => name ?? null],
  ['index_id', intType, ({ id }) => id],
  ['type', tinyintType, ({ kind }) => indexTypes[kind][0]],
  ['type_desc', nvarchar(60), ({ kind }) => indexTypes[kind][1]],
  ['is_unique', bitType, ({ kind }) => kind !== 'heap'],
  ['data_space_id', intType, () => 1],
  ['is_primary_key', bitType, ({ kind }) => kind === 'primary'],
  ['is_unique_constraint', bitType, ({ kind }) => kind === 'unique'],
  ['is_disabled', bitType, () => false],
]);

interface IndexColumn {
  readonly index: TableIndex;
  readonly column: string;
  readonly place: number;
}

const indexColumns = viewOf<IndexColumn>(
  context =>
    allIndexes(context).flatMap(index =>
      index.columns.map((column, n) => ({ index, column, place: n + 1 })),
    ),
  [
    ['object_id', intType, ({ index }) => index.table.objectId],
    ['index_id', intType, ({ index }) => index.id],
    ['index_column_id', intType, ({ place }) => place],
    [
      'column_id',
      intType,
      ({ index, column }) =>
        index.table.columns.findIndex(one => one.name.toLowerCase() === column.toLowerCase()) + 1,
    ],
    ['key_ordinal', tinyintType, ({ place }) => place],
    ['is_descending_key', bitType, () => false],
    ['is_included_column', bitType, () => false],
  ],
);

const keyConstraints = viewOf<TableIndex>(
  context => allIndexes(context).filter(({ kind }) => kind !== 'heap'),
  [
    ['name', sysname, ({ name }) => name ?? null],
    ['object_id', intType, ({ table, id }) => table.objectId + id],
    ['schema_id', intType, () => 1],
    ['parent_object_id', intType, ({ table }) => table.objectId],
    ['type', varchar(2), ({ kind }) => (kind === 'primary' ? 'PK' : 'UQ')],
    [
      'type_desc',
      nvarchar(60),
      ({ kind }) => (kind === 'primary' ? 'PRIMARY_KEY_CONSTRAINT' : 'UNIQUE_CONSTRAINT'),
    ],
    ['unique_index_id', intType, ({ id }) => id],
  ],
);

export const indexViews: readonly (readonly [string, SystemView])[] = [
  ['sys.indexes', indexes],
  ['sys.index_columns', indexColumns],
  ['sys.key_constraints', keyConstraints],
];
