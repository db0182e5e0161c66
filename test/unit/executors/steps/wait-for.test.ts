import assert from 'node:assert/strict';
import type { ProblemData } from '../../../../src/errors/problem.ts';
import { world, type World } from './fakes.ts';

async function failure(w: World, cell: string): Promise<ProblemData> {
  const result = await w.run(cell);
  assert.equal(result.outcome, 'failed');
  return result.problem;
}

describe('wait-for', () => {
  const cell = 'wait-for:\n  service: {server: se01}\n  timeout: 1m\n  every: 20s';
  const stopped = { objects: [{ Name: 'RTCSRV', Status: 'Stopped' }] };
  const running = { objects: [{ Name: 'RTCSRV', Status: 'Running' }] };

  it('looks again until all is well, and shows that it waits', async () => {
    let looks = 0;
    const w = world({ shell: () => ((looks += 1) < 3 ? stopped : running) });
    const result = await w.run(cell);
    assert.equal(result.outcome, 'succeeded');
    assert.match(result.summary, /40 s, at look 3/u);
    assert.deepEqual(w.slept, [20_000, 20_000]);
    assert.deepEqual(
      w.progress.map(one => one.percent),
      [0, 33],
    );
    assert.match(w.progress[0]?.activity ?? '', /RTCSRV Stopped/u);
  });

  it('gives up when the time is over, with what is still wrong', async () => {
    const w = world({ shell: () => stopped });
    const problem = await failure(w, cell);
    assert.equal(problem.code, 'WAIT-TIMED-OUT');
    assert.match(problem.what, /Waited 60 s in vain/u);
    assert.match(JSON.stringify(problem.theirs), /RTCSRV Stopped/u);
    assert.deepEqual(w.slept, [20_000, 20_000, 20_000]);
  });

  it('takes a server that does not answer yet for not ready', async () => {
    let looks = 0;
    const w = world({ shell: () => ((looks += 1) === 1 ? { end: 'died' } : running) });
    assert.equal((await w.run(cell)).outcome, 'succeeded');
  });

  it('ends at once when the run is cancelled', async () => {
    const w = world({
      shell: () => {
        w.abort.abort();
        return stopped;
      },
      services: {
        sleep: (_ms, signal) =>
          Promise.reject(signal.reason instanceof Error ? signal.reason : new Error()),
      },
    });
    assert.equal((await w.run(cell)).outcome, 'cancelled');
  });
});
