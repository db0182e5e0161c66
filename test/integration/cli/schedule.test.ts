import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { scheduleCommand } from '../../../src/cli/commands/schedule.ts';
import {
  installCommandLine,
  installedCommandLine,
  refreshCommandLine,
} from '../../../src/compose/command-line-shim.ts';
import type { Program } from '../../../src/compose/program.ts';
import { findEstate, readRunbookFile } from '../../../src/compose/reading.ts';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { runCommandLine, type Ran } from '../../unit/cli/in-process.ts';

function run(cwd: string, ...words: string[]): Promise<Ran> {
  const command = scheduleCommand({
    platform: 'linux',
    start: () => Promise.resolve({ command: ['/usr/bin/rr'], env: {} }),
    backupRunbook: `${cwd}/backup.runbook.md`,
    readRunbook: readRunbookFile,
    readEstate: findEstate,
    now: () => Date.UTC(2026, 10, 22, 12),
  });
  return runCommandLine([command], cwd, words);
}

describe('recovery-runbooks schedule', () => {
  it('writes the task with runbook and estate in full, in the mode of the estate', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({
      'estate.yaml': 'name: Contoso\n',
      'backup.runbook.md': '# Back up\n',
    });
    const done = await run(scratch.root, 'schedule', '--at', '3:30');
    assert.equal(done.status, 0, done.err);
    const service = await readFile(scratch.at('recovery-runbooks-backup.service'), 'utf8');
    const words = `run ${scratch.root}/backup.runbook.md --estate ${scratch.root}/estate.yaml`;
    assert.ok(service.includes(`ExecStart=/usr/bin/rr ${words} --mode live --yes`), service);
    assert.match(done.out, /systemctl enable --now recovery-runbooks-backup\.timer/);
    const again = await run(scratch.root, 'schedule', '--at', '3:30');
    assert.equal(again.status, 0, 'the same file is no matter');
    const other = await run(scratch.root, 'schedule', '--at', '4:30');
    assert.equal(other.status, 3);
    assert.match(other.err, /there already, with another content/);
  });

  it('writes UTF-16 for Windows and warns of an account that reaches no share', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({
      'estate.yaml': 'kind: practice\nname: P\n',
      'backup.runbook.md': '# B\n',
    });
    const words = ['schedule', '--kind', 'windows', '--account', 'CONTOSO\\anna'];
    const done = await run(scratch.root, ...words);
    assert.equal(done.status, 0, done.err);
    const bytes = await readFile(scratch.at('recovery-runbooks-backup.xml'));
    assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xfe]);
    assert.match(bytes.toString('utf16le'), /--mode practice --yes/);
    assert.match(done.out, /group managed service account/);
  });

  it('refuses a folder whose name a scheduler would read as another', async () => {
    await using scratch = await Scratch.make();
    for (const [folder, kind, status] of [
      ['100%', 'windows', 3],
      ['100%', 'cron', 0],
      ['two\nlines', 'cron', 3],
      ['two\nlines', 'systemd', 3],
      ['R&D (new)', 'windows', 0],
    ] as const) {
      const cwd = scratch.at(kind, folder);
      await scratch.fill({
        [`${kind}/${folder}/estate.yaml`]: 'name: P\n',
        [`${kind}/${folder}/backup.runbook.md`]: '# B\n',
      });
      const done = await run(cwd, 'schedule', '--kind', kind);
      assert.equal(done.status, status, `${folder} ${kind}: ${done.err}`);
      assert.equal((await readdir(cwd)).length, status === 0 ? 3 : 2);
    }
  });

  it('lets no title, name or account write lines of its own into a unit or a definition', async () => {
    await using scratch = await Scratch.make();
    const title = 'Back up\\n[Service]\\nExecStartPre=/bin/evil\\u2028\\0';
    await scratch.fill({
      'estate.yaml': 'name: "Con\\ntoso"\n',
      'backup.runbook.md': `---\ntitle: "${title}"\n---\n# B\n`,
    });
    for (const kind of ['systemd', 'windows', 'cron']) {
      const done = await run(scratch.root, 'schedule', '--kind', kind);
      assert.equal(done.status, 0, done.err);
    }
    const service = await readFile(scratch.at('recovery-runbooks-backup.service'), 'utf8');
    assert.match(service, /^Description=Recovery Runbooks: Back up \[Service\] ExecStartPre=/m);
    assert.doesNotMatch(service, /^ExecStartPre/m);
    const xml = (await readFile(scratch.at('recovery-runbooks-backup.xml'))).toString('utf16le');
    assert.match(xml, /<Description>[^\p{Cc}]*<\/Description>/u);
    for (const account of ['x\nExecStartPre=/bin/evil', '']) {
      const words = ['schedule', '--kind', 'systemd', '--account', account, '--name', 'other'];
      const done = await run(scratch.root, ...words);
      assert.equal(done.status, 2, account);
      assert.match(done.err, /This is the name of no account/);
    }
  });

  it('tells wrong use apart', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ 'estate.yaml': 'name: P\n', 'backup.runbook.md': '# B\n' });
    assert.equal((await run(scratch.root, 'schedule', '--at', '25:00')).status, 2);
    assert.equal((await run(scratch.root, 'schedule', '--kind', 'at')).status, 2);
    assert.equal((await run(scratch.root, 'schedule', '--name', '../x')).status, 2);
  });
});

describe('the installed command line', () => {
  it('starts, passes words and exit status on, and follows the program when it moves', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({
      'old one/cli.mjs': 'console.log("old", ...process.argv.slice(2)); process.exit(3);\n',
      'new/cli.mjs': 'console.log("new", process.env.ELECTRON_RUN_AS_NODE);\n',
    });
    const program = (cli: string): Program => ({
      version: '1',
      front: 'editor',
      dist: scratch.at('dist'),
      self: { file: process.execPath, args: [cli], env: { ELECTRON_RUN_AS_NODE: '1' } },
      env: { RECOVERY_RUNBOOKS_DATA: scratch.at('data folder') },
      platform: 'linux',
      powershell: '',
      secret: () => Promise.resolve(undefined),
    });
    const old = program(scratch.at('old one/cli.mjs'));
    assert.equal(await refreshCommandLine(old), undefined, 'what was not installed is not made');
    const { file } = await installCommandLine(old);
    const call = promisify(execFile)(file, ['two words', '$HOME']);
    await assert.rejects(call, (failure: unknown) => {
      assert.equal(Reflect.get(Object(failure), 'code'), 3);
      assert.equal(Reflect.get(Object(failure), 'stdout'), 'old two words $HOME\n');
      return true;
    });
    await refreshCommandLine(program(scratch.at('new/cli.mjs')));
    assert.equal((await promisify(execFile)(file, [])).stdout, 'new 1\n');
    assert.equal((await installedCommandLine(old))?.file, file);
    await writeFile(file, 'broken');
  });
});
