import assert from 'node:assert/strict';
import { readRun } from '../../../src/log/account/read-run.ts';
import { Names } from '../../../src/log/account/text-keepers.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import { overviewOf } from '../../../src/log/view/overview.ts';
import { timelineOf } from '../../../src/log/view/timeline.ts';
import type { PageHead } from '../../../src/ui/log-page.ts';
import { headOf } from '../../../src/ui/log-view/head-words.ts';
import {
  finished,
  scratch,
  started,
  stepEnded,
  stepStarted,
  written,
} from '../log/surroundings.ts';

describe('the head of the log viewer', () => {
  const folder = scratch();

  async function head(events: readonly RunEvent[]): Promise<PageHead> {
    const file = await written(folder(), events);
    const fold = await readRun(file, new Names());
    const state = { file, state: { is: 'log' }, complete: true, held: false } as const;
    return headOf(overviewOf(fold, state), timelineOf(fold));
  }

  /** The run with another origin of its runbook. */
  function begun(origin: { readonly commit?: string; readonly changedSince?: string }): RunEvent {
    if (started.type !== 'run-started') return started;
    return { ...started, runbook: { file: 'r.runbook.md', title: 'R', hash: '', ...origin } };
  }

  const runbookIn = ({ facts }: PageHead): string | undefined =>
    facts.find(({ label }) => label === 'Runbook')?.text;

  it('says which commit has the runbook, or that it was changed since one', async () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    assert.equal(
      runbookIn(await head([begun({ commit }), finished])),
      'r.runbook.md, commit 0123456789ab',
    );
    assert.equal(
      runbookIn(await head([begun({ changedSince: commit }), finished])),
      'r.runbook.md, changed since commit 0123456789ab',
    );
    assert.equal(runbookIn(await head([begun({}), finished])), 'r.runbook.md');
  });

  it('counts all attempts, though close ones are drawn as one', async () => {
    const failure = [stepStarted('a'), stepEnded('a', { outcome: 'failed' })];
    const events = Array.from({ length: 900 }, () => failure).flat();
    const { timeline } = await head([started, ...events, finished]);
    assert.match(timeline.summary, /900 attempts of steps, 900 of them without success/);
    const [steps] = timeline.lanes;
    assert.ok(steps !== undefined && steps.stretches.length <= 400);
  });

  it('names a hundred people and counts the others', async () => {
    const notes = Array.from({ length: 130 }, (_, at): RunEvent => ({
      type: 'note',
      by: `guest ${at}`,
      text: 'hello',
    }));
    const { people } = await head([started, ...notes, finished]);
    assert.deepEqual([people.length, people.at(-1)], [101, '31 more people']);
  });
});
