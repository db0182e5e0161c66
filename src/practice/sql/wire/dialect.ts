import { momentText } from '../values/moment-text.ts';
import {
  isBinary,
  isMomentValue,
  isUnicode,
  maxLength,
  nvarchar,
  type SqlType,
  type SqlValue,
} from '../values/types.ts';
import { token } from './type-info.ts';

/** What the TDS version that a client asked for changes in the bytes (MS-TDS 2.2.1, "version"). */
export interface Dialect {
  /** As LOGINACK writes it. */
  readonly version: number;
  /**
   * From 7.2 on: ALL_HEADERS before requests, rows counted in 8 bytes, (max) types, transactions told
   * by ENVCHANGE. Before: 4 bytes, and `text`, `ntext`, `image` in the place of (max) types.
   */
  readonly wide: boolean;
  /** From 7.3 on: date, time, datetime2, datetimeoffset; before, they are sent as texts. */
  readonly newMoments: boolean;
  /** From 7.3B on: NBCROW. */
  readonly nullBitmap: boolean;
}

const versions = {
  first: 0x71000000,
  firstRevision: 0x71000001,
  wide: 0x72090002,
  newMoments: 0x730a0003,
  nullBitmap: 0x730b0003,
} as const;

/** TDS 7.1 has a number of its own in LOGINACK. */
const firstInAnswer = 0x07010000;

/**
 * The dialect of a connection: the older of what the client asks for and what the server has.
 * Undefined for a client older than TDS 7.1, which came with SQL Server 2000.
 */
export function dialectOf(client: number, server: number): Dialect | undefined {
  const version = Math.min(client >>> 0, server >>> 0);
  if (version < versions.first) return undefined;
  return {
    version: version < versions.firstRevision ? firstInAnswer : version,
    wide: version >= versions.wide,
    newMoments: version >= versions.newMoments,
    nullBitmap: version >= versions.nullBitmap,
  };
}

/** Of a client whose version is not known yet: what a login that is refused is answered in. */
export const oldestDialect: Dialect = {
  version: firstInAnswer,
  wide: false,
  newMoments: false,
  nullBitmap: false,
};

const momentLengths: Readonly<Partial<Record<SqlType['name'], number>>> = {
  date: 10,
  time: 16,
  datetime2: 27,
  datetimeoffset: 34,
};

/** The type under which a client of this dialect gets a column or an output value. */
export function shownType(type: SqlType, dialect: Dialect): SqlType {
  const length = dialect.newMoments ? undefined : momentLengths[type.name];
  return length === undefined ? type : nvarchar(length);
}

/** The value of a column of `type`, as a value of `shownType`. */
export function shownValue(value: SqlValue, type: SqlType, dialect: Dialect): SqlValue {
  if (dialect.newMoments || !isMomentValue(value) || momentLengths[type.name] === undefined)
    return value;
  return momentText(value, type, 121) ?? null;
}

/** The token of `text`, `ntext` or `image` in whose form a (max) type is sent before TDS 7.2. */
export function longTextToken(type: SqlType, dialect: Dialect): number | undefined {
  if (dialect.wide || type.length !== maxLength) return undefined;
  if (isBinary(type)) return token.image;
  return isUnicode(type) ? token.ntext : token.text;
}
