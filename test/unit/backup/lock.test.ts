import assert from 'node:assert/strict';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { takeLock, type Owner, type Processes } from '../../../src/backup/lock.ts';
import { lockName } from '../../../src/backup/names.ts';
import { Problem } from '../../../src/errors/problem.ts';
import { Scratch, TestWork } from './work-in-test.ts';

function processes(self: Owner, alive: boolean): Processes {
  return { self: () => Promise.resolve(self), alive: () => Promise.resolve(alive) };
}

const here: Owner = { host: 'ws01', pid: 10, started: '500' };
const isLocked = (thrown: unknown): boolean =>
  thrown instanceof Problem && thrown.code === 'BACKUP-LOCKED' && thrown.kind === 'refused';

describe('the lock of a set', () => {
  it('is held by one, names its owner to others, and is gone when released', async () => {
    await using scratch = await Scratch.make();
    const work = new TestWork();
    const lock = await takeLock(scratch.root, 'set', work, processes(here, true));
    const other = processes({ ...here, pid: 11 }, true);
    await assert.rejects(takeLock(scratch.root, 'set', work, other), (thrown: unknown) => {
      assert.ok(thrown instanceof Problem);
      assert.match(
        thrown.data.theirs?.[0]?.text ?? '',
        /^process 10 on ws01, since 2026-11-22T02:00/,
      );
      return isLocked(thrown);
    });
    await lock.release();
    assert.deepEqual(await readdir(scratch.root), []);
    await (await takeLock(scratch.root, 'set', work, other)).release();
  });

  it('is taken over from a process of this computer that is gone', async () => {
    await using scratch = await Scratch.make();
    const work = new TestWork();
    await takeLock(scratch.root, 'set', work, processes(here, true));
    const next = { ...here, pid: 11 };
    const lock = await takeLock(scratch.root, 'set', work, processes(next, false));
    assert.match(await readFile(scratch.at(lockName), 'utf8'), /"pid":11/);
    assert.deepEqual(await readdir(scratch.root), [lockName]);
    await lock.release();
  });

  it('of another computer is left alone until it was not renewed for half an hour', async () => {
    await using scratch = await Scratch.make();
    const work = new TestWork();
    const there = { host: 'ws02', pid: 10, started: '' };
    await takeLock(scratch.root, 'set', work, processes(there, true));
    const renewed = work.now() / 1000;
    await utimes(scratch.at(lockName), renewed, renewed);
    work.forward(29 * 60_000);
    await assert.rejects(takeLock(scratch.root, 'set', work, processes(here, false)), isLocked);
    work.forward(2 * 60_000);
    await (await takeLock(scratch.root, 'set', work, processes(here, false))).release();
  });

  it('with text that says nothing counts as held while it is young', async () => {
    await using scratch = await Scratch.make();
    await writeFile(scratch.at(lockName), '');
    const now = new TestWork();
    await utimes(scratch.at(lockName), now.now() / 1000, now.now() / 1000);
    await assert.rejects(takeLock(scratch.root, 'set', now, processes(here, false)), isLocked);
  });

  it("that became another's is not removed by who lost it", async () => {
    await using scratch = await Scratch.make();
    const work = new TestWork();
    const lost = await takeLock(scratch.root, 'set', work, processes(here, true));
    const next = { ...here, pid: 11 };
    const kept = await takeLock(scratch.root, 'set', work, processes(next, false));
    await lost.release();
    assert.match(await readFile(scratch.at(lockName), 'utf8'), /"pid":11/);
    await kept.release();
  });
});
