import assert from 'node:assert/strict';
import { ReportTexts } from '../../../src/log/account/text-keepers.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import { makeReport } from '../../../src/log/report/make-report.ts';
import { SpareBuffers } from '../../../src/log/spare-buffers.ts';
import {
  finished,
  scratch,
  started,
  stepEnded,
  stepStarted,
  trusted,
  written,
} from './surroundings.ts';

const mib = 1024 * 1024;

describe('the report of a run that wrote very much', () => {
  const folder = scratch();

  async function report(events: readonly RunEvent[], format: 'html' | 'md'): Promise<string> {
    const file = await written(folder(), [started, ...events, finished]);
    const order = { file, format, anonymous: false, trustedKeys: trusted, version: '1', now: 0 };
    return makeReport(order);
  }

  it('has the beginnings of long notes, each beside the record that has the whole', async () => {
    const note = {
      type: 'note',
      by: 'ann',
      text: `begins here ${'x'.repeat(mib)} ends here`,
    } as const;
    const events = Array.from({ length: 120 }, (): RunEvent => note);
    const text = await report(events, 'md');
    assert.ok(text.length < 3 * mib, String(text.length));
    assert.equal(text.match(/begins here/g)?.length, 120);
    assert.doesNotMatch(text, /ends here/);
    assert.match(text, /ann: note \(#121\)/);
    assert.match(text, /Texts that end with … are longer than a report has room for/);
  });

  it('has the first and the last of thousands of failures, and says which records it leaves out', async () => {
    const events = Array.from({ length: 3000 }, () => [
      stepStarted('a'),
      stepEnded('a', { outcome: 'failed' }),
    ]);
    const text = await report(events.flat(), 'html');
    assert.ok(text.length < mib, String(text.length));
    assert.match(text, /2500 more are left out here: #\d+ to #\d+/);
  });

  it('is whole where nothing is too long', async () => {
    const text = await report([stepStarted('a'), stepEnded('a')], 'md');
    assert.doesNotMatch(text, /left out here|end with …/);
  });

  it('cuts no sign in two', () => {
    const cut = new ReportTexts().said(`${'x'.repeat(19_999)}😀 and more`);
    assert.equal(cut, `${'x'.repeat(19_999)}…`);
  });
});

describe('spare buffers', () => {
  it('give the smallest that is large enough, and leave the large ones for long lines', () => {
    const spare = new SpareBuffers();
    const [large, small] = [spare.take(3 * mib), spare.take(1000)];
    spare.give(large);
    spare.give(small);
    assert.equal(spare.take(2000), small);
    assert.equal(spare.take(2 * mib), large);
  });
});
