import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFile,
  chmod,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { location, refusal, setsIn, share, signal, words } from './sets-in-test.ts';

/** The smallest ZIP file with one entry, `a`, that holds `x`, stored. */
const zip = Buffer.from(
  'UEsDBAoAAAAAAAAAIQCDFtyMAQAAAAEAAAABAAAAYXhQSwECHgMKAAAAAAAAACEAgxbcjAEAAAABAAAAAQAAAAAAAAAAAAAApIEAAAAAYVBLBQYAAAAAAQABAC8AAAAgAAAAAAA=',
  'base64',
);

/** A sealed set with a few files; gives its path and its folder. */
async function sealed(
  scratch: Scratch,
  name = '2026-11-22_0200',
): Promise<[set: string, folder: string]> {
  await mkdir(scratch.at('backup'), { recursive: true });
  const sets = setsIn(scratch);
  const set = await sets.create(name, undefined);
  await scratch.fill({
    [`backup/${name}/CsConfig.zip`]: zip,
    [`backup/${name}/filestore/a/one.txt`]: 'one',
    [`backup/${name}/filestore/b/two words.txt`]: 'two',
    [`backup/${name}/filestore/empty`]: '',
  });
  await sets.seal(set, { signal, by: 'operator' });
  return [set, scratch.at('backup', name)];
}

describe('the life of a backup set', () => {
  it('is unfinished until it is sealed, then listed with who, when and how much', async () => {
    await using scratch = await Scratch.make();
    await mkdir(scratch.at('backup'));
    const sets = setsIn(scratch);
    const set = await sets.create('2026-11-22_0200', undefined);
    assert.equal(set, `${location}\\2026-11-22_0200`);
    await scratch.fill({ 'backup/2026-11-22_0200/sql/LcsCDR.bak': 'bak', 'share/x/y.txt': 'why' });
    await sets.record(set, [{ file: 'sql/LcsCDR.bak', step: 'cdr', source: 'be01\\rtc' }]);
    const open = await sets.summary(set);
    assert.deepEqual([open.state, open.files, open.bytes], ['unfinished', 1, 3]);
    assert.equal(await sets.newestSealed(undefined), undefined);
    const copied = await sets.copy(
      { from: share, to: `${set}/filestore`, exclude: [], overwrite: false },
      { signal },
    );
    assert.deepEqual(
      copied.copied.map(({ file }) => file),
      ['x/y.txt'],
    );
    const summary = await sets.seal(set, { signal, by: 'CONTOSO\\operator' });
    assert.deepEqual([summary.state, summary.files, summary.bytes], ['sealed', 2, 6]);
    assert.equal(summary.created, open.created);
    assert.equal(summary.verified, undefined);
    const manifest: unknown = JSON.parse(
      await readFile(scratch.at('backup/2026-11-22_0200/backup-set.manifest.json'), 'utf8'),
    );
    const text = JSON.stringify(manifest);
    assert.match(text, /"path":"sql\/LcsCDR.bak".*"source":"be01\\\\rtc","step":"cdr"/);
    assert.match(
      text,
      /"path":"filestore\/x\/y.txt".*"source":"\\\\\\\\se01.contoso.com\\\\LyncShare"/,
    );
    assert.equal((await sets.newestSealed(undefined))?.name, '2026-11-22_0200');
  });

  it('never uses a folder twice, and leaves what is there alone', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/old/keep.txt': 'keep' });
    const problem = await refusal(setsIn(scratch).create('old', undefined), 'BACKUP-EXISTS');
    assert.equal(problem.kind, 'refused');
    assert.deepEqual(await readdir(scratch.at('backup/old')), ['keep.txt']);
  });

  it('gives two sets of one minute two names', async () => {
    await using scratch = await Scratch.make();
    await mkdir(scratch.at('backup'));
    const sets = setsIn(scratch);
    const now = new Date(2026, 10, 22, 2, 0, 42).getTime();
    assert.equal(sets.nextName(now), '2026-11-22_0200');
    await sets.create(sets.nextName(now), undefined);
    assert.equal(sets.nextName(now), '2026-11-22_0200_42');
    const other = setsIn(scratch);
    await other.list(undefined);
    assert.equal(other.nextName(now), '2026-11-22_0200_42');
  });

  it('is not begun where the location is missing, nor under a name that Windows cannot hold', async () => {
    await using scratch = await Scratch.make();
    const sets = setsIn(scratch);
    await refusal(sets.create('x', undefined), 'BACKUP-LOCATION-MISSING');
    assert.deepEqual(await readdir(scratch.root), []);
    await refusal(sets.create('x', '\\\\nowhere\\share'), 'ESTATE-UNC-UNMAPPED');
    await mkdir(scratch.at('backup'));
    for (const name of ['..', 'a/b', 'a\\b', 'CON', 'x.', '', 'a:b', '.hidden']) {
      await refusal(sets.create(name, undefined), 'BACKUP-NAME-INVALID');
    }
    assert.deepEqual(await readdir(scratch.at('backup')), []);
  });

  it('takes nothing more once it is sealed', async () => {
    await using scratch = await Scratch.make();
    const [set] = await sealed(scratch);
    const sets = setsIn(scratch);
    await scratch.fill({ 'share/x': 'x' });
    const produced = { file: 'x', step: 's', source: 's' };
    await refusal(sets.record(set, [produced]), 'BACKUP-SEALED');
    await refusal(sets.seal(set, { signal, by: 'x' }), 'BACKUP-SEALED');
    const request = { from: share, to: `${set}\\filestore\\new`, exclude: [], overwrite: true };
    await refusal(sets.copy(request, { signal }), 'BACKUP-SEALED');
    await refusal(sets.planCopy(request, signal), 'BACKUP-SEALED');
  });

  it('can be checked with sha256sum alone', async function () {
    await using scratch = await Scratch.make();
    const [, folder] = await sealed(scratch);
    try {
      execFileSync('sha256sum', ['--version']);
    } catch {
      process.stdout.write('      skipped: there is no sha256sum here\n');
      this.skip();
    }
    const said = execFileSync('sha256sum', ['--strict', '-c', 'SHA256SUMS'], { cwd: folder });
    assert.equal(said.toString().match(/: OK$/gm)?.length, 4);
  });
});

