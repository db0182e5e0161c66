import assert from 'node:assert/strict';
import { progressText } from '../../../src/ui/run/progress-text.ts';
import { ageText, bytesText, clockText, shortDuration } from '../../../src/ui/words.ts';

describe('Numbers in words', () => {
  it('shows durations as clocks and in short', () => {
    assert.equal(clockText(250_000), '00:04:10');
    assert.equal(clockText(90_061_000), '1 d 01:01:01');
    assert.equal(shortDuration(420), '0.4 s');
    assert.equal(shortDuration(250_000), '4 min 10 s');
    assert.equal(shortDuration(11_520_000), '3 h 12 min');
  });

  it('shows ages and sizes in the unit that says something', () => {
    assert.equal(ageText(26 * 3_600_000), '26 h');
    assert.equal(ageText(9 * 86_400_000), '9 d');
    assert.equal(bytesText(12_400_000_000), '12.4 GB');
    assert.equal(bytesText(812_000), '812 kB');
    assert.equal(bytesText(0), '0 B');
  });

  it('shows progress with amount, rate and time left', () => {
    const progress = {
      activity: 'LcsCDR',
      percent: 40,
      bytesDone: 3_100_000_000,
      bytesTotal: 7_800_000_000,
      bytesPerSecond: 52_000_000,
      remainingMs: 90_000,
    };
    assert.equal(
      progressText(progress),
      'LcsCDR: 40 %, 3.1 GB of 7.8 GB, 52.0 MB/s, 1 min 30 s left',
    );
    assert.equal(progressText({ activity: 'Starting' }), 'Starting');
  });
});
