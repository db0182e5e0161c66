import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { location, refusal, setsIn, share, signal, words } from './sets-in-test.ts';

const request = { from: share, exclude: [], overwrite: false };

/** What a copy of the share that holds these files says; the files that it copied, where it did. */
async function copyOf(scratch: Scratch, files: readonly string[]): Promise<string[]> {
  for (const file of files) await scratch.fill({ [`share/${file}`]: `content of ${file}` });
  const { copied } = await setsIn(scratch).copy({ ...request, to: scratch.at('to') }, { signal });
  for (const { file } of copied) {
    assert.equal(await readFile(scratch.at('to', file), 'utf8'), `content of ${file}`);
  }
  return copied.map(({ file }) => file);
}

async function refusedCopy(scratch: Scratch): Promise<string> {
  const copy = setsIn(scratch).copy({ ...request, to: scratch.at('to') }, { signal });
  const said = words(await refusal(copy, 'COPY-OBSTACLES'));
  assert.ok(!(await readdir(scratch.root)).includes('to'), 'nothing was copied');
  return said;
}

/** A file whose name is these bytes; `false` where the file system takes no such name. */
async function fillRaw(folder: string, name: Buffer, content: string): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const file = Buffer.concat([Buffer.from(`${folder}/`), name]);
  try {
    await writeFile(file, content);
    return true;
  } catch {
    return false;
  }
}

/** Names that Windows keeps for devices, cuts, or that a shell or a terminal would act on. */
const odd = [
  'CON',
  'nul.txt',
  'COM\u00b9',
  'lpt9.log',
  'AUX .txt',
  'ends with a dot.',
  'ends with dots...',
  'ends with a blank ',
  ' begins with a blank',
  '-rf',
  '$MFT',
  '~$lock.docx',
  "100% & more; `x` $(y) 'q' [1] {2} !^#",
  '\u00fcn\u00efcode \u96ea \ud83d\ude00.txt',
  'M\u00e9moire.txt',
  '\ufffd.txt',
  '\u202etxt.exe',
  `${'\u96ea'.repeat(80)}.bin`,
];

/** No file of Windows is called so: `\\` and `:` would lead elsewhere. */
const impossible = ['*', '?', '"', '<', '>', '|', '\\', ':', '\t', '\u007f'].map(
  sign => `a${sign}b`,
);

const decomposed = 'Me\u0301moire.txt';
const composed = 'M\u00e9moire.txt';

