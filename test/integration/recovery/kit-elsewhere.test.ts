import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fromBufferPromise } from 'yauzl';
import { installCommandLine } from '../../../src/compose/command-line-shim.ts';
import { recoveryKitOf } from '../../../src/compose/recovery-kit.ts';
import { loadEstate } from '../../../src/estate/load.ts';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { setsIn, signal } from '../backup/sets-in-test.ts';
import { estateText, program } from './kit-in-test.ts';

const root = join(import.meta.dirname, '../../..');

/** What the package of the extension holds, as far as the command line needs it. */
const packed = ['package.json', 'LICENSE', 'dist', 'notebooks', 'l10n', 'schemas'];

/** Unpacks the extension as an editor does. */
async function unpack(vsix: string, to: string): Promise<void> {
  const zip = await fromBufferPromise(await readFile(vsix));
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.startsWith('extension/')) continue;
    const file = join(to, entry.fileName.slice('extension/'.length));
    const pieces: Buffer[] = [];
    const stream = await zip.openReadStreamPromise(entry);
    for await (const piece of stream) if (Buffer.isBuffer(piece)) pieces.push(piece);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, Buffer.concat(pieces));
  }
}

interface Ended {
  readonly status: number | null;
  readonly out: string;
}

/**
 * A workstation that has an editor, the set on a stick, and nothing else: no checkout, nothing on the
 * search path, neither Node nor PowerShell.
 */
class Workstation {
  readonly #scratch: Scratch;
  #shim = '';

  constructor(scratch: Scratch) {
    this.#scratch = scratch;
  }

  get editor(): string {
    return this.at('Programs/Editor & Co/code');
  }

  get set(): string {
    return this.at('stick/one');
  }

  at(...parts: string[]): string {
    return this.#scratch.at('workstation', ...parts);
  }

  /** Installs the kit's extension in the editor, and its command line. */
  async install(): Promise<void> {
    await mkdir(dirname(this.editor), { recursive: true });
    await symlink(process.execPath, this.editor);
    const [vsix = ''] = (await readdir(join(this.set, 'recovery-kit'))).filter(name =>
      name.endsWith('.vsix'),
    );
    const extension = this.at('extensions/recovery-runbooks');
    await unpack(join(this.set, 'recovery-kit', vsix), extension);
    const { file } = await installCommandLine({
      ...program(join(extension, 'dist')),
      self: {
        file: this.editor,
        args: [join(extension, 'dist/cli.mjs')],
        env: { ELECTRON_RUN_AS_NODE: '1' },
      },
      env: { RECOVERY_RUNBOOKS_DATA: this.at('data') },
    });
    this.#shim = file;
  }

  /** Starts a program with nothing but a home of its own, in a folder that has nothing to do with it. */
  start(file: string, ...words: string[]): Ended {
    const env = {
      PATH: '',
      HOME: this.at('home'),
      RECOVERY_RUNBOOKS_DATA: this.at('data'),
      ...(file === this.editor ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
    };
    const { status, stdout, stderr } = spawnSync(file, words, { cwd: '/', env, encoding: 'utf8' });
    return { status, out: stdout + stderr };
  }

  run(...words: string[]): Ended {
    return this.start(this.#shim, ...words);
  }
}

const rehearsal = `---
title: A new set
variables:
  Backup: { type: backup-set }
---

\`\`\`step {#new}
new-backup-set:
  variable: Backup
\`\`\`
`;

describe('on a workstation that has the set, an editor, and neither checkout nor Node', function () {
  this.timeout(120_000);
  let scratch: Scratch;
  let workstation: Workstation;

  before(async () => {
    scratch = await Scratch.make();
    await scratch.fill({ 'estate.yaml': estateText, 'backup/x': '' });
    const installed = scratch.at('server/extension');
    await mkdir(installed, { recursive: true });
    for (const name of packed)
      await cp(join(root, name), join(installed, name), { recursive: true });
    const set = await setsIn(scratch).create('one', undefined);
    await scratch.fill({ 'backup/one/Topology.xml': '<Topology />' });
    const estate = await loadEstate('estate.yaml', scratch.root);
    await recoveryKitOf(program(join(installed, 'dist')), estate, []).write(set, signal);
    await setsIn(scratch).seal(set, { signal, by: 'x' });
    workstation = new Workstation(scratch);
    await mkdir(workstation.at('stick'), { recursive: true });
    await mkdir(workstation.at('home'));
    await rename(scratch.at('backup/one'), workstation.set);
    for (const name of ['backup', 'server', 'estate.yaml']) {
      await rm(scratch.at(name), { recursive: true });
    }
    await workstation.install();
  });
  after(() => scratch[Symbol.asyncDispose]());

  it('there is no program to be found by its name', () => {
    for (const name of ['node', 'pwsh', 'code']) {
      assert.equal(workstation.start(name, '--version').status, null, name);
    }
  });

  it("the kit's extension brings the command line, which verifies the set", () => {
    assert.match(workstation.run('--version').out, /^\d+\.\d+\.\d+\n$/);
    const verified = workstation.run('set', 'verify', workstation.set);
    assert.equal(verified.status, 0, verified.out);
    assert.match(verified.out, /one is whole \(full\)/);
  });

  it('the set is opened: its runbooks are without errors, and their values lead to the stick', async () => {
    const to = workstation.at('recovery');
    const opened = workstation.run('set', 'open', workstation.set, '--to', to);
    assert.equal(opened.status, 0, opened.out);
    const names = await readdir(join(to, 'runbooks'));
    const runbooks = names.filter(name => name.endsWith('.runbook.md'));
    assert.deepEqual(runbooks.sort(), [
      'recover-bk01.contoso.com.runbook.md',
      'recover-se01.contoso.com.runbook.md',
    ]);
    for (const name of runbooks) {
      const words = ['--estate', join(to, 'estate.yaml')];
      const lint = workstation.run('lint', join(to, 'runbooks', name), ...words);
      assert.equal(lint.status, 0, lint.out);
    }
    const worth = workstation.run('set', 'list', '--estate', join(to, 'estate.yaml'));
    assert.match(worth.out, /^one {2}sealed, /m);
  });

  it("a run there is logged, and the kit's own verifier finds the log whole", async () => {
    const runbook = workstation.at('recovery/runbooks/new.runbook.md');
    await writeFile(runbook, rehearsal);
    const estate = workstation.at('recovery/estate.yaml');
    const logs = workstation.at('logs');
    const run = workstation.run('run', runbook, '--estate', estate, '--logs', logs);
    assert.equal(run.status, 0, run.out);
    const [log = ''] = (await readdir(logs, { recursive: true })).filter(name =>
      name.endsWith('.recovery-log.jsonl'),
    );
    const verifier = join(workstation.set, 'recovery-kit/verify-recovery-log.mjs');
    const whole = workstation.start(workstation.editor, verifier, join(logs, log));
    assert.equal(whole.status, 0, whole.out);
    const text = await readFile(join(logs, log), 'utf8');
    await writeFile(join(logs, log), text.replace('A new set', 'An old set'));
    assert.notEqual(workstation.start(workstation.editor, verifier, join(logs, log)).status, 0);
  });
});
