import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { performShort, type ShortCopy } from '../../../src/backup/copy/short-files.ts';
import { stampOf } from '../../../src/backup/tree.ts';
import { Scratch, TestWork } from '../../unit/backup/work-in-test.ts';
import { setsIn, share, signal } from './sets-in-test.ts';

const program = fileURLToPath(new URL('copy-program.ts', import.meta.url));
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const textOf = (i: number): string => `file ${i}\n`.repeat(i % 90);

async function fill(scratch: Scratch, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    if (i < 10) await mkdir(scratch.at('share', String(i)), { recursive: true });
    await writeFile(scratch.at('share', String(i % 10), `${i}.txt`), textOf(i));
  }
}

describe('many short files', () => {
  it('are copied whole, with hashes, times and modes, and leave no part file', async () => {
    await using scratch = await Scratch.make();
    await fill(scratch, 700);
    await chmod(scratch.at('share/1/1.txt'), 0o400);
    await utimes(scratch.at('share/1/1.txt'), 1e9, 1.1e9);
    const request = { from: share, to: scratch.at('to'), exclude: [], overwrite: false };
    const report = await setsIn(scratch).copy(request, { signal });
    assert.equal(report.files, 700);
    for (const { file, sha256, bytes } of report.copied) {
      const i = Number(/(\d+)\.txt$/.exec(file)?.[1]);
      assert.equal(sha256, hashOf(textOf(i)));
      assert.equal(await readFile(scratch.at('to', file), 'utf8'), textOf(i));
      assert.equal(bytes, textOf(i).length);
    }
    const copied = await stat(scratch.at('to/1/1.txt'));
    assert.deepEqual([copied.mode & 0o777, copied.mtimeMs], [0o400, 1.1e12]);
    const names = await readdir(scratch.at('to'), { recursive: true });
    assert.equal(names.length, 710);
  });

  it('one of which changed since the plan is left, and so is one whose target is a folder', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'from/same': 'same', 'from/changed': 'before', 'to/folder/x': 'x' });
    const { files } = new TestWork();
    const copy = async (index: number, from: string, to: string): Promise<ShortCopy> => ({
      index,
      source: scratch.at('from', from),
      part: scratch.at('to', `${to}.part`),
      target: scratch.at('to', to),
      stamp: stampOf(await files.lstat(scratch.at('from', from), { bigint: true })),
    });
    const copies = [
      await copy(0, 'same', 'same'),
      await copy(1, 'changed', 'changed'),
      await copy(2, 'same', 'folder'),
    ];
    await writeFile(scratch.at('from/changed'), 'after');
    await writeFile(scratch.at('to/same.part'), 'what an earlier attempt left, and longer');
    assert.deepEqual(performShort('copy', copies, Buffer.alloc(100)), [
      { index: 0, result: { result: 'copied', sha256: hashOf('same') } },
      { index: 1, result: { result: 'left' } },
      { index: 2, result: { result: 'left' } },
    ]);
    assert.deepEqual((await readdir(scratch.at('to'))).sort(), ['folder', 'same']);
    assert.equal(await readFile(scratch.at('to/same'), 'utf8'), 'same');
  });

  it('whose copy is killed have no name that is not whole, and the next run ends it', async function () {
    this.timeout(60_000);
    await using scratch = await Scratch.make();
    await fill(scratch, 2500);
    await mkdir(scratch.at('backup'));
    const sets = setsIn(scratch);
    const set = await sets.create('s', undefined);
    const child = spawn(process.execPath, [program, scratch.root, set], { stdio: 'inherit' });
    const ended = once(child, 'exit');
    const begun = async (): Promise<boolean> =>
      (await readdir(scratch.at('backup/s/filestore/3')).catch(() => [])).length > 20;
    while (child.exitCode === null && !(await begun())) {
      await new Promise(resolve => setTimeout(resolve, 2));
    }
    child.kill('SIGKILL');
    await ended;
    assert.equal(child.signalCode, 'SIGKILL', 'the copy must not have ended before');
    const check = async (): Promise<number> => {
      const names = await readdir(scratch.at('backup/s/filestore'), { recursive: true });
      const whole = names.filter(name => name.endsWith('.txt'));
      for (const name of whole) {
        const i = Number(/(\d+)\.txt$/.exec(name)?.[1]);
        const text = await readFile(scratch.at('backup/s/filestore', name), 'utf8');
        assert.equal(text, textOf(i), name);
      }
      return whole.length;
    };
    await check();
    const request = { from: share, to: `${set}/filestore`, exclude: [], overwrite: false };
    assert.equal((await sets.copy(request, { signal })).files, 2500);
    assert.equal(await check(), 2500);
    assert.equal((await sets.seal(set, { signal, by: 'x' })).files, 2500);
  });
});
