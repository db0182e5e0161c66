import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { FolderBackupSets } from '../../../src/backup/folder-sets.ts';
import { PathMap } from '../../../src/estate/path-map.ts';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { world, type World } from '../../unit/executors/steps/fakes.ts';
import { location, refusal, signal } from './sets-in-test.ts';

const second = '\\\\bk02.contoso.com\\LyncBackup';

function setsAt(scratch: Scratch): FolderBackupSets {
  const paths = [
    { unc: location, local: scratch.at('backup') },
    { unc: second, local: scratch.at('second') },
  ];
  return new FolderBackupSets({ paths: new PathMap(paths, 'posix'), location });
}

function worldAt(scratch: Scratch): World {
  return world({
    variables: { Backup: `${location}\\one` },
    estate: { backup: { location, copy: second } },
    services: { backup: setsAt(scratch) },
  });
}

async function codeOfFailure(scratch: Scratch): Promise<string> {
  const result = await worldAt(scratch).run('copy-backup-set:');
  assert.ok(result.outcome === 'failed');
  return result.problem.code;
}

async function sealed(scratch: Scratch): Promise<void> {
  await scratch.fill({ 'backup/x': '', 'second/x': '' });
  const set = await setsAt(scratch).create('one', undefined);
  await scratch.fill({ 'backup/one/a.bin': 'content', 'backup/one/d/b.bin': 'more' });
  await setsAt(scratch).seal(set, { signal, by: 'x' });
}

describe('a second copy of a set', () => {
  it('lies at the second location under the same name, sealed and verified there', async () => {
    await using scratch = await Scratch.make();
    await sealed(scratch);
    const result = await worldAt(scratch).run('copy-backup-set:');
    assert.equal(result.outcome, 'succeeded');
    const copy = await setsAt(scratch).summary(`${second}\\one`);
    assert.equal(copy.state, 'sealed');
    assert.equal(copy.verified?.level, 'full');
    assert.ok(copy.fullyVerified !== undefined);
    const again = await worldAt(scratch).run('copy-backup-set:\n  level: quick');
    assert.equal(again.outcome, 'succeeded', 'a copy that is there is verified again');
  });

  it('is refused where another set has the name, and where the location is not there', async () => {
    await using scratch = await Scratch.make();
    await sealed(scratch);
    const other = await setsAt(scratch).create('one', second);
    await scratch.fill({ 'second/one/a.bin': 'of another estate' });
    await setsAt(scratch).seal(other, { signal, by: 'x' });
    assert.equal(await codeOfFailure(scratch), 'COPY-SET-DIFFERS');
    await rm(scratch.at('second'), { recursive: true });
    assert.equal(await codeOfFailure(scratch), 'BACKUP-LOCATION-MISSING');
    assert.ok(!(await readdir(scratch.root)).includes('second'), 'the location is never made');
    const none = world({
      variables: { Backup: `${location}\\one` },
      estate: { backup: { location } },
      services: { backup: setsAt(scratch) },
    });
    await refusal(none.run('copy-backup-set:'), 'COPY-SET-NO-LOCATION');
  });

  it('takes up a copy that was cut off', async () => {
    await using scratch = await Scratch.make();
    await sealed(scratch);
    await mkdir(scratch.at('second/one'));
    await writeFile(scratch.at('second/one/b.bin.part'), 'cut');
    await scratch.fill({ 'second/one/a.bin': 'content' });
    await rm(scratch.at('second/one/b.bin.part'));
    const result = await worldAt(scratch).run('copy-backup-set:');
    assert.equal(result.outcome, 'succeeded');
  });

  it('is not made of a set that is unfinished', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/x': '', 'second/x': '' });
    await setsAt(scratch).create('one', undefined);
    await refusal(worldAt(scratch).plan('copy-backup-set:'), 'BACKUP-UNFINISHED');
  });
});
