import fc from 'fast-check';
import assert from 'node:assert/strict';
import {
  decode1252,
  encode1252,
  guidBytes,
  guidFromBytes,
} from '../../../src/practice/sql/values/binary.ts';
import { convert } from '../../../src/practice/sql/values/convert.ts';
import { decimalText, parseDecimal, rescale } from '../../../src/practice/sql/values/decimal.ts';
import {
  arithmetic,
  arithmeticType,
  compareTyped,
} from '../../../src/practice/sql/values/operations.ts';
import {
  bigintType,
  bitType,
  datetime2Type,
  datetimeType,
  decimalType,
  floatType,
  guidType,
  intType,
  nvarchar,
  varbinary,
  varchar,
  type SqlType,
  type SqlValue,
} from '../../../src/practice/sql/values/types.ts';
import { ByteReader, ByteWriter } from '../../../src/practice/sql/wire/bytes.ts';
import { readTypeInfo, writeTypeInfo } from '../../../src/practice/sql/wire/type-info.ts';
import { readValue } from '../../../src/practice/sql/wire/value-reader.ts';
import { writeValue } from '../../../src/practice/sql/wire/value-writer.ts';

function overTheWire(value: SqlValue, type: SqlType): SqlValue {
  const writer = new ByteWriter();
  writeTypeInfo(writer, type);
  writeValue(writer, value, type);
  const reader = new ByteReader(writer.toBuffer());
  const read = readValue(reader, readTypeInfo(reader));
  assert.equal(reader.left, 0);
  return read;
}

describe('SQL values', () => {
  it('survive the wire: decimals of 38 digits, to the last one', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
        fc.integer({ min: 0, max: 38 }),
        (unscaled, scale) => {
          const value = { kind: 'decimal', unscaled, scale } as const;
          assert.deepEqual(overTheWire(value, decimalType(38, scale)), value);
        },
      ),
    );
  });

  it('survive the wire: texts, short and of any length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 4000 }), text => {
        assert.equal(overTheWire(text, nvarchar(-1)), text);
        if (text.length <= 4000) assert.equal(overTheWire(text, nvarchar(4000)), text);
      }),
    );
    assert.equal(overTheWire('naïve € “quoted”', varchar(100)), 'naïve € “quoted”');
    assert.equal(overTheWire('會', varchar(10)), '?');
  });

  const others: readonly (readonly [SqlValue, SqlType])[] = [
    [true, bitType],
    [-2147483648n, intType],
    [9223372036854775807n, bigintType],
    [1.5e300, floatType],
    [Buffer.from([0, 255]), varbinary(-1)],
    [Buffer.alloc(0), varbinary(10)],
    [{ kind: 'guid', text: '01234567-89AB-CDEF-0123-456789ABCDEF' }, guidType],
    [{ kind: 'moment', ticks: 638_000_000_000_000_001n }, datetime2Type(7)],
    [null, intType],
    [null, nvarchar(-1)],
    [null, varbinary(5)],
    [null, decimalType(38, 0)],
  ];
  for (const [value, type] of others)
    it(`survive the wire: ${type.name} ${value === null ? 'NULL' : 'with a value'} (${others.findIndex(one => one[0] === value) + 1})`, () => {
      assert.deepEqual(overTheWire(value, type), value);
    });

  it('keep datetime in steps of 1/300 s', () => {
    const at = convert('2014-06-01T02:03:04.568', varchar(30), datetimeType);
    assert.equal(convert(at, datetimeType, varchar(30), 121), '2014-06-01 02:03:04.567');
    assert.deepEqual(overTheWire(at, datetimeType), at);
  });

  it('map every byte of the code page and every GUID both ways', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
    assert.deepEqual(encode1252(decode1252(bytes)), bytes);
    const guid = { kind: 'guid', text: '01234567-89AB-CDEF-0123-456789ABCDEF' } as const;
    assert.deepEqual(guidFromBytes(guidBytes(guid)), guid);
    assert.equal(guidBytes(guid).toString('hex'), '67452301ab89efcd0123456789abcdef');
  });

  it('round decimals half away from zero', () => {
    const text = (value: string, scale: number): string => {
      const parsed = parseDecimal(value);
      assert.ok(parsed !== undefined);
      return decimalText(rescale(parsed, scale));
    };
    assert.deepEqual(
      [text('1.25', 1), text('-1.25', 1), text('-0.04', 1), text('7', 2)],
      ['1.3', '-1.3', '0.0', '7.00'],
    );
  });

  it('divide as T-SQL does: integers without a rest, decimals with six digits at least', () => {
    const divide = (a: SqlValue, aType: SqlType, b: SqlValue, bType: SqlType): SqlValue =>
      arithmetic('/', a, aType, b, bType, arithmeticType('/', aType, bType));
    assert.equal(divide(7n, intType, 2n, intType), 3n);
    const third = divide(
      { kind: 'decimal', unscaled: 10n, scale: 1 },
      decimalType(2, 1),
      3n,
      intType,
    );
    assert.ok(typeof third === 'object' && third !== null && 'unscaled' in third);
    assert.match(decimalText(third), /^0\.33333\d*$/u);
  });

  it('compare across types without losing digits', () => {
    const exact = { kind: 'decimal', unscaled: 9007199254740993n, scale: 0 } as const;
    assert.equal(compareTyped(exact, decimalType(25, 0), 9007199254740992n, bigintType), 1);
    assert.equal(compareTyped('ABC ', varchar(4), 'abc', nvarchar(3)), 0);
    assert.equal(compareTyped(null, intType, 1n, intType), undefined);
  });
});