describe('odd names', () => {
  for (const form of ['NFC', 'NFD'] as const) {
    it(`are copied, sealed and verified as they are, with accents in ${form}`, async () => {
      await using scratch = await Scratch.make();
      await scratch.fill({ 'backup/x': '' });
      const names = odd.map(name => name.normalize(form));
      const files = names.flatMap(name => [name, `below/${name}/file`]);
      assert.deepEqual(await copyOf(scratch, files), files.toSorted());
      const set = await setsIn(scratch).create('s', undefined);
      await setsIn(scratch).copy({ ...request, to: `${set}\\share` }, { signal });
      await setsIn(scratch).seal(set, { signal, by: 'x' });
      assert.deepEqual((await setsIn(scratch).verify(set, 'full', { signal })).findings, []);
    });
  }

  it('that no Windows share can hold are named, and nothing is copied until they are left out', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'share/fine': 'x' });
    for (const name of impossible) await scratch.fill({ [`share/d/${name}`]: 'x' });
    const said = await refusedCopy(scratch);
    for (const name of impossible) {
      const shown = name.replace('\t', '\\u0009').replace('\u007f', '\\u007f');
      assert.ok(said.includes(`d/${shown}: a name that Windows cannot hold`), said);
    }
    const without = { ...request, to: scratch.at('to'), exclude: ['d/*'] };
    const done = await setsIn(scratch).copy(without, { signal });
    assert.equal(done.copied.length, 1);
    assert.deepEqual(done.excluded, impossible.map(name => `d/${name}`).toSorted());
  });

  it('that differ in case only are named, in every alphabet', async () => {
    for (const [one, other] of [
      ['A.txt', 'a.txt'],
      ['\u00c9t\u00e9', '\u00e9t\u00e9'],
      ['\u0416', '\u0436'],
      ['\u03a9', '\u03c9'],
    ] as const) {
      await using scratch = await Scratch.make();
      await scratch.fill({ [`share/${one}`]: '1', [`share/${other}`]: '2' });
      const said = await refusedCopy(scratch);
      assert.match(said, /: differs from another name in case only/);
    }
  });

  it('that differ in how their accents are stored are named as that', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ [`share/${composed}`]: '1', [`share/${decomposed}`]: '2' });
    if ((await readdir(scratch.at('share'))).length === 2) {
      const said = await refusedCopy(scratch);
      assert.match(said, /moire\.txt: reads like another name, with its accents stored/);
      assert.doesNotMatch(said, /case only/);
    }
  });

  it('that only look like a difference in case are two files', async () => {
    await using scratch = await Scratch.make();
    const files = ['Ma\u00dfe.txt', 'Masse.txt', '\ufb01le', 'file', '\u0149', "'n"];
    assert.deepEqual(await copyOf(scratch, files), files.toSorted());
  });

  it('that are no text are named, below them too, and can be left out', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'share/fine': 'content of fine', 'share/d\ufffd': 'genuine' });
    if (!(await fillRaw(scratch.at('share'), Buffer.from([0x61, 0xff, 0x62]), 'x'))) return;
    await fillRaw(scratch.at('share'), Buffer.from([0x64, 0xfe]), 'x');
    await fillRaw(scratch.at('share/sub'), Buffer.from([0xc3, 0x28]), 'x');
    const said = await refusedCopy(scratch);
    for (const name of ['a\ufffdb', 'd\ufffd', 'sub/\ufffd(']) {
      assert.ok(said.includes(`${name}: its name is no valid Unicode text`), said);
    }
    const exclude = ['a\ufffdb', 'd\ufffd', 'sub'];
    const without = { ...request, to: scratch.at('to'), exclude };
    const done = await setsIn(scratch).copy(without, { signal });
    assert.deepEqual(
      done.copied.map(({ file }) => file),
      ['fine'],
    );
    assert.deepEqual(done.excluded, ['a\ufffdb', 'd\ufffd', 'd\ufffd', 'sub']);
  });

  it('that are no text keep a set from being sealed, are found in a sealed one, and go with it', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/x': '' });
    const sets = setsIn(scratch);
    const set = await sets.create('s', undefined);
    await scratch.fill({ 'backup/s/a\ufffd': 'a' });
    const raw = Buffer.from([0x61, 0xff]);
    if (!(await fillRaw(scratch.at('backup/s'), raw, 'b'))) return;
    const said = words(await refusal(sets.seal(set, { signal, by: 'x' }), 'BACKUP-TREE'));
    assert.match(said, /a\ufffd: its name is no valid Unicode text/);
    const raws = Buffer.concat([Buffer.from(`${scratch.at('backup/s')}/`), raw]);
    await rm(raws);
    await sets.seal(set, { signal, by: 'x' });
    await rename(scratch.at('backup/s/a\ufffd'), raws);
    const { findings } = await sets.verify(set, 'full', { signal });
    assert.deepEqual(
      findings.map(({ kind, file, message }) => `${kind} ${file} ${message.slice(0, 11)}`),
      ['content a\ufffd Its name is'],
    );
    const newer = await sets.create('t', undefined);
    await scratch.fill({ 'backup/t/a': 'a' });
    await sets.seal(newer, { signal, by: 'x' });
    await sets.verify(newer, 'full', { signal });
    const again = { rules: { last: 1, daily: 0, weekly: 0, monthly: 0 }, isInLog: () => false };
    const { remove } = await sets.planPrune(location, again.rules, again.isInLog);
    const done = await sets.prune(location, remove, again, 'x');
    assert.deepEqual([done.removed, done.undeleted], [['s'], []]);
    assert.deepEqual((await readdir(scratch.at('backup'))).sort(), [
      'backup-retention.jsonl',
      't',
      'x',
    ]);
  });
});
