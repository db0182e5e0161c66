import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { decryptWithPassword } from '../../../src/backup/protect/encrypted-file.ts';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { refusal, setsIn, signal, words } from './sets-in-test.ts';

const run = promisify(execFile);
const password = 'Säge-9-Wolken';

/** A root, an intermediate and a server's certificate, with OpenSSL. */
async function makeChain(scratch: Scratch): Promise<void> {
  const openssl = async (...args: string[]): Promise<void> => {
    await run('openssl', args, { cwd: scratch.root });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'];
  await scratch.fill({ 'ca.ext': 'basicConstraints=critical,CA:TRUE\n' });
  await openssl(
    'req',
    '-x509',
    ...key,
    '-subj',
    '/CN=Root',
    '-keyout',
    'root.key',
    '-out',
    'root.pem',
  );
  const issue = async (name: string, issuer: string, ca: boolean): Promise<void> => {
    const request = ['req', ...key.slice(0, -2), '-subj', `/CN=${name}`];
    await openssl(...request, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const by = [
      '-CA',
      `${issuer}.pem`,
      '-CAkey',
      `${issuer}.key`,
      '-CAcreateserial',
      '-days',
      '30',
    ];
    const extensions = ca ? ['-extfile', 'ca.ext'] : [];
    await openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...by,
      ...extensions,
      '-out',
      `${name}.pem`,
    );
  };
  await issue('middle', 'root', true);
  await issue('server', 'middle', false);
}

async function pfx(
  scratch: Scratch,
  name: string,
  chain: readonly string[],
  more: readonly string[] = [],
  pass = password,
): Promise<Buffer> {
  const texts = await Promise.all(chain.map(one => readFile(scratch.at(`${one}.pem`), 'utf8')));
  await scratch.fill({ 'chain.pem': texts.join('') });
  const files = ['-inkey', 'server.key', '-in', 'server.pem', '-certfile', 'chain.pem'];
  const args = ['pkcs12', '-export', ...files, '-out', name, '-passout', `pass:${pass}`, ...more];
  await run('openssl', args, { cwd: scratch.root });
  return readFile(scratch.at(name));
}

async function setWith(
  scratch: Scratch,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  await scratch.fill({ 'backup/x': '' });
  const set = await setsIn(scratch).create('one', undefined);
  const inSet = Object.entries(files).map(([path, content]) => [`backup/one/${path}`, content]);
  await scratch.fill(Object.fromEntries(inSet) as Record<string, string | Uint8Array>);
  return set;
}

const plainPem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

describe('private keys in a set', () => {
  it('are refused where they lie in clear, by their content and whatever their name', async () => {
    await using scratch = await Scratch.make();
    const der = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const set = await setWith(scratch, {
      'certs/a.pem': plainPem,
      'certs/notes.txt': `keep this\n${plainPem}`,
      'certs/b.key': der.export({ type: 'pkcs1', format: 'der' }),
      'certs/locked.pem': der.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: password,
      }),
      'certs/server.cer': '-----BEGIN CERTIFICATE-----',
    });
    const problem = await refusal(
      setsIn(scratch).seal(set, { signal, by: 'x' }),
      'BACKUP-PRIVATE-KEYS',
    );
    const named = problem.data.theirs?.map(({ source }) => source).toSorted();
    assert.deepEqual(named, ['certs/a.pem', 'certs/b.key', 'certs/notes.txt']);
    assert.ok(!(await readdir(scratch.at('backup/one'))).includes('backup-set.manifest.json'));
  });

  it('are refused in a PFX without a password, and in one whose password lies beside it', async function () {
    this.timeout(60_000);
    await using scratch = await Scratch.make();
    await makeChain(scratch);
    const chain = ['middle', 'root'];
    const open = await pfx(scratch, 'open.pfx', chain, [], '');
    const locked = await pfx(scratch, 'locked.pfx', chain);
    const other = await pfx(scratch, 'other.pfx', chain, [], 'kept elsewhere');
    const set = await setWith(scratch, {
      'certs/open.pfx': open,
      'certs/locked.pfx': locked,
      'certs/other.pfx': other,
      'docs/readme.md': `The export of se01\r\nPassword: ${password}\r\n`,
    });
    const sealing = setsIn(scratch).seal(set, { signal, by: 'x' });
    const text = words(await refusal(sealing, 'BACKUP-PRIVATE-KEYS'));
    assert.match(text, /certs\/open\.pfx: a PFX without a password/);
    assert.match(text, /certs\/locked\.pfx: a PFX whose password stands in another file/);
    assert.doesNotMatch(text, /other\.pfx|Säge/);
  });

  it('are encrypted where the operator chose that, and can be had back with the password alone', async () => {
    await using scratch = await Scratch.make();
    const set = await setWith(scratch, { 'certs/a.pem': plainPem, 'b.txt': 'b' });
    const sets = setsIn(scratch);
    await sets.record(set, [{ file: 'certs/a.pem', step: 's', source: 'se01' }]);
    await sets.seal(set, { signal, by: 'x', encryptKeys: password });
    assert.deepEqual(await readdir(scratch.at('backup/one/certs')), ['a.pem.encrypted']);
    const manifest = await readFile(scratch.at('backup/one/backup-set.manifest.json'), 'utf8');
    assert.match(
      manifest,
      /"path":"certs\/a\.pem\.encrypted","sha256":"[0-9a-f]{64}","size":\d+,"source":"se01"/,
    );
    const bytes = await readFile(scratch.at('backup/one/certs/a.pem.encrypted'));
    assert.ok(!bytes.includes('PRIVATE KEY') && !bytes.includes(password));
    const back = await decryptWithPassword(bytes, password);
    assert.ok('content' in back && back.content.toString() === plainPem);
    assert.deepEqual(await decryptWithPassword(bytes, 'another'), {
      fault: 'wrong-password-or-damaged',
    });
    const turned = Buffer.from(bytes);
    turned[bytes.length - 20] = (turned[bytes.length - 20] ?? 0) ^ 1;
    assert.ok('fault' in (await decryptWithPassword(turned, password)));
    assert.deepEqual((await sets.verify(set, 'full', { signal })).findings, []);
  });
});

