import * as tds from './tokens.ts';

/** A column of a foreign server with one value of it, as it goes over the line and as people read it. */
export interface SampleColumn extends tds.Column {
  readonly value: Buffer;
  /** NULL of that type in a plain ROW. */
  readonly none: Buffer;
  readonly text: string;
  /** Where SqlClient tells less: it keeps no scale of a time inside a `sql_variant`. */
  readonly sqlClient?: string;
}

const daysTo2000 = 730_119n;

function float(value: number, length: 4 | 8): Buffer {
  const bytes = Buffer.alloc(length);
  if (length === 4) bytes.writeFloatLE(value);
  else bytes.writeDoubleLE(value);
  return bytes;
}

const guid = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const guidText = '33221100-5544-7766-8899-AABBCCDDEEFF';
const { types, sized, counted, pieces, pointed, whole, u8, u16 } = tds;
const join = (...parts: readonly Buffer[]): Buffer => Buffer.concat(parts);
const smile = tds.wide('😀x');

type Short = readonly [name: string, type: Buffer, bytes: Buffer, text: string];

/** Types with one byte of length. */
const short: readonly Short[] = [
  ['bigint', types.integer(8), tds.u64(2n ** 63n - 1n), '9223372036854775807'],
  ['tinyint', types.integer(1), u8(255), '255'],
  ['bit', types.bit(), u8(1), '1'],
  ['money', types.money(8), join(tds.u32(0x80000000), tds.u32(0)), '-922337203685477.5808'],
  ['smallmoney', types.money(4), tds.u32(12_345), '1.2345'],
  [
    'decimal(38,10)',
    types.decimal(38, 10),
    tds.decimal(10n ** 38n - 1n),
    '9999999999999999999999999999.9999999999',
  ],
  [
    'numeric(38,38)',
    types.numeric(38, 38),
    tds.decimal(-12_345n),
    '-0.00000000000000000000000000000000012345',
  ],
  ['real', types.float(4), float(0.1, 4), '0.1'],
  ['float', types.float(8), float(1e300, 8), '1e+300'],
  ['datetime', types.datetime(8), join(tds.u32(0), tds.u32(1)), '1900-01-01 00:00:00.003'],
  ['smalldatetime', types.datetime(4), join(u16(0), u16(61)), '1900-01-01 01:01:00'],
  ['date', types.date(), whole(daysTo2000, 3), '2000-01-01'],
  ['time(7)', types.time(7), whole(863_999_999_999n, 5), '23:59:59.9999999'],
  [
    'datetime2(7)',
    types.datetime2(7),
    join(whole(1n, 5), whole(0n, 3)),
    '0001-01-01 00:00:00.0000001',
  ],
  [
    'datetimeoffset(0)',
    types.datetimeoffset(0),
    join(whole(0n, 3), whole(daysTo2000, 3), u16(0x10000 - 330)),
    '1999-12-31 18:30:00 -05:30',
  ],
  ['uniqueidentifier', types.guid(), guid, guidText],
];

/** Text of SqlClient where it differs, by the name of the column. */
const withoutScale: Readonly<Record<string, string>> = {
  'sql_variant of time(3)': '00:00:01.5000000',
  'sql_variant of datetime2(3)': '2000-01-01 00:00:00.0010000',
};

type Variant = readonly [
  name: string,
  base: number,
  properties: Buffer,
  bytes: Buffer,
  text: string,
];

const variants: readonly Variant[] = [
  ['int', 0x38, u8(), tds.u32(7), '7'],
  ['bigint', 0x7f, u8(), tds.u64(-9007199254740993n), '-9007199254740993'],
  ['bit', 0x32, u8(), u8(1), '1'],
  ['nvarchar', 0xe7, join(tds.latin, u16(100)), tds.wide('vü'), 'vü'],
  ['varchar', 0xa7, join(tds.latin, u16(100)), u8(0x80), '€'],
  ['decimal', 0x6c, u8(38, 2), tds.decimal(10n ** 20n + 1n), '1000000000000000000.01'],
  ['money', 0x3c, u8(), join(tds.u32(0), tds.u32(10_001)), '1.0001'],
  ['float', 0x3e, u8(), float(0.5, 8), '0.5'],
  ['datetime', 0x3d, u8(), join(tds.u32(0), tds.u32(300)), '1900-01-01 00:00:01.000'],
  ['uniqueidentifier', 0x24, u8(), guid, guidText],
  ['varbinary', 0xa5, u16(10), u8(0, 255), '0x00FF'],
  ['time(3)', 0x29, u8(3), whole(1_500n, 4), '00:00:01.500'],
  [
    'datetime2(3)',
    0x2a,
    u8(3),
    join(whole(1n, 4), whole(daysTo2000, 3)),
    '2000-01-01 00:00:00.001',
  ],
];

const all: readonly SampleColumn[] = [
  ...short.map(([name, type, bytes, text]) => ({
    name,
    type,
    value: sized(bytes),
    none: u8(0),
    text,
  })),
  ...variants.map(([name, base, properties, bytes, text]) => ({
    name: `sql_variant of ${name}`,
    type: types.variant(),
    value: tds.variant(base, properties, bytes),
    none: tds.u32(0),
    text,
  })),
  ...(
    [
      ['varbinary(8)', types.varbinary(8), u8(1, 255), '0x01FF'],
      ['varchar(8)', types.varchar(8), u8(0x80, 0x61), '€a'],
      ['char(3)', types.char(3), Buffer.from('a  '), 'a  '],
      ['nvarchar(10)', types.nvarchar(20), smile, '😀x'],
    ] as const
  ).map(([name, type, bytes, text]) => ({
    name,
    type,
    value: counted(bytes),
    none: counted(null),
    text,
  })),
  ...(
    [
      ['varbinary(max)', types.varbinary(tds.max), pieces([u8(1), u8(2, 3)], 3n), '0x010203'],
      ['varchar(max)', types.varchar(tds.max), pieces([Buffer.from('ab'), u8(0x80)]), 'ab€'],
      [
        'nvarchar(max)',
        types.nvarchar(tds.max),
        pieces([smile.subarray(0, 1), smile.subarray(1, 3), smile.subarray(3)]),
        '😀x',
      ],
      ['nvarchar(max), empty', types.nvarchar(tds.max), pieces([], 0n), ''],
      ['xml', types.xml(), pieces([tds.wide('<a>ü</a>')]), '<a>ü</a>'],
      ['udt', types.udt('hierarchyid'), pieces([u8(0x5a, 0xc0)], 2n), '0x5AC0'],
    ] as const
  ).map(([name, type, value, text]) => ({ name, type, value, none: pieces(null), text })),
  ...(
    [
      ['text', types.text(), u8(0x80), '€'],
      ['ntext', types.ntext(), tds.wide('ü'), 'ü'],
      ['image', types.image(), u8(7), '0x07'],
    ] as const
  ).map(([name, type, bytes, text]) => ({
    name,
    type,
    table: 't',
    value: pointed(bytes),
    none: pointed(null),
    text,
  })),
];

/** One column of nearly every type that a server of 2000 to 2012 has. */
export const samples: readonly SampleColumn[] = all.map(column => {
  const sqlClient = withoutScale[column.name];
  return sqlClient === undefined ? column : { ...column, sqlClient };
});
