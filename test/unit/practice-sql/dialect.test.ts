import assert from 'node:assert/strict';
import { parseMoment } from '../../../src/practice/sql/values/moment.ts';
import {
  dateType,
  intType,
  maxLength,
  nvarchar,
  varbinary,
  type SqlType,
  type SqlValue,
} from '../../../src/practice/sql/values/types.ts';
import { dialectOf, type Dialect } from '../../../src/practice/sql/wire/dialect.ts';
import {
  columnMetadata,
  doneTokenBytes,
  messageToken,
  returnValue,
  rowToken,
} from '../../../src/practice/sql/wire/tokens.ts';
import { token } from '../../../src/practice/sql/wire/type-info.ts';

const newest = 0x74000004;

function dialect(client: number, server = newest): Dialect {
  const found = dialectOf(client, server);
  assert.ok(found !== undefined);
  return found;
}

/** Bytes of one column's TYPE_INFO begin after UserType, flags and the token before. */
function typeToken(type: SqlType, spoken: Dialect): number {
  return columnMetadata([{ name: 'a', type }], spoken)[spoken.wide ? 9 : 7] ?? 0;
}

function row(type: SqlType, value: SqlValue, spoken: Dialect): Buffer {
  return rowToken([{ name: 'a', type }], [value], spoken).subarray(1);
}

describe('TDS dialects', () => {
  const versions = [
    // client, wide, new types of time, NBCROW, as LOGINACK says it
    [0x71000000, false, false, false, 0x07010000],
    [0x71000001, false, false, false, 0x71000001],
    [0x72090002, true, false, false, 0x72090002],
    [0x730a0003, true, true, false, 0x730a0003],
    [0x730b0003, true, true, true, 0x730b0003],
    [0x74000004, true, true, true, 0x74000004],
    [0x75000000, true, true, true, 0x74000004],
  ] as const;
  for (const [client, wide, newMoments, nullBitmap, version] of versions)
    it(`are the older of both sides' (0x${client.toString(16)})`, () => {
      assert.deepEqual(dialectOf(client, newest), { version, wide, newMoments, nullBitmap });
    });

  it('end before TDS 7.1', () => {
    assert.equal(dialectOf(0x70000000, newest), undefined);
    assert.equal(dialectOf(0x04020000, newest), undefined);
  });

  it('are those of the server where the client has newer ones', () => {
    assert.deepEqual(dialectOf(newest, 0x730a0003), dialectOf(0x730a0003, newest));
  });

  it('send (max) types as text, ntext and image before 7.2', () => {
    const old = dialect(0x71000001);
    assert.equal(typeToken(nvarchar(maxLength), old), token.ntext);
    assert.equal(typeToken(varbinary(maxLength), old), token.image);
    assert.equal(typeToken(nvarchar(10), old), token.nvarchar);
    assert.equal(typeToken(nvarchar(maxLength), dialect(0x72090002)), token.nvarchar);
    const sent = row(nvarchar(maxLength), 'é', old);
    assert.deepEqual(
      [sent[0], sent.readInt32LE(25), sent.subarray(29).toString('utf16le')],
      [16, 2, 'é'],
    );
    assert.deepEqual([...row(nvarchar(maxLength), null, old)], [0]);
  });

  it('send dates as texts before 7.3', () => {
    const day = parseMoment('2014-06-01') ?? null;
    const old = dialect(0x72090002);
    assert.equal(typeToken(dateType, old), token.nvarchar);
    assert.equal(row(dateType, day, old).subarray(2).toString('utf16le'), '2014-06-01');
    assert.equal(typeToken(dateType, dialect(0x730a0003)), token.date);
    assert.equal(row(dateType, day, dialect(0x730a0003)).length, 4);
  });

  it('count rows and lines in fewer bytes before 7.2', () => {
    const message = {
      number: 1,
      state: 1,
      severity: 16,
      text: '',
      server: '',
      procedure: '',
      line: 7,
    };
    const [old, wide] = [dialect(0x71000001), dialect(0x72090002)];
    assert.equal(doneTokenBytes(0xfd, 0, 0, 5, old).length, 9);
    assert.equal(doneTokenBytes(0xfd, 0, 0, 5, wide).length, 13);
    assert.equal(messageToken(message, wide).length - messageToken(message, old).length, 2);
    assert.equal(messageToken(message, old).readUInt16LE(messageToken(message, old).length - 2), 7);
  });

  it('give output values the form that the version has', () => {
    const old = dialect(0x71000001);
    const long = { ordinal: 0, name: '@a', type: nvarchar(maxLength), value: 'x'.repeat(5000) };
    assert.equal(returnValue(long, old).length, 1 + 2 + 5 + 1 + 2 + 2 + 8 + 2 + 8000);
    const number = { ordinal: 0, name: '@a', type: intType, value: 5n };
    assert.equal(returnValue(number, dialect(newest)).length - returnValue(number, old).length, 2);
  });

  it('skip NULLs by a bitmap from 7.3B on only', () => {
    assert.equal(rowToken([{ name: 'a', type: intType }], [null], dialect(0x730a0003))[0], 0xd1);
    assert.equal(rowToken([{ name: 'a', type: intType }], [null], dialect(0x730b0003))[0], 0xd2);
  });
});
