import assert from 'node:assert/strict';
import type { RunEvent } from '../../../src/log/events.ts';
import { assertEveryBitCounts, Bench } from './doctored-log.ts';
import { output, smallRun, started, stepStarted } from './surroundings.ts';

const unfinished = smallRun.slice(0, -1);
const few: readonly RunEvent[] = [started, { type: 'note', text: 'é “ok”', by: 'ann' }];

/** Whole lines in so many bytes of a log, and the bytes behind them. */
function partsOf(bytes: Buffer): { readonly lines: number; readonly rest: number } {
  const lines = bytes.filter(byte => byte === 10).length;
  return { lines, rest: bytes.length - 1 - bytes.lastIndexOf(10) };
}

describe('F3: a log cut at any byte of any of its lines', () => {
  it('is torn behind its last whole line where no head file says that more was there', async function () {
    this.timeout(60_000);
    const bench = (await Bench.of(unfinished)).withoutHead();
    const { bytes } = bench;
    for (let end = 1; end <= bytes.length; end += 1) {
      bench.bytes = bytes.subarray(0, end);
      const { lines, rest } = partsOf(bench.bytes);
      const found = await bench.verify();
      const wanted =
        rest === 0 ? { state: 'intact' } : { state: 'torn', afterLine: lines, bytes: rest };
      assert.deepEqual(found.integrity, wanted, `cut after ${end} bytes`);
      assert.equal(found.finished, false);
    }
  });

  it('is cut behind its last whole line where its head file says that a whole line is gone', async function () {
    this.timeout(60_000);
    const bench = await Bench.of(unfinished);
    const { bytes, lines: all } = bench;
    for (let end = 1; end < bytes.length; end += 1) {
      bench.bytes = bytes.subarray(0, end);
      const { lines, rest } = partsOf(bench.bytes);
      const integrity = await bench.integrity();
      // of the last line a crash may leave a part; without its first line a log has no key for its head
      const mayBeTorn = rest > 0 && (lines === all.length - 1 || lines === 0);
      const { state } = integrity;
      assert.equal(state, mayBeTorn ? 'torn' : 'cut', `cut after ${end} bytes: ${state}`);
      assert.equal('afterLine' in integrity && integrity.afterLine, lines, `after ${end} bytes`);
    }
  });
});

describe('F4: a log whose head file was taken too', () => {
  it('shows every single flipped bit, and the line that holds it', async function () {
    this.timeout(120_000);
    const bench = (await Bench.of(few)).withoutHead();
    await assertEveryBitCounts(bench);
  });
});

describe('F4: the tail of a log that was killed', () => {
  const events = [started, stepStarted('a'), output('a', 'x'), stepStarted('b')];

  it('is missed by the head file at whichever line it was cut', async () => {
    const bench = await Bench.killed(events);
    const { lines } = bench;
    assert.equal((await bench.integrity()).state, 'intact');
    for (let left = lines.length - 1; left > 0; left -= 1) {
      bench.lines = lines.slice(0, left);
      const integrity = await bench.integrity();
      assert.ok(integrity.state === 'cut', `${left} lines left: ${integrity.state}`);
      assert.equal(integrity.afterLine, left);
    }
  });

  it('cannot be missed without it, which is remarked, and the run is never finished', async () => {
    const bench = (await Bench.killed(events)).withoutHead();
    const { lines } = bench;
    for (let left = lines.length - 1; left > 0; left -= 1) {
      bench.lines = lines.slice(0, left);
      const found = await bench.verify();
      assert.deepEqual([found.integrity, found.finished], [{ state: 'intact' }, false]);
      assert.ok(found.remarks.some(remark => remark.includes('no head file')));
    }
  });
});