describe('the content of files by their kind', () => {
  it('a PFX has key and whole chain, which its password shows', async function () {
    this.timeout(60_000);
    await using scratch = await Scratch.make();
    await makeChain(scratch);
    const set = await setWith(scratch, {
      'certs/se01.pfx': await pfx(scratch, 'whole.pfx', ['middle', 'root']),
      'certs/old.pfx': await pfx(
        scratch,
        'old.pfx',
        ['middle', 'root'],
        ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
      ),
    });
    await setsIn(scratch).seal(set, { signal, by: 'x', pfxPassword: password });
    const unknown = await setsIn(scratch).verify(set, 'full', { signal });
    assert.deepEqual(unknown.findings, []);
    assert.match(unknown.notes?.join('\n') ?? '', /certs\/se01\.pfx: .* needs its password/);
    const known = await setsIn(scratch).verify(set, 'full', { signal, pfxPassword: password });
    assert.equal(known.notes, undefined);
    const wrong = await setsIn(scratch).verify(set, 'full', { signal, pfxPassword: 'another' });
    assert.match(wrong.findings[0]?.message ?? '', /password does not open/);
    await using other = await Scratch.make();
    await makeChain(other);
    const broken = await setWith(other, { 'c/se01.pfx': await pfx(other, 'b.pfx', ['root']) });
    const sealing = setsIn(other).seal(broken, { signal, by: 'x', pfxPassword: password });
    const text = words(await refusal(sealing, 'BACKUP-CONTENT'));
    assert.match(text, /chain is not whole: the certificate of CN=middle is missing/);
  });

  it('a .bak of SQL Server has a sound media header and whole blocks', async () => {
    await using scratch = await Scratch.make();
    const bak = Buffer.alloc(4096);
    bak.write('TAPE', 0, 'latin1');
    bak.writeUInt16LE(0x5c, 8);
    let sum = 0;
    for (let at = 0; at < 50; at += 2) sum ^= bak.readUInt16LE(at);
    bak.writeUInt16LE(sum, 50);
    const set = await setWith(scratch, {
      'sql/LcsCDR.bak': bak,
      'sql/other.bak': 'of another kind',
    });
    await writeFile(scratch.at('backup/one/sql/LcsCDR.bak'), bak.subarray(0, 4000));
    const cut = await refusal(setsIn(scratch).seal(set, { signal, by: 'x' }), 'BACKUP-CONTENT');
    assert.match(words(cut), /LcsCDR\.bak: The backup is cut off/);
    const flipped = Buffer.from(bak);
    flipped[20] = 1;
    await writeFile(scratch.at('backup/one/sql/LcsCDR.bak'), flipped);
    const bad = await refusal(setsIn(scratch).seal(set, { signal, by: 'x' }), 'BACKUP-CONTENT');
    assert.match(words(bad), /media header of the backup is damaged/);
    await writeFile(scratch.at('backup/one/sql/LcsCDR.bak'), bak);
    await setsIn(scratch).seal(set, { signal, by: 'x' });
    const found = await setsIn(scratch).verify(set, 'full', { signal });
    assert.deepEqual(found.findings, []);
    assert.match(
      found.notes?.join() ?? '',
      /sql\/other\.bak: its format is not that of SQL Server/,
    );
  });
});