describe('sealing refuses', () => {
  async function unfinished(
    scratch: Scratch,
    files: Readonly<Record<string, string | Uint8Array>>,
  ): Promise<string> {
    await mkdir(scratch.at('backup'), { recursive: true });
    const set = await setsIn(scratch).create('s', undefined);
    for (const [path, content] of Object.entries(files)) {
      await scratch.fill({ [`backup/s/${path}`]: content });
    }
    return set;
  }

  async function refused(scratch: Scratch, set: string, code: string): Promise<string> {
    const problem = await refusal(setsIn(scratch).seal(set, { signal, by: 'x' }), code);
    const names = await readdir(scratch.at('backup/s'));
    assert.ok(!names.includes('backup-set.manifest.json') && !names.includes('backup-set.lock'));
    assert.equal((await setsIn(scratch).summary(set)).state, 'unfinished');
    return words(problem);
  }

  it('an empty set, and one with empty folders alone', async () => {
    await using scratch = await Scratch.make();
    const set = await unfinished(scratch, {});
    await mkdir(scratch.at('backup/s/empty'));
    await refused(scratch, set, 'BACKUP-EMPTY');
  });

  it('copies that were cut off', async () => {
    await using scratch = await Scratch.make();
    const set = await unfinished(scratch, {
      'a/b.bak.part': 'x',
      'a/b.bak.part.chunks': 'x',
      c: 'c',
    });
    assert.match(await refused(scratch, set, 'BACKUP-PARTS-LEFT'), /a\/b\.bak\.part/);
  });

  it('but not a copied file whose own name ends in .part', async () => {
    await using scratch = await Scratch.make();
    const set = await unfinished(scratch, {});
    await scratch.fill({ 'share/d/upload.part': 'mine', 'share/d/upload': 'too' });
    const sets = setsIn(scratch);
    await sets.copy({ from: share, to: set, exclude: [], overwrite: false }, { signal });
    assert.equal((await sets.seal(set, { signal, by: 'x' })).files, 2);
  });

  it('exports that are empty, cut off or damaged inside', async () => {
    await using scratch = await Scratch.make();
    const damaged = Buffer.from(zip);
    damaged[31] = 0x79;
    const set = await unfinished(scratch, {
      'good.zip': zip,
      'empty.zip': '',
      'cut.ZIP': zip.subarray(0, 60),
      'damaged.zip': damaged,
      'text.zip': 'no zip at all',
    });
    const said = await refused(scratch, set, 'BACKUP-CONTENT');
    for (const name of ['empty.zip', 'cut.ZIP', 'damaged.zip', 'text.zip']) {
      assert.ok(said.includes(name), said);
    }
    assert.ok(!said.includes('good.zip'));
  });

  it('links, devices and names that lead elsewhere', async () => {
    await using scratch = await Scratch.make();
    const set = await unfinished(scratch, { a: 'a', 'b\\c': 'x', 'd:e': 'x', 'f\ng': 'x' });
    await symlink('..', scratch.at('backup/s/loop'));
    execFileSync('mkfifo', [scratch.at('backup/s/pipe')]);
    const said = await refused(scratch, set, 'BACKUP-TREE');
    for (const name of ['loop', 'pipe', 'b\\c', 'd:e', 'f\\u000ag']) {
      assert.ok(said.includes(name), said);
    }
  });

  it('names that differ in case only', async () => {
    await using scratch = await Scratch.make();
    const set = await unfinished(scratch, { 'd/A.txt': '1', 'd/a.txt': '2' });
    assert.match(await refused(scratch, set, 'BACKUP-TREE'), /d\/a\.txt/);
  });

  it('a set that misses what a step wrote', async () => {
    await using scratch = await Scratch.make();
    const set = await unfinished(scratch, { a: 'a' });
    const sets = setsIn(scratch);
    await sets.record(set, [{ file: 'sql/LcsCDR.bak', step: 'cdr', source: 'be01' }]);
    assert.match(await refused(scratch, set, 'BACKUP-PRODUCED-MISSING'), /sql\/LcsCDR\.bak/);
    await refusal(sets.record(set, [{ file: '../x', step: 's', source: 's' }]), 'BACKUP-OUTSIDE');
  });

  it('a set that another process writes into', async () => {
    await using scratch = await Scratch.make();
    const set = await unfinished(scratch, { a: 'a' });
    const lock = { host: 'another', pid: 1, started: '', taken: Date.now() };
    await writeFile(scratch.at('backup/s/backup-set.lock'), JSON.stringify(lock));
    const problem = await refusal(setsIn(scratch).seal(set, { signal, by: 'x' }), 'BACKUP-LOCKED');
    assert.match(words(problem), /another/);
    await rm(scratch.at('backup/s/backup-set.lock'));
    await setsIn(scratch).seal(set, { signal, by: 'x' });
  });

  it('a folder that is not there, and a file', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/file': 'x' });
    const sets = setsIn(scratch);
    await refusal(sets.seal(`${location}\\none`, { signal, by: 'x' }), 'BACKUP-NOT-A-SET');
    await refusal(sets.seal(`${location}\\file`, { signal, by: 'x' }), 'BACKUP-NOT-A-SET');
  });
});

