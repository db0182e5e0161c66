import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { WireError } from '../../../src/practice/sql/wire/bytes.ts';
import { makeCertificate } from '../../../src/practice/sql/wire/certificate.ts';
import { parseLogin7 } from '../../../src/practice/sql/wire/login.ts';
import {
  buildPrelogin,
  negotiateEncryption,
  parsePrelogin,
} from '../../../src/practice/sql/wire/prelogin.ts';

/** A LOGIN7 as a client builds it, with the password scrambled as the protocol wants. */
function login7(user: string, password: string, database: string): Buffer {
  const fixed = Buffer.alloc(94);
  fixed.writeUInt32LE(0x74000004, 4);
  fixed.writeUInt32LE(8000, 8);
  const scrambled = Buffer.from(password, 'utf16le').map(
    byte => (((byte << 4) | (byte >> 4)) & 0xff) ^ 0xa5,
  );
  const fields: [number, Buffer][] = [
    [40, Buffer.from(user, 'utf16le')],
    [44, Buffer.from(scrambled)],
    [68, Buffer.from(database, 'utf16le')],
  ];
  let offset = fixed.length;
  for (const at of [36, 40, 44, 48, 52, 56, 60, 64, 68, 78, 82, 86])
    fixed.writeUInt16LE(offset, at);
  for (const [at, bytes] of fields) {
    fixed.writeUInt16LE(offset, at);
    fixed.writeUInt16LE(bytes.length / 2, at + 2);
    offset += bytes.length;
  }
  const whole = Buffer.concat([fixed, ...fields.map(([, bytes]) => bytes)]);
  whole.writeUInt32LE(whole.length, 0);
  return whole;
}

describe('Login to the practice server', () => {
  it('reads user, password and database from LOGIN7', () => {
    const login = parseLogin7(login7('recovery', 'pä$s會', 'LcsCDR'));
    assert.deepEqual(
      [login.userName, login.password, login.database, login.packetSize, login.integrated],
      ['recovery', 'pä$s會', 'LcsCDR', 8000, false],
    );
  });

  it('refuses a LOGIN7 that is cut at any byte', () => {
    const whole = login7('recovery', 'secret', 'LcsCDR');
    for (let length = 0; length < whole.length; length++)
      assert.throws(() => parseLogin7(whole.subarray(0, length)), WireError);
  });

  const negotiations = [
    // client, policy, answer, TLS
    [0, 'supported', 0, 'login'],
    [1, 'supported', 1, 'all'],
    [2, 'supported', 2, 'none'],
    [3, 'supported', 1, 'all'],
    [0, 'required', 3, 'all'],
    [2, 'required', 3, 'all'],
    [1, 'not-supported', 2, 'none'],
    [0, 'not-supported', 2, 'none'],
  ] as const;
  for (const [client, policy, answer, tls] of negotiations)
    it(`answers encryption ${client} with ${answer} where it is ${policy}`, () => {
      assert.deepEqual(negotiateEncryption(client, policy), { answer, tls });
    });

  it('says version, encryption and no MARS in PRELOGIN', () => {
    const answer = buildPrelogin({ version: [11, 0, 7001], encryption: 1, instanceMatches: true });
    const read = parsePrelogin(answer);
    assert.deepEqual(read, { encryption: 1, instance: '', mars: false });
    assert.ok(answer.includes(Buffer.from([11, 0, 7001 >> 8, 7001 & 0xff])));
  });

  it('makes a certificate that verifies with its own key', async () => {
    const made = await makeCertificate(Date.UTC(2026, 10, 22));
    const certificate = new X509Certificate(made.certificate);
    assert.equal(certificate.subject, 'CN=SSL_Self_Signed_Fallback');
    assert.ok(certificate.verify(certificate.publicKey));
    assert.equal(certificate.validTo.slice(-8), '2056 GMT');
  });
});
