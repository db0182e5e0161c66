import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  answering,
  eventsOf,
  logFiles,
  marked,
  newFolder,
  openRunbook,
  ours,
  outputText,
  said,
  steps,
  until,
  workspace,
} from './editor.ts';

const text = `---
title: Killed in the middle
---

\`\`\`step {#first}
check:
  dns:
    name: se01.contoso.com
\`\`\`

\`\`\`powershell {#second requires=first}
Start-Sleep -Seconds 3
'slept'
\`\`\`

\`\`\`step {#third requires=second}
check:
  dns:
    name: se02.contoso.com
\`\`\`
`;

/** Runs the runbook on the command line, and kills it with all that it started in its second step. */
async function killedRun(runbook: string, estate: string): Promise<void> {
  const extension = vscode.extensions.getExtension('recovery-runbooks.recovery-runbooks');
  assert.ok(extension);
  const cli = join(extension.extensionPath, 'dist', 'cli.mjs');
  const logs = join(workspace(), 'recovery-logs');
  const words = ['run', runbook, '--estate', estate, '--mode', 'practice', '--yes', '--json'];
  const child = spawn(process.execPath, [cli, ...words, '--logs', logs], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let seen = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    seen += chunk;
  });
  const exit = once(child, 'exit');
  const began = (): boolean =>
    seen.split('\n').some(line => line.includes('"second"') && line.includes('"step-started"'));
  await until('the second step runs', began, 60_000);
  assert.ok(child.pid);
  process.kill(-child.pid, 'SIGKILL');
  await exit;
}

describe('A run that was killed', function () {
  this.timeout(300_000);

  it('is shown as interrupted, asks what became of its step, and goes on in the same log', async () => {
    const folder = join(await newFolder('kill'), 'estate');
    const estate = String(await ours('practise', { folder, open: 'no' }));
    const file = join(folder, 'runbooks', 'killed.runbook.md');
    await mkdir(join(folder, 'runbooks'), { recursive: true });
    await writeFile(file, text);
    await killedRun(file, estate);

    const notebook = await openRunbook(file);
    await marked(notebook, ['tick', 'none', 'none']);
    const banner = /This run was interrupted at .* in step second; its outcome is unknown\./;
    await until('the banner', () => banner.test(outputText(notebook.cellAt(0))));
    const [, second] = steps(notebook);
    const asked = await answering(
      notebook,
      () => ({ decision: 'run-again' }),
      async () => ours('resume'),
    );
    assert.deepEqual(asked, ['interrupted']);
    await marked(notebook, ['tick', 'tick', 'tick']);
    await said(second, /slept/);
    const logs = await Promise.all((await logFiles()).map(eventsOf));
    const events = logs.find(each => each.some(event => event.type === 'reconciled')) ?? [];
    const types = events.map(event => event.type);
    assert.ok(types.includes('run-resumed'));
    assert.equal(types.at(-2), 'run-finished');
    assert.equal(types.filter(type => type === 'step-started').length, 4);
  });
});

describe('A run on a real estate', () => {
  it('rehearses until it goes live, and is told apart then', async () => {
    const folder = await newFolder('live');
    const estate = [
      'kind: live',
      'name: Contoso',
      'product: 2013',
      'domain: contoso.com',
      'sites:',
      '  - name: Paris',
      'servers:',
      '  - fqdn: localhost.localdomain',
      '    site: Paris',
      '    roles:',
      '      - BackupHost',
      '',
    ];
    await writeFile(join(folder, 'estate.yaml'), estate.join('\n'));
    const runbook =
      '---\ntitle: Live\n---\n\n```step {#a}\ncheck:\n  dns:\n    name: localhost\n```\n';
    const notebook = await openRunbook(join(folder, 'live.runbook.md'), runbook);
    const header = (): string => outputText(notebook.cellAt(0));
    await until('the mode is said', () =>
      header().includes('rehearsal: nothing but reads is sent'),
    );
    await ours('runStepAgain', steps(notebook)[0]);
    await until('it was planned only', () =>
      outputText(steps(notebook)[0]).startsWith('Rehearsed.'),
    );
    await marked(notebook, ['none']);
    await ours('goLive');
    await until('the mode is said', () => header().includes('LIVE'));
    await ours('runStepAgain', steps(notebook)[0]);
    await marked(notebook, ['tick']);
    await ours('finishRun');
    await until('it is over', () => header().includes('rehearsal'));
  });
});
