import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { copyTree } from '../../../src/backup/copy/run.ts';
import { hasherHere } from '../../../src/backup/hasher.ts';
import { sealSet } from '../../../src/backup/seal.ts';
import { Problem } from '../../../src/errors/problem.ts';
import { Scratch, TestWork } from '../../unit/backup/work-in-test.ts';
import { refusal, setsIn, share, signal, sizeOf, words } from './sets-in-test.ts';
import { smallDisk } from './small-disk.ts';

const program = fileURLToPath(new URL('copy-program.ts', import.meta.url));
const mebibyte = 1024 * 1024;

/** Starts the copying program and kills it once two chunks of the large file are marked. */
async function killInMidCopy(scratch: Scratch, set: string): Promise<void> {
  const child = spawn(process.execPath, [program, scratch.root, set], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  const marks = scratch.at('backup/s/filestore/large.bin.part.chunks');
  while (child.exitCode === null && (await sizeOf(marks)) < 40) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  child.kill('SIGKILL');
  await ended;
  assert.equal(child.signalCode, 'SIGKILL', 'the copy must not have ended before');
}

describe('after a crash', () => {
  it('F8: a killed copy leaves an unfinished set, and the next one goes on where it stopped', async function () {
    this.timeout(60_000);
    await using scratch = await Scratch.make();
    await mkdir(scratch.at('backup'));
    const large = randomBytes(96 * mebibyte);
    await scratch.fill({ 'share/large.bin': large, 'share/small.txt': 'small' });
    const sets = setsIn(scratch);
    const set = await sets.create('s', undefined);
    await killInMidCopy(scratch, set);
    assert.ok((await readdir(scratch.at('backup/s'))).includes('backup-set.lock'));
    const problem = await refusal(sets.seal(set, { signal, by: 'x' }), 'BACKUP-PARTS-LEFT');
    assert.match(words(problem), /large\.bin\.part/);
    const before = await readFile(scratch.at('backup/s/filestore/large.bin.part'));
    const first: number[] = [];
    const report = await sets.copy(
      { from: share, to: `${set}/filestore`, exclude: [], overwrite: false },
      { signal, onProgress: ({ bytesDone }) => first.push(bytesDone) },
    );
    assert.ok(before.length >= 32 * mebibyte);
    const hash = createHash('sha256').update(large).digest('hex');
    assert.equal(report.copied.find(({ file }) => file === 'large.bin')?.sha256, hash);
    assert.deepEqual((await readdir(scratch.at('backup/s/filestore'))).sort(), [
      'large.bin',
      'small.txt',
    ]);
    assert.equal((await sets.seal(set, { signal, by: 'x' })).state, 'sealed');
    assert.deepEqual((await sets.verify(set, 'full', { signal })).findings, []);
    assert.ok(!(await readdir(scratch.at('backup/s'))).includes('backup-set.lock'));
  });

  it('sealing leaves no manifest, whichever of its writes was the last', async () => {
    for (let last = 0; ; last++) {
      await using scratch = await Scratch.make();
      await mkdir(scratch.at('backup'));
      const sets = setsIn(scratch);
      const set = await sets.create('s', undefined);
      await scratch.fill({ 'backup/s/a': 'a', 'backup/s/d/b': 'b' });
      const folder = scratch.at('backup/s');
      let calls = 0;
      const real = new TestWork();
      const crash = (): boolean => ++calls > last;
      const work = new TestWork({
        open: (path, flags, mode) =>
          crash() ? Promise.reject(new Error('crash')) : real.files.open(path, flags, mode),
        rename: (from, to) =>
          crash() ? Promise.reject(new Error('crash')) : real.files.rename(from, to),
        unlink: path => (crash() ? Promise.reject(new Error('crash')) : real.files.unlink(path)),
      });
      const policy = { keys: 'refuse' } as const;
      const order = { folder, shown: set, by: 'x', policy, pfxPassword: undefined };
      const ended = await sealSet(order, work, hasherHere(work)).then(
        () => true,
        () => false,
      );
      const { state } = await sets.summary(set);
      if (ended) {
        assert.ok(last > 5);
        assert.equal(state, 'sealed');
        break;
      }
      if (state === 'unfinished') await sets.seal(set, { signal, by: 'x' });
      assert.deepEqual((await sets.verify(set, 'full', { signal })).findings, [], `after ${last}`);
    }
  });
});

describe('a disk that is really full', () => {
  it('F7: in mid-copy keeps the part, leaves old files alone, and goes on once there is room', async function () {
    await using scratch = await Scratch.make();
    await using disk = await smallDisk(scratch.at('backup'), 48 * mebibyte);
    if (disk === undefined) this.skip();
    const large = randomBytes(40 * mebibyte);
    await scratch.fill({ 'share/large.bin': large, 'backup/ballast': randomBytes(20 * mebibyte) });
    await scratch.fill({ 'backup/to/large.bin': 'old' });
    const boundless = { bavail: 1e9, bsize: 4096, blocks: 1e9 };
    const work = new TestWork({ statfs: () => Promise.resolve(boundless) });
    const order = {
      from: scratch.at('share'),
      to: scratch.at('backup/to'),
      intoFolder: false,
      shownFrom: share,
      shownTo: 'to',
      exclude: [],
      overwrite: true,
    };
    const problem = await refusal(copyTree(order, work), 'COPY-DISK-FULL');
    assert.match(words(problem), /ENOSPC/);
    assert.equal(await readFile(scratch.at('backup/to/large.bin'), 'utf8'), 'old');
    assert.ok((await sizeOf(scratch.at('backup/to/large.bin.part'))) >= 16 * mebibyte);
    await refusal(
      setsIn(scratch).copy(
        { from: share, to: scratch.at('backup/to'), exclude: [], overwrite: true },
        { signal },
      ),
      'COPY-DISK-FULL',
    );
    await rm(scratch.at('backup/ballast'));
    await setsIn(scratch).copy(
      { from: share, to: scratch.at('backup/to'), exclude: [], overwrite: true },
      { signal },
    );
    assert.ok(large.equals(await readFile(scratch.at('backup/to/large.bin'))));
  });

  it('while sealing leaves the set unfinished, and it is sealed once there is room', async function () {
    await using scratch = await Scratch.make();
    await using disk = await smallDisk(scratch.at('backup'), 4 * mebibyte);
    if (disk === undefined) this.skip();
    const sets = setsIn(scratch);
    const set = await sets.create('s', undefined);
    await scratch.fill({ 'backup/s/a': 'a' });
    await writeFile(scratch.at('backup/ballast'), '');
    await assert.rejects(async () => {
      for (;;) await appendFile(scratch.at('backup/ballast'), Buffer.alloc(4096));
    });
    const page = 4096;
    let ballast = await sizeOf(scratch.at('backup/ballast'));
    let refusals = 0;
    while ((await sets.summary(set)).state === 'unfinished') {
      try {
        await sets.seal(set, { signal, by: 'x' });
      } catch (thrown) {
        assert.ok(
          thrown instanceof Problem && thrown.code === 'BACKUP-FILE-SYSTEM',
          String(thrown),
        );
        refusals += 1;
      }
      assert.ok(!(await readdir(scratch.at('backup/s'))).includes('backup-set.lock'));
      ballast -= page;
      await truncate(scratch.at('backup/ballast'), ballast);
    }
    assert.ok(refusals >= 2, 'there was no room for the lock, nor for the manifest');
    assert.deepEqual((await sets.verify(set, 'full', { signal })).findings, []);
  });
});