describe('verification', () => {
  it('finds nothing in a sound set, at every level, and the list shows the last', async () => {
    await using scratch = await Scratch.make();
    const [set, folder] = await sealed(scratch);
    const sets = setsIn(scratch);
    for (const level of ['quick', 'sample', 'full'] as const) {
      const found = await sets.verify(set, level, { signal });
      assert.deepEqual(found.findings, []);
      assert.equal(found.set, set);
      assert.equal((await sets.summary(set)).verified?.level, level);
    }
    assert.ok((await readdir(folder)).includes('backup-set.verifications.jsonl'));
  });

  it('F11: names a flipped bit, a missing, an extra, a cut and a replaced file, each by its kind', async () => {
    await using scratch = await Scratch.make();
    const [set, folder] = await sealed(scratch);
    await mkdir(join(folder, 'filestore/c'));
    await writeFile(join(folder, 'filestore/c/extra.txt'), 'extra');
    const handle = await open(join(folder, 'filestore/a/one.txt'), 'r+');
    const { mtime, atime } = await handle.stat();
    await handle.write(Buffer.from('p'), 0, 1, 0);
    await handle.utimes(atime, mtime);
    await handle.close();
    await rm(join(folder, 'filestore/b/two words.txt'));
    await truncate(join(folder, 'CsConfig.zip'), 10);
    await rm(join(folder, 'filestore/empty'));
    await symlink('/etc/passwd', join(folder, 'filestore/empty'));
    const sets = setsIn(scratch);
    const { findings } = await sets.verify(set, 'full', { signal });
    assert.deepEqual(
      findings.map(({ kind, file }) => `${kind} ${file}`),
      [
        'size CsConfig.zip',
        'hash filestore/a/one.txt',
        'missing filestore/b/two words.txt',
        'extra filestore/c/extra.txt',
        'content filestore/empty',
      ],
    );
    const summary = await sets.summary(set);
    assert.equal(summary.state, 'damaged');
    assert.equal(summary.verified, undefined);
    assert.equal(await sets.newestSealed(undefined), undefined);
  });

  it('damage that only a full look sees marks the set until a full look finds nothing', async () => {
    await using scratch = await Scratch.make();
    const [set, folder] = await sealed(scratch);
    const sets = setsIn(scratch);
    const file = join(folder, 'filestore/a/one.txt');
    await writeFile(file, 'onx');
    assert.equal((await sets.verify(set, 'quick', { signal })).findings.length, 0);
    assert.equal((await sets.summary(set)).state, 'sealed');
    assert.equal((await sets.verify(set, 'full', { signal })).findings[0]?.kind, 'hash');
    const damaged = await sets.summary(set);
    assert.equal(damaged.state, 'damaged');
    assert.match(damaged.findings.join(), /one\.txt/);
    await sets.verify(set, 'quick', { signal });
    assert.equal((await sets.summary(set)).state, 'damaged');
    await writeFile(file, 'one');
    await sets.verify(set, 'full', { signal });
    assert.equal((await sets.summary(set)).state, 'sealed');
  });

  it('of a manifest that was changed counts no earlier verification', async () => {
    await using scratch = await Scratch.make();
    const [set, folder] = await sealed(scratch);
    const sets = setsIn(scratch);
    await sets.verify(set, 'full', { signal });
    const file = join(folder, 'backup-set.manifest.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"by":"operator"', '"by":"somebody"'));
    assert.equal((await sets.summary(set)).verified, undefined);
    await writeFile(file, text.slice(0, 100));
    assert.equal((await sets.summary(set)).state, 'damaged');
    const { findings } = await sets.verify(set, 'quick', { signal });
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ['manifest'],
    );
  });

  it('of a list of hashes that was changed says so', async () => {
    await using scratch = await Scratch.make();
    const [set, folder] = await sealed(scratch);
    await appendFile(join(folder, 'SHA256SUMS'), 'x\n');
    const { findings } = await setsIn(scratch).verify(set, 'quick', { signal });
    assert.deepEqual(
      findings.map(({ file }) => file),
      ['SHA256SUMS'],
    );
  });

  it('of an unfinished set, a missing one and a file is wrong use', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/file': 'x' });
    const sets = setsIn(scratch);
    const set = await sets.create('s', undefined);
    const code = async (at: string, expected: string): Promise<void> => {
      const problem = await refusal(sets.verify(at, 'full', { signal }), expected);
      assert.equal(problem.kind, 'usage');
    };
    await code(set, 'BACKUP-UNFINISHED');
    await code(`${location}\\none`, 'BACKUP-NOT-A-SET');
    await code(`${location}\\file`, 'BACKUP-NOT-A-SET');
  });

  it('works on threads for many files and finds the one that changed', async () => {
    await using scratch = await Scratch.make();
    await mkdir(scratch.at('backup'));
    const sets = setsIn(scratch);
    const set = await sets.create('many', undefined);
    const many = Object.fromEntries(
      Array.from({ length: 700 }, (_, i) => [`backup/many/d${i % 7}/${i}.bin`, `content ${i}`]),
    );
    await scratch.fill(many);
    await sets.seal(set, { signal, by: 'x' });
    await writeFile(scratch.at('backup/many/d3/346.bin'), 'content 999'.slice(0, 11));
    const seen: number[] = [];
    const { findings } = await sets.verify(set, 'full', {
      signal,
      onProgress: ({ filesDone }) => seen.push(filesDone),
    });
    assert.deepEqual(
      findings.map(({ kind, file }) => [kind, file]),
      [['hash', 'd3/346.bin']],
    );
    assert.equal(seen.at(-1), 700);
  });

  it('stops when it is cancelled', async () => {
    await using scratch = await Scratch.make();
    const [set] = await sealed(scratch);
    const stop = new AbortController();
    stop.abort();
    await refusal(setsIn(scratch).verify(set, 'full', { signal: stop.signal }), 'CANCELLED');
  });
});

