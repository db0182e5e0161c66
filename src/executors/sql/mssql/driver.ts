import type mssql from 'mssql';
import { exactText, type TypeKnowledge } from './exact-text.ts';

/** The driver, loaded when it is first needed: it is large, and most runs never ask a database. */
export interface Driver {
  readonly mssql: typeof mssql;
  /** Values read for connections with this connector come as exact text. */
  readExactly(connector: object): void;
}

interface Reading {
  value: unknown;
  readonly offset: number;
}

type ReadValue = (
  buffer: Buffer,
  offset: number,
  column: { readonly type: { readonly name: string }; readonly scale?: number },
  options: { readonly connector?: object },
) => Reading;

function isReader(value: unknown): value is ReadValue {
  return typeof value === 'function';
}

let loaded: Promise<Driver> | undefined;

/** Throws when the driver is not as it was built against: nothing would be worse than rounded LSNs. */
export function loadDriver(): Promise<Driver> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Driver> {
  const [{ default: library }, { default: parser }, { TYPE }, { Collation }] = await Promise.all([
    import('mssql'),
    import('tedious/lib/value-parser.js'),
    import('tedious/lib/data-type.js'),
    import('tedious/lib/collation.js'),
  ]);
  const exact = new WeakSet();
  const read: unknown = Reflect.get(parser, 'readValue');
  if (!isReader(read)) throw new TypeError('the driver has no readValue');
  const types: Readonly<Record<number, { readonly name: string }>> = TYPE;
  const known: TypeKnowledge = {
    typeName: id => types[id]?.name,
    // as a column of that collation has them: with two bytes of length before
    decode: (collation, bytes) => {
      const column = { type: { name: 'VarChar' }, collation: Collation.fromBuffer(collation) };
      const length = Buffer.alloc(2);
      length.writeUInt16LE(bytes.length);
      return String(read(Buffer.concat([length, bytes]), 0, column, {}).value);
    },
  };
  const hooked: ReadValue = (buffer, offset, column, options) => {
    const reading = read(buffer, offset, column, options);
    if (reading.value === null || options.connector === undefined) return reading;
    if (!exact.has(options.connector)) return reading;
    const sent = buffer.subarray(offset, reading.offset);
    const text = exactText(column.type.name, column.scale ?? 0, sent, known);
    if (text !== undefined) reading.value = text;
    return reading;
  };
  if (!Reflect.set(parser, 'readValue', hooked))
    throw new TypeError('readValue cannot be replaced');
  return {
    mssql: library,
    readExactly: connector => {
      exact.add(connector);
    },
  };
}
