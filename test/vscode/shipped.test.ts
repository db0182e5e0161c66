import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { verifyLog } from '../../src/log/chain/verify.ts';
import {
  answering,
  logOf,
  marks,
  newFolder,
  openRunbook,
  ours,
  outputText,
  runAll,
  steps,
  until,
} from './editor.ts';

/** The workspace of the tests holds several estates; this names the one that is meant. */
async function nameEstate(file: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('recoveryRunbooks');
  await settings.update('estateFile', file, vscode.ConfigurationTarget.Workspace);
}

/** What a step's cell says, for a failure that can be understood from the report alone. */
function said(notebook: vscode.NotebookDocument): string {
  return steps(notebook)
    .map((cell, i) => `${marks(notebook)[i] ?? ''}: ${outputText(cell)}`)
    .join('\n');
}

describe('The shipped runbooks in the editor', function () {
  this.timeout(600_000);
  let estate = '';

  before(async () => {
    estate = join(await newFolder('shipped'), 'estate');
    await ours('practise', { folder: estate, open: 'no' });
    await nameEstate(join(estate, 'estate.yaml'));
  });
  after(() => nameEstate(undefined));
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Runs the runbook whole; the commands of the estate file are agreed to as they are asked for. */
  async function runWhole(notebook: vscode.NotebookDocument, skipped: number): Promise<void> {
    const log = await logOf(async () => {
      const asked = await answering(
        notebook,
        ({ ask }) => ({ decision: ask === 'approve' ? 'all' : ask === 'manual' ? 'done' : 'yes' }),
        () => runAll(notebook, 280_000),
      );
      assert.equal(asked.filter(ask => ask === 'approve').length, 1, said(notebook));
    });
    // a step whose condition does not hold on this estate says so and has no mark
    const wantedNow = (): string[] =>
      steps(notebook).map(cell =>
        outputText(cell).startsWith('Skipped: its condition does not hold') ? 'none' : 'tick',
      );
    const isMarked = (): boolean => marks(notebook).join() === wantedNow().join();
    await until('every step is marked', isMarked).catch(() => undefined);
    const wanted = wantedNow();
    assert.deepEqual(marks(notebook), wanted, said(notebook));
    assert.ok(wanted.filter(mark => mark === 'none').length <= skipped, said(notebook));
    const { integrity, finished } = await verifyLog(log);
    assert.deepEqual([integrity.state, finished], ['intact', true]);
  }

  it('back up the estate with Run All: every cell ticked, the log intact and finished', async () => {
    await runWhole(await openRunbook(join(estate, 'runbooks', 'backup-core-data.runbook.md')), 0);
  });

  it('recover a lost server with Run All: every cell ticked, the log intact and finished', async () => {
    await ours('loseServer', { target: 'se01.contoso.com' });
    await ours('openRecoveryRunbook', { target: 'se01.contoso.com' });
    await until('it is shown', () => vscode.window.activeNotebookEditor !== undefined);
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    assert.ok(notebook);
    const bytes = await readFile(notebook.uri.fsPath);
    await until('the header is shown', () => notebook.cellAt(0).outputs.length > 0);
    await runWhole(notebook, 1);
    assert.deepEqual(await readFile(notebook.uri.fsPath), bytes);
    assert.equal(notebook.isDirty, false);
  });
});
