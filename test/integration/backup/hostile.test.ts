import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { location, refusal, setsIn, signal } from './sets-in-test.ts';

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

  it('whose own files are pipes or links holds nobody up, and nothing outside it is written', async function () {
    this.timeout(30_000);
    await using scratch = await Scratch.make();
    const sets = setsIn(scratch);
    await scratch.fill({ 'backup/s/a': 'a', 'backup/open/a': 'a', outside: 'precious\n' });
    const files = [{ path: 'a', size: 1, sha256: hashOf('a') }];
    await writeFile(scratch.at('backup/s/backup-set.manifest.json'), manifestText(files, 1));
    await writeFile(scratch.at('backup/s/SHA256SUMS'), `${hashOf('a')}  a\n`);
    const verifications = scratch.at('backup/s/backup-set.verifications.jsonl');
    for (const [put, extra] of [
      [symlink, ['backup-set.verifications.jsonl']],
      [link, []],
    ] as const) {
      await put(scratch.at('outside'), verifications);
      const found = await sets.verify(`${location}\\s`, 'full', { signal });
      assert.deepEqual(
        found.findings.map(({ file }) => file),
        extra,
      );
      assert.match(found.unrecorded ?? '', /not a plain file/);
      assert.equal(await readFile(scratch.at('outside'), 'utf8'), 'precious\n');
      await rm(verifications);
    }
    execFileSync('mkfifo', [verifications]);
    assert.equal((await sets.summary(`${location}\\s`)).state, 'damaged');
    for (const name of ['SHA256SUMS.part', 'backup-set.manifest.json.part']) {
      await symlink(scratch.at('outside'), scratch.at('backup/open', name));
    }
    for (const name of ['backup-set.unfinished.jsonl', 'backup-set.lock']) {
      const pipe = scratch.at('backup/open', name);
      execFileSync('mkfifo', [pipe]);
      const listed = await sets.list(undefined);
      const state = name.endsWith('.lock') ? 'unfinished' : 'damaged';
      assert.equal(listed.find(set => set.name === 'open')?.state, state);
      await refusal(sets.seal(`${location}\\open`, { signal, by: 'x' }), 'BACKUP-FILE-SYSTEM');
      await rm(pipe);
    }
    await refusal(sets.seal(`${location}\\open`, { signal, by: 'x' }), 'BACKUP-TREE');
    assert.equal(await readFile(scratch.at('outside'), 'utf8'), 'precious\n');
  });

  it('hides nothing in a folder or behind a link that has the name of one of its own files', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/s/a': 'a', 'backup/s/backup-set.lock/hidden': 'x' });
    await symlink('/etc', scratch.at('backup/s/backup-set.unfinished.jsonl'));
    const files = [{ path: 'a', size: 1, sha256: hashOf('a') }];
    await writeFile(scratch.at('backup/s/backup-set.manifest.json'), manifestText(files, 1));
    await writeFile(scratch.at('backup/s/SHA256SUMS'), `${hashOf('a')}  a\n`);
    const { findings } = await setsIn(scratch).verify(`${location}\\s`, 'full', { signal });
    assert.deepEqual(
      findings.map(({ kind, file }) => `${kind} ${file}`),
      ['extra backup-set.lock/hidden', 'extra backup-set.unfinished.jsonl'],
    );
  });

  it('with names that are no valid text has each of them told', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'backup/s/a': 'a', 'backup/s/x\ufffd': 'reads like the others' });
    for (const byte of [0xff, 0xfe]) {
      const name = Buffer.concat([Buffer.from(scratch.at('backup/s/x')), Buffer.from([byte])]);
      await writeFile(name, 'x');
    }
    const files = [
      { path: 'a', size: 1, sha256: hashOf('a') },
      { path: 'x\ufffd', size: 21, sha256: hashOf('reads like the others') },
    ];
    await writeFile(scratch.at('backup/s/backup-set.manifest.json'), manifestText(files, 22));
    const { findings } = await setsIn(scratch).verify(`${location}\\s`, 'full', { signal });
    const odd = findings.filter(({ file }) => file === 'x\ufffd');
    assert.ok(odd.length > 0, JSON.stringify(findings));
    const copy = { from: `${location}\\s`, to: scratch.at('to'), exclude: [], overwrite: false };
    await refusal(setsIn(scratch).copy(copy, { signal }), 'COPY-OBSTACLES');
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
