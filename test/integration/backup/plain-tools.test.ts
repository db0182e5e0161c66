import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { engines, repository } from '../powershell/engine.ts';
import { setsIn, signal } from './sets-in-test.ts';

const names = [
  'plain.txt',
  'two words.txt',
  'two  blanks.txt',
  ' blank first',
  '-dash',
  '[brackets] {1}.txt',
  "quote's $x ${y} `z`.txt",
  '100% #1 & co; (x).txt',
  'Zoë Ünïcode 雪 😀.txt',
  'NUL.txt',
  'deep/er/file.bin',
];

/** A sealed set with all these names; gives its folder. */
async function sealed(scratch: Scratch): Promise<string> {
  await mkdir(scratch.at('backup'));
  const sets = setsIn(scratch);
  const set = await sets.create('s', undefined);
  for (const name of names) await scratch.fill({ [`backup/s/${name}`]: `content of ${name}` });
  await sets.seal(set, { signal, by: 'x' });
  return scratch.at('backup/s');
}

/** The commands for Windows, as the documentation gives them. */
async function documented(): Promise<string> {
  const text = await readFile(join(repository, 'docs', 'backup-set-format.md'), 'utf8');
  const found = /On Windows, in the folder of the set:\n\n((?: {4}.*\n)+)/.exec(text);
  const script = found?.[1] ?? '';
  assert.match(script, /Get-FileHash/);
  return script;
}

describe('a set in the hands of plain tools', () => {
  it('is checked by sha256sum, whatever its files are called', async function () {
    await using scratch = await Scratch.make();
    const folder = await sealed(scratch);
    try {
      execFileSync('sha256sum', ['--version']);
    } catch {
      process.stdout.write('      skipped: there is no sha256sum here\n');
      this.skip();
    }
    const args = ['--strict', '--quiet', '--check', 'SHA256SUMS'];
    assert.equal(execFileSync('sha256sum', args, { cwd: folder }).toString(), '');
  });

  it('is checked by PowerShell with the documented commands, which print what changed', async function () {
    this.timeout(60_000);
    await using scratch = await Scratch.make();
    const folder = await sealed(scratch);
    const script = await documented();
    const [engine] = await engines();
    assert.ok(engine !== undefined);
    const { program } = engine;
    const run = (): string => {
      const encoded = Buffer.from(script, 'utf16le').toString('base64');
      const args = [...program.args, '-NoLogo', '-NoProfile', '-EncodedCommand', encoded];
      return spawnSync(program.file, args, { cwd: folder, encoding: 'utf8' }).stdout;
    };
    assert.equal(run().trim(), '');
    await appendFile(join(folder, 'two  blanks.txt'), '!');
    await appendFile(join(folder, 'Zoë Ünïcode 雪 😀.txt'), '!');
    await rm(join(folder, 'deep/er/file.bin'));
    assert.deepEqual(
      run()
        .trim()
        .split(/\r?\n/)
        .filter(line => names.includes(line))
        .sort(),
      ['Zoë Ünïcode 雪 😀.txt', 'deep/er/file.bin', 'two  blanks.txt'],
    );
  });
});
