import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { location, setsIn, signal } from './sets-in-test.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function manifestText(files: readonly object[], bytes: number): string {
  return JSON.stringify({
    format: 'recovery-runbooks/backup-set',
    version: 1,
    name: 's',
    created: '2026-11-22T02:00:00.000Z',
    sealed: '2026-11-22T02:10:00.000Z',
    by: 'somebody',
    files,
    emptyFolders: [],
    totals: { files: files.length, bytes },
  });
}

describe('a set from elsewhere', () => {
  it('whose manifest leads out of it has nothing outside read: a pipe there would hold for ever', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/s/a': 'a' });
    execFileSync('mkfifo', [scratch.at('pipe')]);
    const outside = [
      '../../pipe',
      'a/../../../pipe',
      scratch.at('pipe'),
      `//localhost${scratch.at('pipe')}`,
    ];
    const entry = { size: 0, sha256: hashOf('') };
    const files = [
      { path: 'a', size: 1, sha256: hashOf('a') },
      ...outside.map(path => ({ ...entry, path })),
    ];
    await writeFile(scratch.at('backup/s/backup-set.manifest.json'), manifestText(files, 1));
    const { findings, files: read } = await setsIn(scratch).verify(`${location}\\s`, 'full', {
      signal,
    });
    const manifest = findings.filter(
      ({ kind, file }) => kind === 'manifest' && file !== 'SHA256SUMS',
    );
    assert.deepEqual(manifest.map(({ file }) => file).sort(), outside.toSorted());
    assert.equal(read, 1);
  });

  it('with links in it has none of them followed', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/s/d/real': 'r', 'elsewhere/f': 'f' });
    execFileSync('mkfifo', [scratch.at('elsewhere/pipe')]);
    await symlink(scratch.at('elsewhere/pipe'), scratch.at('backup/s/link'));
    await symlink(scratch.at('elsewhere'), scratch.at('backup/s/folder'));
    await symlink('..', scratch.at('backup/s/d/loop'));
    const files = [
      { path: 'link', size: 0, sha256: hashOf('') },
      { path: 'folder/f', size: 1, sha256: hashOf('f') },
      { path: 'd/real', size: 1, sha256: hashOf('r') },
    ];
    await writeFile(scratch.at('backup/s/backup-set.manifest.json'), manifestText(files, 2));
    const { findings } = await setsIn(scratch).verify(`${location}\\s`, 'full', { signal });
    assert.deepEqual(
      findings
        .filter(({ file }) => file !== 'SHA256SUMS')
        .map(({ kind, file }) => `${kind} ${file}`),
      ['extra d/loop', 'extra folder', 'missing folder/f', 'content link'],
    );
    assert.deepEqual(await readdir(scratch.at('elsewhere')), ['f', 'pipe']);
  });

  it('whose manifest or list of verifications is a link or a folder is damaged', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/s/a': 'a', 'backup/m': manifestText([], 0) });
    const manifest = scratch.at('backup/s/backup-set.manifest.json');
    await symlink(scratch.at('backup/m'), manifest);
    const sets = setsIn(scratch);
    assert.equal((await sets.summary(`${location}\\s`)).state, 'damaged');
    await rm(manifest);
    await mkdir(manifest);
    assert.equal((await sets.summary(`${location}\\s`)).state, 'damaged');
    await rm(manifest, { recursive: true });
    await rename(scratch.at('backup/m'), manifest);
    await mkdir(scratch.at('backup/s/backup-set.verifications.jsonl'));
    const found = await sets.verify(`${location}\\s`, 'quick', { signal });
    assert.ok(found.unrecorded !== undefined);
    assert.deepEqual(
      found.findings.map(({ kind, file }) => `${kind} ${file}`),
      ['manifest SHA256SUMS', 'extra a'],
    );
  });

  it('with a million entries is handled, and the findings stay a list that can be read', async function () {
    this.timeout(120_000);
    await using scratch = await Scratch.make();
    const sha256 = hashOf('');
    const files = Array.from({ length: 1_000_000 }, (_, i) => ({
      path: `d${i % 1000}/${i}.txt`,
      size: 0,
      sha256,
    }));
    await scratch.fill({ 'backup/s/backup-set.manifest.json': manifestText(files, 0) });
    const { findings } = await setsIn(scratch).verify(`${location}\\s`, 'quick', { signal });
    assert.equal(findings.length, 10_001);
    assert.match(findings.at(-1)?.message ?? '', /990001 more/);
  });
});
