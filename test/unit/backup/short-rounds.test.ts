import assert from 'node:assert/strict';
import type { ShortCopy } from '../../../src/backup/copy/short-files.ts';
import { ShortRounds } from '../../../src/backup/copy/short-rounds.ts';

const stamp = { size: 1, modifiedNs: 0n, changedNs: 0n, mode: 0, modifiedMs: 0, accessedMs: 0 };

function copies(count: number): ShortCopy[] {
  return Array.from({ length: count }, (_, index) => ({
    index,
    source: `s${index}`,
    part: `p${index}`,
    target: `t${index}`,
    stamp,
  }));
}

/** One thread that does all it is told, and notes it. */
async function work(
  rounds: ShortRounds,
  done: string[],
  fails: ReadonlySet<number>,
): Promise<void> {
  for (let task = await rounds.next(); task !== undefined; task = await rounds.next()) {
    for (const { index } of task.copies) {
      done.push(`${task.step} ${index}`);
      if (fails.has(index)) rounds.hear({ index, result: { result: 'left' } });
      else if (task.step === 'name') rounds.hear({ index, result: { result: 'named' } });
      else {
        const result = task.step === 'write' ? 'written' : 'copied';
        rounds.hear({ index, result: { result, sha256: `h${index}` } });
      }
    }
  }
}

describe('the order of work on short files', () => {
  it('names no file before the disk was asked to hold it, and each exactly once', async () => {
    const done: string[] = [];
    const copied: number[] = [];
    const sync = async (): Promise<boolean> => {
      await new Promise(resolve => setTimeout(resolve, 1));
      done.push('sync');
      return true;
    };
    const rounds = new ShortRounds(copies(9000), sync, ({ index }, sha256) => {
      assert.equal(sha256, `h${index}`);
      copied.push(index);
    });
    await Promise.all([1, 2, 3].map(() => work(rounds, done, new Set([7]))));
    assert.equal(new Set(copied).size, 8999);
    assert.equal(copied.length, 8999);
    assert.ok(done.filter(what => what === 'sync').length >= 2, 'thousands at a time');
    const at = new Map(done.map((what, i) => [what, i]));
    const firstSync = done.indexOf('sync');
    for (const index of copied) {
      const [written = Infinity, named = -1] = [at.get(`write ${index}`), at.get(`name ${index}`)];
      assert.ok(named > firstSync);
      assert.ok(done.slice(written, named).includes('sync'), `file ${index}`);
    }
    assert.deepEqual([...rounds.unnamed()], []);
  });

  it('names nothing that the disk may not hold, and leaves the rest to the patient way', async () => {
    const done: string[] = [];
    const rounds = new ShortRounds(
      copies(300),
      () => Promise.resolve(false),
      () => assert.fail('nothing is copied'),
    );
    await Promise.all([work(rounds, done, new Set()), work(rounds, done, new Set())]);
    assert.ok(!done.some(what => what.startsWith('name')));
    assert.equal([...rounds.unnamed()].length, 300, 'their part files are to be removed');
  });

  it('gives up soon where many files fail: something else is wrong than a file', async () => {
    const done: string[] = [];
    const fails = new Set(Array.from({ length: 9000 }, (_, index) => index));
    const rounds = new ShortRounds(copies(9000), undefined, () => assert.fail('nothing is copied'));
    await work(rounds, done, fails);
    assert.ok(done.length < 200, String(done.length));
    assert.ok(done.every(what => what.startsWith('copy')));
  });
});
