import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { world, type World } from '../../unit/executors/steps/fakes.ts';
import { location, refusal, second, setsIn, signal, sizeOf } from './sets-in-test.ts';
import { smallDisk } from './small-disk.ts';

const program = fileURLToPath(new URL('second-copy-program.ts', import.meta.url));
const mebibyte = 1024 * 1024;

function pause(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 5));
}

function worldAt(scratch: Scratch): World {
  return world({
    variables: { Backup: `${location}\\one` },
    estate: { backup: { location, copy: second } },
    services: { backup: setsIn(scratch) },
  });
}

async function codeOfFailure(scratch: Scratch): Promise<string> {
  const result = await worldAt(scratch).run('copy-backup-set:');
  assert.ok(result.outcome === 'failed');
  return result.problem.code;
}

async function sealed(scratch: Scratch): Promise<void> {
  await scratch.fill({ 'backup/x': '', 'second/x': '' });
  const set = await setsIn(scratch).create('one', undefined);
  await scratch.fill({ 'backup/one/a.bin': 'content', 'backup/one/d/b.bin': 'more' });
  await setsIn(scratch).seal(set, { signal, by: 'x' });
}

describe('a second copy of a set', () => {
  it('lies at the second location under the same name, sealed and verified there', async () => {
    await using scratch = await Scratch.make();
    await sealed(scratch);
    const result = await worldAt(scratch).run('copy-backup-set:');
    assert.equal(result.outcome, 'succeeded');
    const copy = await setsIn(scratch).summary(`${second}\\one`);
    assert.equal(copy.state, 'sealed');
    assert.equal(copy.verified?.level, 'full');
    assert.ok(copy.fullyVerified !== undefined);
    const again = await worldAt(scratch).run('copy-backup-set:\n  level: quick');
    assert.equal(again.outcome, 'succeeded', 'a copy that is there is verified again');
  });

  it('is refused where another set has the name, and where the location is not there', async () => {
    await using scratch = await Scratch.make();
    await sealed(scratch);
    const other = await setsIn(scratch).create('one', second);
    await scratch.fill({ 'second/one/a.bin': 'of another estate' });
    await setsIn(scratch).seal(other, { signal, by: 'x' });
    assert.equal(await codeOfFailure(scratch), 'COPY-SET-DIFFERS');
    await rm(scratch.at('second'), { recursive: true });
    assert.equal(await codeOfFailure(scratch), 'BACKUP-LOCATION-MISSING');
    assert.ok(!(await readdir(scratch.root)).includes('second'), 'the location is never made');
    const none = world({
      variables: { Backup: `${location}\\one` },
      estate: { backup: { location } },
      services: { backup: setsIn(scratch) },
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

  it('that is killed in the middle shows as unfinished, and the next run goes on with it', async function () {
    this.timeout(60_000);
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/x': '', 'second/x': '' });
    const set = await setsIn(scratch).create('one', undefined);
    const large = randomBytes(96 * mebibyte);
    await scratch.fill({ 'backup/one/large.bin': large, 'backup/one/small': 's' });
    await setsIn(scratch).seal(set, { signal, by: 'x' });
    const child = spawn(process.execPath, [program, scratch.root], { stdio: 'inherit' });
    const ended = once(child, 'exit');
    const marks = scratch.at('second/one/large.bin.part.chunks');
    while (child.exitCode === null && (await sizeOf(marks)) < 40) await pause();
    child.kill('SIGKILL');
    await ended;
    assert.equal(child.signalCode, 'SIGKILL', 'the copy must not have ended before');
    assert.equal((await setsIn(scratch).summary(`${second}\\one`)).state, 'unfinished');
    assert.equal(await setsIn(scratch).newestSealed(second), undefined);
    assert.equal((await worldAt(scratch).run('copy-backup-set:')).outcome, 'succeeded');
    const copy = await setsIn(scratch).summary(`${second}\\one`);
    assert.deepEqual([copy.state, copy.verified?.level], ['sealed', 'full']);
    assert.deepEqual((await readdir(scratch.at('second/one'))).sort(), [
      'SHA256SUMS',
      'backup-set.manifest.json',
      'backup-set.verifications.jsonl',
      'large.bin',
      'small',
    ]);
  });

  it('whose location is full, or takes no more writes, says so, and is made once that is mended', async function () {
    this.timeout(60_000);
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/x': '' });
    const set = await setsIn(scratch).create('one', undefined);
    await scratch.fill({ 'backup/one/large.bin': randomBytes(24 * mebibyte) });
    await setsIn(scratch).seal(set, { signal, by: 'x' });
    await using disk = await smallDisk(scratch.at('second'), 32 * mebibyte);
    if (disk === undefined) this.skip();
    await writeFile(scratch.at('second/ballast'), randomBytes(16 * mebibyte));
    assert.equal(await codeOfFailure(scratch), 'COPY-DISK-FULL');
    assert.equal((await setsIn(scratch).list(second)).length, 0, 'nothing was begun');
    disk.readOnly(true);
    assert.equal(await codeOfFailure(scratch), 'COPY-DISK-FULL');
    disk.readOnly(false);
    await rm(scratch.at('second/ballast'));
    disk.readOnly(true);
    assert.equal(await codeOfFailure(scratch), 'BACKUP-FILE-SYSTEM');
    disk.readOnly(false);
    assert.equal((await worldAt(scratch).run('copy-backup-set:')).outcome, 'succeeded');
  });

  it('is not made of a set that is unfinished', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/x': '', 'second/x': '' });
    await setsIn(scratch).create('one', undefined);
    await refusal(worldAt(scratch).plan('copy-backup-set:'), 'BACKUP-UNFINISHED');
  });
});
