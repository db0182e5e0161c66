import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { verifyLog } from '../../src/log/verify.ts';
import { logOf, marks, newFolder, openRunbook, ours, outputText, runAll, steps } from './editor.ts';

/** What a step's cell says, for a failure that can be understood from the report alone. */
function said(notebook: vscode.NotebookDocument): string {
  return steps(notebook)
    .map((cell, i) => `${marks(notebook)[i] ?? ''}: ${outputText(cell)}`)
    .join('\n');
}

describe('The shipped runbooks in the editor', function () {
  this.timeout(300_000);
  let estate = '';

  before(async () => {
    estate = join(await newFolder('shipped'), 'estate');
    await ours('practise', { folder: estate, open: 'no' });
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('back up, lose and recover a server with Run All: every cell ticked, the logs verified', async () => {
    const backup = await openRunbook(join(estate, 'runbooks', 'backup-core-data.runbook.md'));
    const first = await logOf(() => runAll(backup, 240_000));
    assert.ok(
      marks(backup).every(mark => mark === 'tick'),
      said(backup),
    );
    const { integrity, finished } = await verifyLog(first);
    assert.deepEqual([integrity.state, finished], ['intact', true]);
  });
});
