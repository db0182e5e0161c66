import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { refusal, setsIn, share, signal, words } from './sets-in-test.ts';

const request = { from: share, exclude: [], overwrite: false };

describe('copying a tree', () => {
  it('takes contents, times, modes, empty folders, long, reserved and odd names with it', async () => {
    await using scratch = await Scratch.make();
    const deep = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(60)).join('/');
    const files = {
      'one.txt': 'one',
      [`${deep}/long.bin`]: randomBytes(3_000_000),
      CON: 'device',
      'nul.txt': 'device',
      'trailing.': 'dot',
      'blank ': 'blank',
      'ünïcode 😀.txt': 'u',
      '.hidden/.file': 'h',
      [`${'n'.repeat(250)}.bin`]: 'long name',
    };
    for (const [path, content] of Object.entries(files)) {
      await scratch.fill({ [`share/${path}`]: content });
    }
    await mkdir(scratch.at('share/empty/emptier'), { recursive: true });
    await chmod(scratch.at('share/one.txt'), 0o440);
    await utimes(scratch.at('share/one.txt'), 1_000_000_000, 1_100_000_000.5);
    await utimes(scratch.at('share/empty/emptier'), 1_000_000_000, 1_100_000_000);
    const report = await setsIn(scratch).copy({ ...request, to: scratch.at('to') }, { signal });
    assert.equal(report.files, Object.keys(files).length);
    for (const [path, content] of Object.entries(files)) {
      assert.ok(Buffer.from(content).equals(await readFile(scratch.at('to', path))), path);
    }
    const one = await stat(scratch.at('to/one.txt'));
    assert.deepEqual([one.mode & 0o777, one.mtimeMs], [0o440, 1_100_000_000_500]);
    assert.equal((await stat(scratch.at('to/empty/emptier'))).mtimeMs, 1_100_000_000_000);
    assert.ok(
      !(await readdir(scratch.at('to'), { recursive: true })).some(p => p.includes('.part')),
    );
  });

  it('leaves out what the globs name, says so, and replaces nothing unasked', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({
      'share/m/Meeting.Active': 'live',
      'share/m/kept': 'new',
      'share/ABFiles/x': 'x',
      'to/m/kept': 'old content',
      'to/m/other': 'stays',
    });
    const sets = setsIn(scratch);
    const all = { ...request, to: scratch.at('to'), exclude: ['meeting.active', 'ABFiles'] };
    const plan = await sets.planCopy(all, signal);
    assert.deepEqual(plan, {
      files: 1,
      bytes: 3,
      excluded: ['ABFiles', 'm/Meeting.Active'],
      replaces: ['m/kept'],
    });
    const problem = await refusal(sets.copy(all, { signal }), 'COPY-EXISTS');
    assert.match(words(problem), /m\/kept/);
    assert.equal(await readFile(scratch.at('to/m/kept'), 'utf8'), 'old content');
    await sets.copy({ ...all, overwrite: true }, { signal });
    assert.equal(await readFile(scratch.at('to/m/kept'), 'utf8'), 'new');
    assert.equal(await readFile(scratch.at('to/m/other'), 'utf8'), 'stays');
  });

  it('takes what is there already and equal for done, and refuses what only looks equal', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'share/a': 'aaa', 'share/b': 'bbb' });
    const sets = setsIn(scratch);
    const copy = { ...request, to: scratch.at('to') };
    const first = await sets.copy(copy, { signal });
    assert.deepEqual(await sets.copy(copy, { signal }), first);
    const { atime, mtime } = await stat(scratch.at('to/a'));
    await writeFile(scratch.at('to/a'), 'xxx');
    await utimes(scratch.at('to/a'), atime, mtime);
    assert.match(words(await refusal(sets.copy(copy, { signal }), 'COPY-EXISTS')), /: a$/m);
    assert.equal(await readFile(scratch.at('to/a'), 'utf8'), 'xxx');
    await sets.copy({ ...copy, overwrite: true }, { signal });
    assert.equal(await readFile(scratch.at('to/a'), 'utf8'), 'aaa');
  });

  it('copies one file under its own name into a folder, or under a new name', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'share/CsConfig.zip': 'zip', 'into/x': '' });
    const sets = setsIn(scratch);
    const from = `${share}\\CsConfig.zip`;
    const copy = (to: string): Promise<unknown> => sets.copy({ ...request, from, to }, { signal });
    await copy(scratch.at('into'));
    await copy(`${scratch.at('made')}/`);
    await copy(scratch.at('named/other.zip'));
    for (const path of ['into/CsConfig.zip', 'made/CsConfig.zip', 'named/other.zip']) {
      assert.equal(await readFile(scratch.at(path), 'utf8'), 'zip');
    }
  });

  it('refuses to copy into its own source, also by way of a link', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'share/a': 'a', 'share/sub/b': 'b' });
    await symlink(scratch.at('share'), scratch.at('alias'));
    const sets = setsIn(scratch);
    for (const to of ['share', 'share/sub', 'share/sub/new/deeper', 'alias/new', 'alias']) {
      const copy = { ...request, to: scratch.at(to), overwrite: true };
      await refusal(sets.copy(copy, { signal }), 'COPY-INTO-SOURCE');
      await refusal(sets.planCopy(copy, signal), 'COPY-INTO-SOURCE');
    }
    const self = {
      ...request,
      from: scratch.at('share/a'),
      to: scratch.at('share'),
      overwrite: true,
    };
    await refusal(sets.copy(self, { signal }), 'COPY-INTO-SOURCE');
    await sets.copy({ ...request, to: scratch.at('share2') }, { signal });
    assert.equal(await readFile(scratch.at('share/a'), 'utf8'), 'a');
  });

  it('F13: names links, loops, pipes and clashing names before it copies anything', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'share/a': 'a', 'share/d/X': '1', 'share/d/x': '2', 'share/c:d': 'x' });
    await symlink('..', scratch.at('share/d/loop'));
    await symlink('/etc/passwd', scratch.at('share/secret'));
    execFileSync('mkfifo', [scratch.at('share/pipe')]);
    const sets = setsIn(scratch);
    const copy = { ...request, to: scratch.at('to') };
    const said = words(await refusal(sets.copy(copy, { signal }), 'COPY-OBSTACLES'));
    for (const name of ['d/loop', 'secret', 'pipe', 'd/x', 'c:d'])
      assert.ok(said.includes(name), said);
    await assert.rejects(stat(scratch.at('to')));
    const without = { ...copy, exclude: ['loop', 'secret', 'pipe', 'd/*', 'c:d'] };
    assert.deepEqual(
      (await sets.copy(without, { signal })).copied.map(({ file }) => file),
      ['a'],
    );
  });

  it('writes through no link at the destination', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'share/d/a': 'a', 'share/b': 'b', 'outside/x': 'x', 'to/y': 'y' });
    await symlink(scratch.at('outside'), scratch.at('to/d'));
    await symlink(scratch.at('outside/x'), scratch.at('to/b'));
    const copy = { ...request, to: scratch.at('to'), overwrite: true };
    const said = words(await refusal(setsIn(scratch).copy(copy, { signal }), 'COPY-OBSTACLES'));
    assert.ok(said.includes('d:') && said.includes('b:'), said);
    assert.deepEqual(await readdir(scratch.at('outside')), ['x']);
    assert.equal(await readFile(scratch.at('outside/x'), 'utf8'), 'x');
  });

  it('tells of a source that is not there, and of a file where a folder belongs', async () => {
    await using scratch = await Scratch.make();
    const sets = setsIn(scratch);
    const copy = { ...request, to: scratch.at('to') };
    await refusal(sets.copy(copy, { signal }), 'COPY-SOURCE-MISSING');
    await scratch.fill({ 'share/a/b': 'b', 'share/c': 'c', 'to/a': 'file', 'to/c/d': 'folder' });
    const said = words(await refusal(sets.copy(copy, { signal }), 'COPY-OBSTACLES'));
    assert.match(said, /^a: a file/m);
    assert.match(said, /^c: a folder/m);
    await rm(scratch.at('to'), { recursive: true });
    await refusal(
      sets.copy({ ...copy, from: '\\\\other\\share' }, { signal }),
      'ESTATE-UNC-UNMAPPED',
    );
  });

  it('keeps a set whole when it is copied elsewhere: sealed there, and to be verified there', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'share/a': 'a', 'backup/x/b': 'b' });
    await rm(scratch.at('backup/x'), { recursive: true });
    const sets = setsIn(scratch);
    const set = await sets.create('s', undefined);
    await sets.copy({ ...request, to: `${set}/filestore` }, { signal });
    await sets.seal(set, { signal, by: 'x' });
    await sets.verify(set, 'full', { signal });
    await mkdir(scratch.at('second'));
    await sets.copy({ ...request, from: set, to: scratch.at('second/s') }, { signal });
    const copy = await sets.summary(scratch.at('second/s'));
    assert.equal(copy.state, 'sealed');
    assert.equal(copy.verified, undefined, 'the copy itself was not verified yet');
    const { findings } = await sets.verify(scratch.at('second/s'), 'full', { signal });
    assert.deepEqual(findings, []);
  });
});
