import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { marks, newFolder, openRunbook, ours, steps, until } from '../../test/vscode/editor.ts';
import { report } from './measure.ts';

const count = 500;

function runbook(): string {
  const step = '```step\ncheck:\n  port:\n    host: se01.contoso.com\n    port: 5061\n```\n\n';
  return `---\ntitle: Many trivial steps\n---\n\n${step.repeat(count)}`;
}

/** From the call of *Run All* to the last mark. */
async function runAll(notebook: vscode.NotebookDocument): Promise<number> {
  const from = performance.now();
  await vscode.commands.executeCommand('notebook.execute');
  await until('all ended', () => marks(notebook).every(mark => mark !== 'none'), 120_000);
  const took = performance.now() - from;
  assert.equal(marks(notebook).filter(mark => mark === 'tick').length, count);
  return took;
}

/** The least that a controller can do: start and end each cell. */
async function bare(notebook: vscode.NotebookDocument): Promise<number> {
  const controller = vscode.notebooks.createNotebookController(
    'bare',
    notebook.notebookType,
    'Bare',
    cells => {
      const all = cells.map(cell => controller.createNotebookCellExecution(cell));
      for (const execution of all) {
        execution.start(Date.now());
        execution.end(true, Date.now());
      }
    },
  );
  controller.supportedLanguages = ['recovery-step'];
  try {
    const extension = 'recovery-runbooks.recovery-runbooks';
    await vscode.commands.executeCommand('notebook.selectKernel', { id: 'bare', extension });
    return await runAll(notebook);
  } finally {
    controller.dispose();
  }
}

describe('Run All of many trivial steps', function () {
  this.timeout(300_000);

  it('is measured against a controller that does nothing', async () => {
    const estate = join(await newFolder('bench'), 'estate');
    await ours('practise', { folder: estate, open: 'no' });
    const notebook = await openRunbook(join(estate, 'runbooks', 'many.runbook.md'), runbook());
    assert.equal(steps(notebook).length, count);
    const own = await runAll(notebook);
    const second = await openRunbook(join(estate, 'runbooks', 'bare.runbook.md'), runbook());
    const least = await bare(second);
    report({ own, least, count });
  });
});
