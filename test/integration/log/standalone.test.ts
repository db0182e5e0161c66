import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { nodeFiles } from '../../../src/log/files.ts';
import { exportedKey, readTrustedKeys } from '../../../src/log/keys/trusted-keys.ts';
import { verifyLog as verifyAlone } from '../../../src/log/standalone/verify.mjs';
import {
  finished,
  otherKey,
  output,
  scratch,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  testKey,
  trusted,
  written,
} from '../../unit/log/surroundings.ts';

const script = fileURLToPath(new URL('../../../src/log/standalone/verify.mjs', import.meta.url));
const suffix = '.recovery-log.jsonl';
const unfinished = smallRun.slice(0, -1);

/** State and line as both verifiers see them. */
async function both(file: string): Promise<string> {
  const { integrity, finished: done } = await verifyLog(file);
  const alone = await verifyAlone(file);
  const line =
    integrity.state === 'changed'
      ? integrity.line
      : integrity.state === 'intact'
        ? undefined
        : integrity.afterLine;
  const ours = `${integrity.state} ${String(line)} ${String(done)}`;
  const theirs = `${alone.state} ${String(alone.line)} ${String(alone.finished)}`;
  assert.equal(theirs, ours);
  return ours;
}

describe('the stand-alone verifier', function () {
  this.timeout(240_000);
  const folder = scratch();
  const long = [
    started,
    stepStarted('a'),
    output('a', 'x'.repeat(40_000)),
    stepEnded('a'),
    finished,
  ];

  const doctored: Readonly<Record<string, (text: string) => string>> = {
    'nothing at all': text => text,
    'a changed letter': text => text.replace('40 %', '41 %'),
    'a deleted line': text => text.split('\n').toSpliced(3, 1).join('\n'),
    'a doubled line': text => text.replace(/^(.*"restore".*\n)/m, '$1$1'),
    'two lines that changed places': text => {
      const lines = text.split('\n');
      return lines
        .with(3, lines[4] ?? '')
        .with(4, lines[3] ?? '')
        .join('\n');
    },
    'a tail cut off': text => text.split('\n').slice(0, -3).join('\n') + '\n',
    'half of the last line': text => text.slice(0, -100),
    'converted line ends': text => text.replaceAll('\n', '\r\n'),
    'a byte order mark': text => `\ufeff${text}`,
    'a byte order mark before a torn log': text => `\ufeff${text.slice(0, -50)}`,
    'converted line ends of a torn log': text => text.replaceAll('\n', '\r\n').slice(0, -50),
    'white space': text => text.replace('"mono":', '"mono": '),
    'another order of keys': text =>
      text.replace('"attempt":1,"step":"restore"', '"step":"restore","attempt":1'),
    'text behind the end': text => `${text}checked\n`,
    'text behind the end, without a line end': text => `${text}checked`,
    'a line of zeros behind the end': text => `${text}${'\0'.repeat(100)}`,
    'no first line': text => text.slice(text.indexOf('\n') + 1),
    'nothing left': () => '',
    'another signature': text => text.replace(/"signature":"(.)/, '"signature":"A'),
    'an empty line': text => text.replace('\n', '\n\n'),
  };
  for (const [name, change] of Object.entries(doctored)) {
    it(`agrees on ${name}`, async () => {
      for (const events of [smallRun, unfinished]) {
        const file = await written(folder(), events);
        writeFileSync(file, change(readFileSync(file, 'utf8')));
        const withHead = await both(file);
        rmSync(file.replace(suffix, '.head'));
        const without = await both(file);
        if (name === 'nothing at all') assert.match(withHead, /^intact/);
        else assert.ok(!withHead.endsWith('true') && !without.endsWith('true'), withHead);
      }
    });
  }

  it('agrees on a side file that is missing or changed', async () => {
    const file = await written(folder(), long);
    assert.equal(await both(file), 'intact undefined true');
    const sides = file.replace(suffix, '.files');
    const event = /"sha256":"([0-9a-f]{64})"/.exec(readFileSync(file, 'utf8'));
    const side = join(sides, `${event?.[1] ?? ''}.gz`);
    const whole = readFileSync(side);
    writeFileSync(side, whole.subarray(0, -10));
    assert.match(await both(file), /^changed 4 false/);
    rmSync(side);
    assert.match(await both(file), /^changed 4 false/);
  });

  it('agrees on a later run that names a line which is gone', async () => {
    const root = folder();
    const file = await written(root, unfinished);
    await written(root, smallRun, { run: '20261122T050000Z-000002' });
    assert.equal(await both(file), 'intact undefined false');
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${lines.slice(0, -2).join('\n')}\n`);
    rmSync(file.replace(suffix, '.head'));
    assert.match(await both(file), /^cut /);
  });

  it('agrees on a log that was written from the specification, in another language', async () => {
    const fixture = fileURLToPath(new URL('../../fixtures/log/', import.meta.url));
    const root = folder();
    cpSync(fixture, root, { recursive: true });
    const file = join(root, '2027', `20270101T000000Z-abcdef${suffix}`);
    assert.equal(await both(file), 'intact undefined true');
    const key = join(root, 'py.json');
    const trustedKeys = await readTrustedKeys(nodeFiles, key);
    const { signer, records } = await verifyLog(file, { trustedKeys });
    assert.equal(signer.state, 'trusted');
    assert.equal(records, 9);
    const done = spawnSync(process.execPath, [script, file, '--trust', key], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    const side = join(root, '2027', '20270101T000000Z-abcdef.files');
    const [name = ''] = readdirSync(side);
    appendFileSync(join(side, name), 'x');
    assert.equal(await both(file), 'changed 4 false');
  });

  it('agrees on every byte of the last line cut', async () => {
    for (const events of [smallRun, unfinished]) {
      const file = await written(folder(), events);
      const bytes = readFileSync(file);
      const start = bytes.lastIndexOf(10, bytes.length - 2) + 1;
      for (let end = start; end <= bytes.length; end += 1) {
        writeFileSync(file, bytes.subarray(0, end));
        const state = end === start ? 'cut' : end === bytes.length ? 'intact' : 'torn';
        assert.ok((await both(file)).startsWith(state), `cut at ${end - start}`);
      }
    }
  });

  it('agrees on every flipped bit', async () => {
    const file = await written(folder(), [{ type: 'note', text: 'é', by: 'ann' }, finished]);
    const bytes = readFileSync(file);
    for (let at = 0; at < bytes.length; at += 1) {
      const doctored = Buffer.from(bytes);
      doctored[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(file, doctored);
      assert.match(await both(file), /^changed/, `byte ${at}`);
    }
  });

  it('prints what it found, and exits with 0 only for intact and finished', async () => {
    const root = folder();
    const run = (...words: string[]): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, [script, ...words], { encoding: 'utf8' });
    const [ann, bob] = [join(root, 'ann.json'), join(root, 'bob.json')];
    writeFileSync(ann, exportedKey({ name: 'Ann', publicKey: testKey.publicKey }));
    writeFileSync(bob, exportedKey({ name: 'Bob', publicKey: otherKey.publicKey }));
    const file = await written(root);
    const good = run(file, '--trust', ann);
    assert.equal(good.status, 0, String(good.stderr));
    assert.match(String(good.stdout), /^intact\nfinished\nsigned by Ann \(SHA256:/);
    assert.equal(run(file).status, 0);
    assert.match(String(run(file).stdout), /signed by unknown/);
    assert.equal(run(file, '--trust', bob).status, 1);
    const open = await written(root, unfinished, { run: '20261122T050000Z-000002' });
    assert.equal(run(open).status, 1);
    assert.match(String(run(open).stdout), /^intact\nnot finished\n/);
    writeFileSync(file, readFileSync(file, 'utf8').replace('40 %', '41 %'));
    const bad = run(file);
    assert.equal(bad.status, 1);
    assert.match(String(bad.stdout), /^changed at line 8: /);
    mkdirSync(join(root, 'folder'));
    const wrong = [
      [],
      ['--trust'],
      [file, file],
      [join(root, 'none')],
      [script],
      [join(root, 'folder')],
      [file, '--x'],
    ];
    for (const words of wrong) {
      assert.equal(run(...words).status, 2, words.join(' '));
    }
    assert.ok(trusted.length > 0);
  });

  it('runs on the oldest Node that it is for', async function () {
    const old = '/usr/bin/node';
    if (!existsSync(old)) {
      process.stdout.write(`      skipped: there is no ${old} here\n`);
      this.skip();
    }
    const done = spawnSync(old, [script, await written(folder())], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
  });
});
