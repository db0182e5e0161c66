import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import * as promises from 'node:fs/promises';
import { readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CopyOrder } from '../../../src/backup/copy/order.ts';
import { copyTree } from '../../../src/backup/copy/run.ts';
import type { Files } from '../../../src/backup/work.ts';
import { Problem } from '../../../src/errors/problem.ts';
import { fileError, Scratch, TestWork } from './work-in-test.ts';

type Handle = Awaited<ReturnType<Files['open']>>;

function order(scratch: Scratch, more: Partial<CopyOrder> = {}): CopyOrder {
  const [from, to] = [scratch.at('from'), scratch.at('to')];
  return {
    from,
    to,
    intoFolder: false,
    shownFrom: from,
    shownTo: to,
    exclude: [],
    overwrite: false,
    ...more,
  };
}

/** Opens files as they are, and lets `change` put something between for those that it picks. */
function opening(change: (path: string, handle: Handle) => void): Partial<Files> {
  return {
    open: async (path, flags, mode) => {
      const handle = await promises.open(path, flags, mode);
      change(String(path), handle);
      return handle;
    },
  };
}

async function fails(copy: Promise<unknown>, code: string): Promise<Problem> {
  let found: Problem | undefined;
  await assert.rejects(copy, (thrown: unknown) => {
    assert.ok(thrown instanceof Problem, String(thrown));
    assert.equal(thrown.code, code);
    found = thrown;
    return true;
  });
  assert.ok(found);
  return found;
}

function named(problem: Problem): string {
  return JSON.stringify(problem.data.theirs);
}

const mebibyte = 1024 * 1024;
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A disk that fails after so many writes into a part file. */
function cutAfter(writes: number): TestWork {
  let written = 0;
  return new TestWork(
    opening((path, handle) => {
      if (!path.endsWith('.part')) return;
      const write = handle.write.bind(handle);
      Object.assign(handle, {
        write: (...given: Parameters<typeof write>) => {
          written += 1;
          return written > writes ? Promise.reject(fileError('EIO', 'write')) : write(...given);
        },
      });
    }),
  );
}

