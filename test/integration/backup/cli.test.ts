import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { estateCommand } from '../../../src/cli/commands/estate.ts';
import { setCommand } from '../../../src/cli/commands/set.ts';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { runCommandLine, type Ran } from '../../unit/cli/in-process.ts';
import { location, setsIn, signal } from './sets-in-test.ts';

/** Runs the command line in this process; gives its exit status and what it wrote. */
function run(cwd: string, ...words: string[]): Promise<Ran> {
  const nobody = (): Promise<never> => Promise.reject(new Error('no server is asked'));
  const commands = [setCommand({}), estateCommand({ liveTopology: nobody, check: nobody })];
  return runCommandLine(commands, cwd, words);
}

const estate = String.raw`
name: Contoso
backup: {location: '\\bk01.contoso.com\LyncBackup'}
paths: {'\\bk01.contoso.com\LyncBackup': backup}
servers: [{fqdn: se01.contoso.com, roles: [StandardEdition], shell: winrm}]
`;

async function withSets(scratch: Scratch): Promise<void> {
  await scratch.fill({ 'estate.yaml': estate, 'backup/x': '' });
  const sets = setsIn(scratch);
  for (const name of ['one', 'two']) {
    const set = await sets.create(name, undefined);
    await scratch.fill({ [`backup/${name}/a.bin`]: 'content', [`backup/${name}/d/b`]: 'b' });
    if (name === 'one') await sets.seal(set, { signal, by: 'x' });
  }
}

describe('recovery-runbooks set', () => {
  it("lists the sets of a folder, or of the estate's location", async () => {
    await using scratch = await Scratch.make();
    await withSets(scratch);
    const plain = await run(scratch.root, 'set', 'list', 'backup');
    assert.equal(plain.status, 0);
    assert.match(
      plain.out,
      /^two {2}unfinished {2}2 files, 8 B\none {2}sealed, never verified {2}2 files, 8 B\n$/,
    );
    const json = await run(scratch.root, 'set', 'list', '--estate', 'estate.yaml', '--json');
    const { sets } = JSON.parse(json.out) as { sets: { path: string }[] };
    assert.deepEqual(
      sets.map(({ path }) => path),
      [`${location}\\two`, `${location}\\one`],
    );
  });

  it('verifies a set by its folder or its network path: 0 when sound, 1 with findings', async () => {
    await using scratch = await Scratch.make();
    await withSets(scratch);
    const sound = await run(scratch.root, 'set', 'verify', 'backup/one');
    assert.equal(sound.status, 0, sound.err);
    assert.match(sound.out, /one is whole \(full\): 2 files, 8 B\./);
    await writeFile(scratch.at('backup/one/a.bin'), 'Content');
    await rm(scratch.at('backup/one/d/b'));
    const estateWords = ['--estate', scratch.at('estate.yaml')];
    const found = await run(scratch.root, 'set', 'verify', `${location}\\one`, ...estateWords);
    assert.equal(found.status, 1);
    assert.match(found.out, /^a\.bin: The content changed: SHA-256 is .*\n {2}Next: /m);
    assert.match(found.out, /^d\/b: The file is missing\.\n {2}Next: /m);
    const quick = await run(
      scratch.root,
      'set',
      'verify',
      'backup/one',
      '--level',
      'quick',
      '--json',
    );
    assert.equal(quick.status, 1);
    const report = JSON.parse(quick.out) as { clean: boolean; findings: { file: string }[] };
    assert.equal(report.clean, false);
    assert.deepEqual(
      report.findings.map(({ file }) => file),
      ['d/b'],
    );
  });

  it('tells wrong use apart: status 2 and what to write instead', async () => {
    await using scratch = await Scratch.make();
    await withSets(scratch);
    const wrong: readonly (readonly string[])[] = [
      ['set'],
      ['set', 'sing'],
      ['set', 'verify'],
      ['set', 'verify', 'backup/two'],
      ['set', 'verify', 'backup/none'],
      ['set', 'verify', 'backup/x'],
      ['set', 'verify', 'backup/one', 'backup/two'],
      ['set', 'verify', 'backup/one', '--level', 'deep'],
      ['set', 'verify', 'backup/one', '--fast'],
      ['set', 'list'],
      ['set', 'list', 'none'],
      ['set', 'list', '--estate', 'none.yaml'],
      ['estate', 'show', 'backup/x'],
    ];
    for (const words of wrong) {
      const { status, err } = await run(scratch.root, ...words);
      assert.equal(status, 2, words.join(' '));
      assert.match(err, /Next: /, words.join(' '));
    }
  });
});

describe('recovery-runbooks estate show', () => {
  it('shows the model, with a pool made of a Standard Edition server', async () => {
    await using scratch = await Scratch.make();
    await withSets(scratch);
    const plain = await run(scratch.root, 'estate', 'show');
    assert.match(plain.out, /Contoso: live estate/);
    assert.match(plain.out, /se01\.contoso\.com {2}standard-edition/);
    const json = await run(scratch.root, 'estate', 'show', scratch.root, '--json');
    const shown = JSON.parse(json.out) as { paths: { local: string }[] };
    assert.equal(shown.paths[0]?.local, scratch.at('backup'));
  });
});
