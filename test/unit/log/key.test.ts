import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { nodeFiles } from '../../../src/log/files.ts';
import type { Protection } from '../../../src/log/keys/dpapi.ts';
import { dpapi } from '../../../src/log/keys/dpapi.ts';
import { keyFileIn, userKey, userPublicKey } from '../../../src/log/keys/key.ts';
import {
  fingerprintOf,
  isPublicKey,
  SignatureCheck,
  signingKey,
} from '../../../src/log/keys/signing.ts';
import {
  addTrustedKey,
  exportedKey,
  listTrustedKeys,
  readTrustedKeys,
  removeTrustedKey,
  trustedKeysFile,
} from '../../../src/log/keys/trusted-keys.ts';
import { otherKey, scratch, testKey, written } from './surroundings.ts';

/** RFC 8032, section 7.1, test 2. */
const rfc = {
  pkcs8: Buffer.from(
    '302e020100300506032b6570042204204ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    'hex',
  ),
  publicKey: Buffer.from(
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    'hex',
  ).toString('base64'),
  signature: Buffer.from(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    'hex',
  ).toString('base64'),
};

describe('signatures', () => {
  it('are those of RFC 8032', async () => {
    const key = signingKey(rfc.pkcs8);
    assert.equal(key.publicKey, rfc.publicKey);
    assert.equal(key.sign('r'), rfc.signature);
    assert.equal(await key.signSoon('r'), rfc.signature);
    assert.equal(await new SignatureCheck(rfc.publicKey).holds('r', rfc.signature), true);
  });

  it('hold for their text and key only, and in one spelling', async () => {
    const check = new SignatureCheck(testKey.publicKey);
    const signature = testKey.sign('text');
    assert.equal(await check.holds('text', signature), true);
    assert.equal(await check.holds('texT', signature), false);
    assert.equal(await new SignatureCheck(otherKey.publicKey).holds('text', signature), false);
    for (const other of ['', 'x', signature.slice(0, -4), ` ${signature}`, `${signature}=`]) {
      assert.equal(await check.holds('text', other), false);
    }
    assert.equal(await new SignatureCheck('no key').holds('text', signature), false);
  });

  it('are told apart by the fingerprint of their key', () => {
    assert.match(fingerprintOf(testKey.publicKey), /^SHA256:[A-Za-z0-9+/]{43}$/);
    assert.notEqual(fingerprintOf(testKey.publicKey), fingerprintOf(otherKey.publicKey));
  });

  it('know a public key from other text', () => {
    assert.ok(isPublicKey(rfc.publicKey));
    for (const text of ['', rfc.publicKey.slice(1), `${rfc.publicKey}\n`, rfc.signature]) {
      assert.ok(!isPublicKey(text));
    }
  });
});

describe('the key of a user', () => {
  const folder = scratch();

  it('is made at its first use and is the same ever after', async () => {
    const data = join(folder(), 'new', 'data');
    assert.equal(await userPublicKey(data), undefined);
    const key = await userKey(data);
    assert.equal((await userKey(data)).publicKey, key.publicKey);
    assert.equal(await userPublicKey(data), key.publicKey);
  });

  it('is for the eyes of its owner alone', async () => {
    const data = join(folder(), 'data');
    await userKey(data);
    assert.equal(statSync(keyFileIn(data)).mode & 0o777, 0o600);
    assert.equal(statSync(data).mode & 0o777, 0o700);
  });

  it('is not used when others may read it', async () => {
    const data = join(folder(), 'data');
    await userKey(data);
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(keyFileIn(data), mode);
      await assert.rejects(userKey(data), { code: 'LOG-KEY-OPEN', kind: 'refused' });
    }
    chmodSync(keyFileIn(data), 0o600);
    await userKey(data);
  });

  it('is not used through a link', async () => {
    const data = folder();
    const real = join(folder(), 'key');
    await userKey(data).then(() => {
      writeFileSync(real, readFileSync(keyFileIn(data)), { mode: 0o600 });
    });
    const linked = folder();
    symlinkSync(real, keyFileIn(linked));
    await assert.rejects(userKey(linked), { code: 'LOG-KEY-OPEN' });
  });

  it('is one key however many processes ask for it at once', async () => {
    const data = join(folder(), 'data');
    const keys = await Promise.all(Array.from({ length: 8 }, () => userKey(data)));
    assert.equal(new Set(keys.map(key => key.publicKey)).size, 1);
  });

  it('is never replaced when it is damaged: the file is named', async () => {
    const data = folder();
    for (const text of ['', '{}', 'not JSON', '{"format":"recovery-log-key/1"}']) {
      writeFileSync(keyFileIn(data), text, { mode: 0o600 });
      await assert.rejects(userKey(data), { code: 'LOG-KEY-UNUSABLE' });
      assert.equal(readFileSync(keyFileIn(data), 'utf8'), text);
    }
  });

  it('is wrapped on Windows, and needs the wrapping to be read', async () => {
    const turned = (bytes: Buffer): Promise<Buffer> =>
      Promise.resolve(Buffer.from(bytes.map(byte => byte ^ 0x5a)));
    const protection: Protection = { name: 'dpapi', protect: turned, unprotect: turned };
    const data = folder();
    const key = await userKey(data, { protection, platform: 'win32' });
    const stored = readFileSync(keyFileIn(data), 'utf8');
    assert.match(stored, /"protection": "dpapi"/);
    chmodSync(keyFileIn(data), 0o666);
    const again = await userKey(data, { protection, platform: 'win32' });
    assert.equal(again.publicKey, key.publicKey);
    chmodSync(keyFileIn(data), 0o600);
    await assert.rejects(userKey(data, { platform: 'linux' }), { code: 'LOG-KEY-UNUSABLE' });
  });

  it('goes to Windows’ own protection by standard input, never as a word of a command', async () => {
    const calls: { command: string; words: readonly string[]; input: string }[] = [];
    const protection = dpapi((command, words, input) => {
      calls.push({ command, words, input });
      return Promise.resolve(`${Buffer.from('wrapped').toString('base64')}\r\n`);
    });
    const secret = Buffer.from('the private key');
    assert.equal((await protection.protect(secret)).toString(), 'wrapped');
    assert.equal((await protection.unprotect(secret)).toString(), 'wrapped');
    for (const { command, words, input } of calls) {
      assert.equal(command, 'powershell.exe');
      assert.equal(input.trim(), secret.toString('base64'));
      assert.ok(!words.join(' ').includes(secret.toString('base64')));
      assert.ok(words.includes('-NoProfile') && words.includes('-NonInteractive'));
    }
    assert.match(calls[0]?.words.at(-1) ?? '', /::Protect\(\$bytes, \$null, 'CurrentUser'\)/);
    assert.match(calls[1]?.words.at(-1) ?? '', /::Unprotect\(/);
  });
});

