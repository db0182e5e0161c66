import assert from 'node:assert/strict';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { takeLock, type Owner, type Processes } from '../../../src/backup/lock.ts';
import { lockName, lockTakingName } from '../../../src/backup/names.ts';
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

  it('whose owner is about to write its name is waited for, so that the refusal can say who it is', async () => {
    await using scratch = await Scratch.make();
    const work = new TestWork();
    const file = scratch.at(lockName);
    await writeFile(file, '');
    const sleep = work.sleep.bind(work);
    const owner = JSON.stringify({ ...here, taken: work.now() });
    const named = Object.assign(work, {
      sleep: async (ms: number) => {
        await sleep(ms);
        await writeFile(file, owner);
      },
    });
    const other = processes({ ...here, pid: 11 }, true);
    await assert.rejects(takeLock(scratch.root, 'set', named, other), (thrown: unknown) => {
      assert.ok(thrown instanceof Problem);
      assert.match(thrown.data.theirs?.[0]?.text ?? '', /^process 10 on ws01/);
      return isLocked(thrown);
    });
  });

  it('whose taking-over was cut off is taken over all the same, half a minute later', async () => {
    await using scratch = await Scratch.make();
    const work = new TestWork();
    await takeLock(scratch.root, 'set', work, processes(here, true));
    await writeFile(scratch.at(lockTakingName), '');
    const age = async (seconds: number): Promise<void> => {
      const then = work.now() / 1000 - seconds;
      await utimes(scratch.at(lockTakingName), then, then);
    };
    const next = processes({ ...here, pid: 11 }, false);
    await age(0);
    await assert.rejects(takeLock(scratch.root, 'set', work, next), isLocked);
    await age(31);
    const lock = await takeLock(scratch.root, 'set', work, next);
    assert.deepEqual(await readdir(scratch.root), [lockName]);
    await lock.release();
  });

  for (const odd of [
    'nobody',
    '{}',
    '[]',
    '{"host":1}',
    `{"host":"x","pid":1e99,"started":"","taken":1}`,
    `{"host":"x","pid":1,"started":"","taken":1e300}`,
    '\u001b[2J',
  ]) {
    it(`that reads ${JSON.stringify(odd)} is held by nobody that can be named, while it is young`, async () => {
      await using scratch = await Scratch.make();
      const work = new TestWork();
      await writeFile(scratch.at(lockName), odd);
      await utimes(scratch.at(lockName), work.now() / 1000, work.now() / 1000);
      await assert.rejects(
        takeLock(scratch.root, 'set', work, processes(here, false)),
        (thrown: unknown) => {
          assert.ok(thrown instanceof Problem);
          assert.equal(thrown.data.theirs?.[0]?.text, 'The lock names nobody.');
          return isLocked(thrown);
        },
      );
      work.forward(31 * 60_000);
      await (await takeLock(scratch.root, 'set', work, processes(here, false))).release();
    });
  }

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
