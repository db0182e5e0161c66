import assert from 'node:assert/strict';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { elapsedMs } from '../../../src/log/session-time.ts';
import { reopenLog } from '../../../src/log/writing/reopen.ts';
import {
  eventsOf,
  finished,
  open,
  output,
  scratch,
  started,
  stepEnded,
  stepStarted,
  surroundings,
  TestClock,
} from './surroundings.ts';

const hour = 3_600_000;

describe('a clock that jumps under a run', () => {
  const folder = scratch();

  async function jumpsOf(file: string): Promise<number[]> {
    const events = await eventsOf(file);
    return events.flatMap(event => (event.type === 'clock-jumped' ? [event.byMs] : []));
  }

  it('is told each time, forwards and back, and what a clock drifts by is not', async () => {
    const clock = new TestClock();
    const log = await open(folder(), { clock });
    await log.append(started);
    for (const byMs of [2 * hour, -3 * hour, 1999, -1999, 2000]) {
      clock.pass(1000);
      clock.wall += byMs;
      await log.append(output('a', 'x'));
      if (Math.abs(byMs) < 2000) clock.wall -= byMs;
    }
    await log.append(finished);
    await log[Symbol.asyncDispose]();
    assert.deepEqual(await jumpsOf(log.file), [2 * hour, -3 * hour, 2000]);
    const found = await verifyLog(log.file);
    assert.deepEqual([found.integrity, found.finished], [{ state: 'intact' }, true]);
  });

  it('makes no duration longer, shorter or negative, not even put back between two sessions', async () => {
    const clock = new TestClock();
    const log = await open(folder(), { clock });
    await log.append(started);
    await log.append(stepStarted('a'));
    clock.pass(5000);
    clock.wall -= 48 * hour;
    await log.append(stepEnded('a'));
    await log[Symbol.asyncDispose]();
    const later = new TestClock(); // a computer that was started anew, its clock a year behind
    later.wall -= 365 * 24 * hour;
    const again = await reopenLog(log.file, surroundings({ clock: later }));
    assert.equal(elapsedMs(again.state.session), 5000);
    later.pass(700);
    await again.log.append(finished);
    await again.log[Symbol.asyncDispose]();
    const found = await verifyLog(log.file);
    assert.deepEqual([found.integrity, found.finished], [{ state: 'intact' }, true]);
    assert.deepEqual(await jumpsOf(log.file), [-48 * hour]);
  });
});
