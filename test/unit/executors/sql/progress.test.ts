import assert from 'node:assert/strict';
import {
  percentIn,
  TransferProgress,
} from '../../../../src/executors/sql/running/transfer-progress.ts';

describe('Progress of a backup or restore', () => {
  it('has rate and time left from the percentages', () => {
    let now = 0;
    const progress = new TransferProgress(
      'Restore of X',
      { bytesTotal: 1000, recovers: true },
      () => now,
    );
    assert.deepEqual(progress.at(0), {
      activity: 'Restore of X',
      percent: 0,
      bytesDone: 0,
      bytesTotal: 1000,
    });
    now = 10_000;
    assert.deepEqual(progress.at(20), {
      activity: 'Restore of X',
      percent: 20,
      bytesDone: 200,
      bytesTotal: 1000,
      bytesPerSecond: 20,
      remainingMs: 40_000,
    });
  });

  it('forgets how fast it went long ago', () => {
    let now = 0;
    const progress = new TransferProgress('R', { recovers: true }, () => now);
    now = 1000;
    progress.at(50);
    for (let percent = 51; percent <= 60; percent++) {
      now += 60_000;
      progress.at(percent);
    }
    now += 60_000;
    assert.equal(progress.at(61).remainingMs, 39 * 60_000);
  });

  it('says after 100 percent that a restore recovers, and that a backup is done', () => {
    const restore = new TransferProgress('Restore of X', { recovers: true }, () => 1);
    assert.deepEqual(restore.at(100), {
      activity: 'Restore of X: 100 percent, recovering',
      percent: 100,
    });
    const backup = new TransferProgress('Backup of X', { recovers: false }, () => 1);
    assert.equal(backup.at(100).activity, 'Backup of X');
  });

  it('is read off the number in the message, in any language', () => {
    assert.equal(percentIn('95 percent processed.'), 95);
    assert.equal(percentIn('40 Prozent verarbeitet.'), 40);
    assert.equal(percentIn('Traitement : 7 pour cent effectué.'), 7);
  });
});