describe('trusted keys', () => {
  const folder = scratch();
  const ann = { name: 'Ann', publicKey: testKey.publicKey };
  const bob = { name: 'Bob', publicKey: otherKey.publicKey };

  it('are none before one is added, and are kept in order', async () => {
    const data = join(folder(), 'data');
    assert.deepEqual(await listTrustedKeys(nodeFiles, data), []);
    await addTrustedKey(nodeFiles, data, ann);
    await addTrustedKey(nodeFiles, data, bob);
    await addTrustedKey(nodeFiles, data, ann);
    assert.deepEqual(await listTrustedKeys(nodeFiles, data), [ann, bob]);
  });

  it('are refused under a name that another key has', async () => {
    const data = folder();
    await addTrustedKey(nodeFiles, data, ann);
    await assert.rejects(addTrustedKey(nodeFiles, data, { ...bob, name: 'Ann' }), {
      code: 'LOG-TRUST-NAME',
    });
    await assert.rejects(addTrustedKey(nodeFiles, data, { name: 'X', publicKey: 'x' }), {
      code: 'LOG-TRUST-KEY',
    });
    assert.deepEqual(await listTrustedKeys(nodeFiles, data), [ann]);
  });

  it('can be taken off the list, after which their logs are signed by unknown', async () => {
    const data = folder();
    await addTrustedKey(nodeFiles, data, ann);
    await addTrustedKey(nodeFiles, data, bob);
    assert.deepEqual(await removeTrustedKey(nodeFiles, data, 'Ann'), ann);
    const left = await listTrustedKeys(nodeFiles, data);
    assert.deepEqual(left, [bob]);
    const found = await verifyLog(await written(folder()), { trustedKeys: left });
    assert.equal(found.signer.state, 'unknown');
    await assert.rejects(removeTrustedKey(nodeFiles, data, 'Ann'), { code: 'LOG-TRUST-NONE' });
    await addTrustedKey(nodeFiles, data, { ...bob, name: 'Ann' });
  });

  it('go from one person to another as a small file', async () => {
    const file = join(folder(), 'ann.json');
    writeFileSync(file, exportedKey(ann));
    assert.deepEqual(await readTrustedKeys(nodeFiles, file), [ann]);
  });

  it('are a problem of wrong use where their file is missing or is something else', async () => {
    const data = folder();
    const file = trustedKeysFile(data);
    await assert.rejects(readTrustedKeys(nodeFiles, file), { code: 'LOG-TRUST-UNREADABLE' });
    for (const text of ['', '[]', '{"keys":[{"name":"x"}]}', '{"keys":{}}']) {
      writeFileSync(file, text);
      await assert.rejects(listTrustedKeys(nodeFiles, data), { code: 'LOG-TRUST-UNREADABLE' });
    }
    writeFileSync(file, '{"keys":[{"name":"x","publicKey":"AAAA"}]}');
    await assert.rejects(listTrustedKeys(nodeFiles, data), { code: 'LOG-TRUST-KEY' });
  });
});