describe('copying under faults', () => {
  it('F7: a full disk ends the copy, the old file stays, nothing else is begun', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'from/a': 'new a', 'to/a': 'old a, and longer' });
    const work = new TestWork(
      opening((path, handle) => {
        if (!path.endsWith('.part')) return;
        handle.write = () => Promise.reject(fileError('ENOSPC', 'write'));
      }),
    );
    const problem = await fails(
      copyTree(order(scratch, { overwrite: true }), work),
      'COPY-DISK-FULL',
    );
    assert.match(named(problem), /ENOSPC/);
    assert.deepEqual(work.pauses, [], 'a full disk is not tried again');
    assert.equal(await readFile(scratch.at('to/a'), 'utf8'), 'old a, and longer');
    assert.deepEqual(await readdir(scratch.at('to')), ['a']);
  });

  it('F7: a disk that is too small is refused before the first byte, with both numbers', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'from/a': 'x'.repeat(5000) });
    const small = { bavail: 1, bsize: 4096, blocks: 10 };
    const work = new TestWork({ statfs: () => Promise.resolve(small) });
    const problem = await fails(copyTree(order(scratch), work), 'COPY-DISK-FULL');
    assert.match(problem.data.what, /5,?000 bytes.*4,?096/);
    await assert.rejects(stat(scratch.at('to')));
  });

  it('F8: a long copy goes on after its last good chunk, and a damaged chunk is copied again', async () => {
    await using scratch = await Scratch.make();
    const content = randomBytes(50 * mebibyte);
    await scratch.fill({ 'from/big': content });
    await fails(copyTree(order(scratch), cutAfter(40)), 'COPY-INCOMPLETE');
    assert.deepEqual((await readdir(scratch.at('to'))).sort(), ['big.part', 'big.part.chunks']);
    const marks = (await readFile(scratch.at('to/big.part.chunks'), 'utf8')).split('\n').length - 2;
    assert.equal(marks, 2);
    const part = await promises.open(scratch.at('to/big.part'), 'r+');
    await part.write(Buffer.from('!'), 0, 1, 20 * mebibyte);
    await part.close();
    let reread = 0;
    const again = new TestWork(
      opening((path, handle) => {
        if (!path.endsWith('from/big')) return;
        const read = handle.read.bind(handle);
        handle.read = async (...given: Parameters<typeof read>) => {
          const result = await read(...given);
          reread += result.bytesRead;
          return result;
        };
      }),
    );
    const report = await copyTree(order(scratch), again);
    assert.equal(reread, 34 * mebibyte, 'only what follows the first good chunk is read');
    assert.equal(report.copied[0]?.sha256, hashOf(content));
    assert.equal(hashOf(await readFile(scratch.at('to/big'))), hashOf(content));
    assert.deepEqual(await readdir(scratch.at('to')), ['big']);
  });

  it('F8: a source that changed since the cut is copied from its start', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'from/big': randomBytes(20 * mebibyte) });
    await fails(copyTree(order(scratch), cutAfter(18)), 'COPY-INCOMPLETE');
    assert.ok((await stat(scratch.at('to/big.part'))).size >= 16 * mebibyte);
    const content = randomBytes(20 * mebibyte);
    await writeFile(scratch.at('from/big'), content);
    const report = await copyTree(order(scratch), new TestWork());
    assert.equal(report.copied[0]?.sha256, hashOf(content));
    assert.equal(hashOf(await readFile(scratch.at('to/big'))), hashOf(content));
  });

  it('F9: a rename that is refused for a while is waited for, then the file is named', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'from/a': 'a', 'from/b': 'b' });
    let held = 4;
    const work = new TestWork({
      rename: (from, to) =>
        String(to).endsWith('/a') && held-- > 0
          ? Promise.reject(fileError('EBUSY', 'rename'))
          : promises.rename(from, to),
    });
    assert.equal((await copyTree(order(scratch), work)).files, 2);
    const never = new TestWork({
      rename: (from, to) =>
        String(to).endsWith('/a')
          ? Promise.reject(fileError('EPERM', 'rename', String(from)))
          : promises.rename(from, to),
    });
    const elsewhere = order(scratch, { to: scratch.at('two'), shownTo: scratch.at('two') });
    const problem = await fails(copyTree(elsewhere, never), 'COPY-INCOMPLETE');
    assert.match(named(problem), /"source":"a".*EPERM/);
    assert.deepEqual(await readdir(scratch.at('two')), ['b'], 'the others are copied');
  });

  it('F10: a source that is written to while it is read is named and not done', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'from/a': 'a'.repeat(100), 'from/b': 'b' });
    const work = new TestWork(
      opening((path, handle) => {
        if (basename(path) !== 'a' || path.includes('/to/')) return;
        const read = handle.read.bind(handle);
        handle.read = async (...given: Parameters<typeof read>) => {
          const result = await read(...given);
          await utimes(path, 1, 1);
          return result;
        };
      }),
    );
    const problem = await fails(copyTree(order(scratch), work), 'COPY-SOURCE-CHANGED');
    assert.match(named(problem), /"a"/);
    assert.deepEqual(await readdir(scratch.at('to')), ['b']);
  });

  it('F12: a share that goes away and comes back costs time and nothing else', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'from/a': 'a', 'from/b': 'b' });
    let away = 3;
    const work = new TestWork({
      open: (path, flags, mode) =>
        String(path).endsWith('from/b') && away-- > 0
          ? Promise.reject(fileError('ETIMEDOUT', 'open', String(path)))
          : promises.open(path, flags, mode),
    });
    assert.equal((await copyTree(order(scratch), work)).files, 2);
    assert.deepEqual(work.pauses, [1000, 2000, 4000]);
  });

  it('F12: a share that stays away ends the copy after a minute', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'from/a': 'a' });
    const work = new TestWork({
      open: (path, flags, mode) =>
        String(path).endsWith('from/a')
          ? Promise.reject(fileError('ENOTCONN', 'open', String(path)))
          : promises.open(path, flags, mode),
    });
    await fails(copyTree(order(scratch), work), 'COPY-SHARE-LOST');
    assert.equal(
      work.pauses.reduce((sum, ms) => sum + ms, 0),
      60_000,
    );
  });

  it('F13: a locked source file is named, the others are copied, and all is told', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'from/a': 'a', 'from/held': 'h', 'from/z': 'z' });
    const work = new TestWork({
      open: (path, flags, mode) =>
        String(path).endsWith('from/held')
          ? Promise.reject(fileError('EBUSY', 'open', String(path)))
          : promises.open(path, flags, mode),
    });
    const problem = await fails(copyTree(order(scratch), work), 'COPY-INCOMPLETE');
    assert.match(named(problem), /"source":"held".*EBUSY/);
    assert.match(problem.data.changed ?? '', /^2 files/);
    assert.equal(work.pauses.length, 3);
  });

  it('F13: a destination that refuses every file ends the copy at the first', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'from/a': 'a', 'from/b': 'b' });
    const work = new TestWork({
      open: (path, flags, mode) =>
        String(path).includes('.part')
          ? Promise.reject(fileError('EROFS', 'open', String(path)))
          : promises.open(path, flags, mode),
    });
    await fails(copyTree(order(scratch), work), 'BACKUP-FILE-SYSTEM');
  });

  it('does not write through a link that was planted where a part file goes', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'from/a': 'a', outside: 'precious', 'to/x': '' });
    await symlink(scratch.at('outside'), scratch.at('to/a.part'));
    await fails(copyTree(order(scratch), new TestWork()), 'COPY-INCOMPLETE');
    assert.equal(await readFile(scratch.at('outside'), 'utf8'), 'precious');
  });
});