describe('the list of sets', () => {
  it('shows the newest first, what is unfinished or damaged as such, and no foreign folder', async () => {
    await using scratch = await Scratch.make();
    await sealed(scratch, 'first');
    const [, second] = await sealed(scratch, 'second');
    await setsIn(scratch).create('third', undefined);
    await rm(join(second, 'CsConfig.zip'));
    await symlink(scratch.at('backup/first'), scratch.at('backup/link'));
    await scratch.fill({
      'backup/lost+found/x': '',
      'backup/.snapshot/x': '',
      'backup/note.txt': '',
    });
    await chmod(scratch.at('backup/first'), 0o755);
    await utimes(scratch.at('backup/note.txt'), 1, 1);
    const list = await setsIn(scratch).list(undefined);
    assert.deepEqual(
      list.map(({ name, state }) => [name, state]),
      [
        ['third', 'unfinished'],
        ['second', 'damaged'],
        ['first', 'sealed'],
        ['link', 'damaged'],
      ],
    );
    assert.match(list[1]?.findings.join() ?? '', /CsConfig\.zip/);
    assert.equal(list[2]?.path, `${location}\\first`);
    assert.ok((await stat(scratch.at('backup/first'))).isDirectory());
    await refusal(setsIn(scratch).list(`${location}\\none`), 'BACKUP-LOCATION-MISSING');
  });
});
