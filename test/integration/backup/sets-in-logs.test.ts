import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setsInLogs } from '../../../src/compose/sets-in-logs.ts';
import { openLog } from '../../../src/log/writing/open.ts';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { finished, started, stepEnded, stepStarted } from '../../unit/log/events.ts';
import { TestClock, testKey } from '../../unit/log/surroundings.ts';
import { refusal } from './sets-in-test.ts';

const named = '\\\\bk01\\LyncBackup\\2026-11-22_0200';
const restored = '\\\\bk01\\LyncBackup\\2026-11-20_0200';

async function writeLog(
  folder: string,
  run: string,
  mode: 'practice' | 'rehearse',
): Promise<string> {
  const log = await openLog({ folder, run, key: testKey, clock: new TestClock() });
  assert.ok(started.type === 'run-started');
  await log.append({ ...started, mode });
  await log.append(stepStarted('verify-set'));
  const from = [{ set: restored, finished: '2026-11-20T02:10:00.000Z' }];
  await log.append(stepEnded('verify-set', { restoredFrom: from }));
  await log.append(finished);
  await log[Symbol.asyncDispose]();
  return log.file;
}

describe('the sets that recovery logs refer to', () => {
  it('are those that a run named or restored from, with when it began; rehearsals do not count', async () => {
    await using scratch = await Scratch.make();
    assert.deepEqual(await setsInLogs(scratch.at('recovery-logs')), []);
    await writeLog(scratch.root, '20261122T034100Z-0a1b2c', 'practice');
    await writeLog(scratch.root, '20261122T034200Z-0a1b2d', 'rehearse');
    const found = await setsInLogs(scratch.root);
    assert.deepEqual(found.map(({ set }) => set).toSorted(), [restored, named].toSorted());
    assert.ok(found.every(({ started: began }) => !Number.isNaN(Date.parse(began ?? ''))));
  });

  it('are not known where a log cannot be read, and that is said', async () => {
    await using scratch = await Scratch.make();
    const file = await writeLog(scratch.root, '20261122T034100Z-0a1b2c', 'practice');
    await writeFile(join(file), 'no log at all\n');
    const problem = await refusal(setsInLogs(scratch.root), 'RETENTION-LOG-UNREADABLE');
    assert.equal(problem.data.where, file);
  });
});
