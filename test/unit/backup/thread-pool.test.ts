import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { ThreadPool } from '../../../src/backup/thread-pool.ts';
import { CancelFlag } from '../../../src/backup/threads.ts';
import { Scratch } from './work-in-test.ts';

/** A thread that doubles numbers, fails at 13 and ends by itself at 14. */
const doubling = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', numbers => {
    if (numbers.includes(14)) process.exit(3);
    parentPort.postMessage(
      numbers.includes(13)
        ? { message: 'defect', text: 'unlucky', stack: undefined }
        : { message: 'results', results: numbers.map(n => ({ index: n, result: 2 * n })) },
    );
  });
`;

describe('A pool of threads', () => {
  let scratch: Scratch;
  let module: URL;

  before(async () => {
    scratch = await Scratch.make();
    const file = scratch.at('doubling.mjs');
    await writeFile(file, doubling);
    module = pathToFileURL(file);
  });

  after(() => scratch[Symbol.asyncDispose]());

  function pool(): ThreadPool<readonly number[], number> {
    return new ThreadPool(module, { role: 'hash', cancel: new CancelFlag().memory });
  }

  function run(
    threads: ThreadPool<readonly number[], number>,
    tasks: readonly (readonly number[])[],
    tasksAtOnce: 1 | 2 = 2,
  ): Promise<Map<number, number>> {
    const left = tasks.values();
    const heard = new Map<number, number>();
    const orders = {
      nextTask: () => Promise.resolve(left.next().value),
      tasksAtOnce,
      onBytes: () => undefined,
      onResult: ({ index, result }: { index: number; result: number }) => {
        assert.ok(!heard.has(index), 'each result is heard once');
        heard.set(index, result);
      },
    };
    return threads.run(orders).then(() => heard);
  }

  for (const tasksAtOnce of [1, 2] as const) {
    it(`does every task once, with ${tasksAtOnce} at a time for each thread`, async () => {
      await using threads = pool();
      threads.grow(3);
      const tasks = Array.from({ length: 100 }, (_, i) => [100 + 2 * i, 101 + 2 * i]);
      const heard = await run(threads, tasks, tasksAtOnce);
      assert.equal(heard.size, 200);
      assert.equal(heard.get(299), 598);
    });
  }

  it('takes further work when it has ended the first, and has nothing to do without tasks', async () => {
    await using threads = pool();
    threads.grow(2);
    assert.equal((await run(threads, [])).size, 0);
    assert.equal((await run(threads, [[1], [2]])).size, 2);
    assert.equal((await run(threads, [[1], [2]])).size, 2);
  });

  it('fails with what a thread failed with', async () => {
    await using threads = pool();
    threads.grow(2);
    await assert.rejects(run(threads, [[1], [13], [2]]), /unlucky/);
  });

  it('fails when a thread ends by itself in the middle of a task, instead of waiting', async () => {
    await using threads = pool();
    threads.grow(2);
    await assert.rejects(run(threads, [[1], [14]]), /ended by itself \(3\)/);
  });

  it('that could not start its threads says so when it is given work, not before', async () => {
    await writeFile(scratch.at('broken.mjs'), 'throw new Error("no such luck");');
    const { memory: cancel } = new CancelFlag();
    const broken = pathToFileURL(scratch.at('broken.mjs'));
    await using threads = new ThreadPool<readonly number[], number>(broken, {
      role: 'hash',
      cancel,
    });
    threads.grow(1);
    await new Promise(resolve => setImmediate(resolve));
    await assert.rejects(run(threads, [[1]]), /no such luck/);
  });
});
