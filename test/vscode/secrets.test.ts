import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { logOf, newFolder, openRunbook, ours, outputText, runAll, steps } from './editor.ts';

describe('A secret', function () {
  this.timeout(300_000);
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('that was set is used by a run without a question, and is not in its log', async () => {
    const estate = join(await newFolder('secrets'), 'estate');
    await ours('practise', { folder: estate, open: 'no' });
    const value = 'Vk7-quite-hidden-42';
    assert.equal(await ours('setSecret', { name: 'Door', value }), true);
    const text =
      '---\ntitle: Door\nvariables:\n  Door: { type: secret, required: true }\n---\n\n' +
      '```powershell {#a}\n"length $($Door.Length) of $Door"\n```\n';
    const notebook = await openRunbook(join(estate, 'runbooks', 'door.runbook.md'), text);
    const log = await readFile(await logOf(() => runAll(notebook, 60_000)), 'utf8');
    assert.ok(!log.includes(value));
    assert.ok(!outputText(steps(notebook)[0]).includes(value));
    assert.match(log, /step-ended/);
  });
});
