import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFile, cp, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FolderBackupSets } from '../../../src/backup/folder-sets.ts';
import { PathMap } from '../../../src/estate/path-map.ts';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { signal } from './sets-in-test.ts';

const program = fileURLToPath(new URL('prune-program.ts', import.meta.url));

function setsAt(location: string, now: () => number = Date.now): FolderBackupSets {
  return new FolderBackupSets({ paths: new PathMap([], 'posix'), location, now });
}

/** Three sealed sets; the oldest is the last that was verified in full, the next is to go. */
async function threeSets(scratch: Scratch): Promise<void> {
  await scratch.fill({ 'backup/x': '' });
  const base = Date.now() - 4 * 86_400_000;
  for (const [i, name] of ['verified', 'c', 'newest'].entries()) {
    const sets = setsAt(scratch.at('backup'), () => base + i * 86_400_000);
    const set = await sets.create(name, undefined);
    await scratch.fill({ [`backup/${name}/one`]: '1', [`backup/${name}/deep/er/two`]: '2' });
    await sets.seal(set, { signal, by: 'x' });
    // A copy of the whole location would not be verified where it lies then: the record is moved with it.
    if (name === 'verified') await sets.verify(set, 'full', { signal });
  }
}

/** Ends of the program by the number of changes that it may make. */
function prune(location: string, changes: number): 'killed' | 'done' {
  const {
    status,
    signal: by,
    stderr,
  } = spawnSync(process.execPath, [program, location, String(changes)], { encoding: 'utf8' });
  if (by === 'SIGKILL') return 'killed';
  assert.equal(status, 0, stderr);
  return 'done';
}

/** The same removal once more, to its end. */
async function pruneAgain(location: string): Promise<void> {
  const again = { rules: { last: 1, daily: 0, weekly: 0, monthly: 0 }, isInLog: () => false };
  const sets = setsAt(location);
  const { remove } = await sets.planPrune(undefined, again.rules, again.isInLog);
  const { left, undeleted } = await sets.prune(undefined, remove, again, 'x');
  assert.deepEqual([left, undeleted], [[], []]);
}

describe('a removal that is killed', () => {
  it('at every change to the disk leaves whole sets, keeps the last verified one, and can be run again', async function () {
    this.timeout(120_000);
    await using scratch = await Scratch.make();
    await threeSets(scratch);
    const model = scratch.at('backup');
    const verifications = await readFile(
      `${model}/verified/backup-set.verifications.jsonl`,
      'utf8',
    );
    let kills = 0;
    for (let changes = 0; ; changes++) {
      const location = scratch.at(`try-${changes}`);
      await cp(model, location, { recursive: true, preserveTimestamps: true });
      await appendFile(
        `${location}/verified/backup-set.verifications.jsonl`,
        verifications.replaceAll(model, location),
      );
      const end = prune(location, changes);
      const after = await setsAt(location).list(undefined);
      for (const set of after) {
        assert.equal(set.state, 'sealed', `${set.name} after ${changes}`);
        const found = await setsAt(location).verify(set.path, 'quick', { signal });
        assert.deepEqual(found.findings, [], `${set.name} after ${changes}`);
      }
      const kept = after.find(({ name }) => name === 'verified');
      assert.ok(kept?.fullyVerified !== undefined, `after ${changes}`);
      if (end === 'done') break;
      kills += 1;
      await pruneAgain(location);
      const left = (await readdir(location)).filter(name => name !== 'x').sort();
      assert.deepEqual(left, ['backup-retention.jsonl', 'newest', 'verified'], `after ${changes}`);
      const noted = await readFile(`${location}/backup-retention.jsonl`, 'utf8');
      assert.match(noted, /"(?:removed|finished)":"c"/);
    }
    assert.ok(kills >= 7, `killed ${kills} times`);
  });
});
