/**
 * Removes the sets that the keep rules let go, and kills itself before the change to the disk whose
 * number it is given. Arguments: the backup location, the number. Ends with 0 where it came to the end.
 */
import * as promises from 'node:fs/promises';
import { basename } from 'node:path';
import { ownProcesses } from '../../../src/backup/lock.ts';
import { planPrune } from '../../../src/backup/retention/keep-rules.ts';
import { removeSets } from '../../../src/backup/retention/remove.ts';
import { listSets } from '../../../src/backup/summary.ts';
import { TestWork } from '../../unit/backup/work-in-test.ts';

const [folder = '', last = ''] = process.argv.slice(2);
let changes = 0;

function die(): void {
  changes += 1;
  if (changes > Number(last)) process.kill(process.pid, 'SIGKILL');
}

const work = new TestWork({
  rename: (from, to) => {
    die();
    return promises.rename(from, to);
  },
  unlink: path => {
    die();
    return promises.unlink(path);
  },
  rm: (path, options) => {
    die();
    return promises.rm(path, options);
  },
  open: (path, flags, mode) => {
    if (basename(String(path)) === 'backup-retention.jsonl') die();
    return promises.open(path, flags, mode);
  },
});
const sets = await listSets({ folder, shown: folder, separator: '/', needs: [] }, work);
const plan = planPrune(sets, {
  rules: { last: 1, daily: 0, weekly: 0, monthly: 0 },
  isInLog: () => false,
  offsetMinutes: () => 0,
  nowMs: Date.now(),
});
await removeSets({ folder, shown: folder, sets: plan.remove, by: 'x' }, work, ownProcesses);
