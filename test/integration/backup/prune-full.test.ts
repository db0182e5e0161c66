import assert from 'node:assert/strict';
import { mkdir, open, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { ownProcesses } from '../../../src/backup/lock.ts';
import { removeSets } from '../../../src/backup/retention/remove.ts';
import { fileError, Scratch, TestWork } from '../../unit/backup/work-in-test.ts';
import { location, setsIn, signal } from './sets-in-test.ts';
import { smallDisk } from './small-disk.ts';

const again = {
  rules: { last: 1, daily: 0, weekly: 0, monthly: 0 },
  isInLog: () => false,
};

/** Writes until nothing more fits. */
async function fillUp(file: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (;;) await handle.write(Buffer.alloc(4096));
  } catch (error) {
    assert.equal(Reflect.get(Object(error), 'code'), 'ENOSPC');
  } finally {
    await handle.close();
  }
}

describe('a removal of old sets', () => {
  it('makes room on a disk that is full, and is noted all the same', async function () {
    await using scratch = await Scratch.make();
    await using disk = await smallDisk(scratch.at('backup'), 4 * 1024 * 1024);
    if (disk === undefined) this.skip();
    const sets = setsIn(scratch);
    for (const name of ['old', 'new']) {
      const set = await sets.create(name, undefined);
      await scratch.fill({ [`backup/${name}/a`]: Buffer.alloc(100_000) });
      await sets.seal(set, { signal, by: 'x' });
      await sets.verify(set, 'full', { signal });
    }
    await fillUp(scratch.at('backup/ballast'));
    const { remove } = await sets.planPrune(undefined, again.rules, again.isInLog);
    const done = await sets.prune(undefined, remove, again, 'x');
    assert.deepEqual(done, { removed: ['old'], left: [], undeleted: [] });
    assert.match(await readFile(scratch.at('backup/backup-retention.jsonl'), 'utf8'), /"old"/);
    assert.deepEqual(
      (await sets.list(undefined)).map(({ name, state }) => `${name} ${state}`),
      ['new sealed'],
    );
  });

  it('follows no link that has the name of one, and what resists holds up no other', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({
      'elsewhere/precious': 'x',
      'backup/.removing-stuck/d/a': 'a',
      'backup/.removing-stuck/backup-set.manifest.json': '{}',
    });
    await symlink(scratch.at('elsewhere'), scratch.at('backup/.removing-link'));
    const sets = setsIn(scratch);
    for (const name of ['one', 'two']) {
      const set = await sets.create(name, undefined);
      await scratch.fill({ [`backup/${name}/a`]: name });
      await sets.seal(set, { signal, by: 'x' });
    }
    const { remove } = await sets.planPrune(undefined, again.rules, again.isInLog);
    const real = new TestWork();
    const work = new TestWork({
      unlink: path =>
        String(path).includes('stuck/d')
          ? Promise.reject(fileError('EBUSY', 'unlink', String(path)))
          : real.files.unlink(path),
    });
    const folder = scratch.at('backup');
    const order = { folder, shown: location, sets: remove, by: 'x' };
    const done = await removeSets(order, work, ownProcesses);
    assert.deepEqual(done.removed, ['one']);
    assert.deepEqual(
      done.undeleted.map(({ name }) => name),
      ['stuck'],
    );
    assert.deepEqual(await readdir(scratch.at('elsewhere')), ['precious']);
    assert.deepEqual(await readdir(scratch.at('backup/.removing-stuck')), ['d']);
    const rest = await removeSets({ ...order, sets: [] }, real, ownProcesses);
    assert.deepEqual(rest, { removed: [], left: [], undeleted: [] });
    assert.deepEqual((await readdir(folder)).sort(), ['backup-retention.jsonl', 'two']);
  });

  it('leaves a set that the file system holds, and says so', async () => {
    await using scratch = await Scratch.make();
    await mkdir(scratch.at('backup'));
    const sets = setsIn(scratch);
    for (const name of ['one', 'two']) {
      const set = await sets.create(name, undefined);
      await writeFile(scratch.at('backup', name, 'a'), name);
      await sets.seal(set, { signal, by: 'x' });
    }
    const { remove } = await sets.planPrune(undefined, again.rules, again.isInLog);
    const work = new TestWork({ rename: () => Promise.reject(fileError('EPERM', 'rename')) });
    const folder = scratch.at('backup');
    const done = await removeSets(
      { folder, shown: location, sets: remove, by: 'x' },
      work,
      ownProcesses,
    );
    assert.deepEqual(
      done.left.map(({ name, reason }) => `${name} ${reason}`),
      ['one refused'],
    );
    assert.equal((await sets.summary(`${location}\\one`)).state, 'sealed');
  });
});
