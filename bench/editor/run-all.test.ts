import assert from 'node:assert/strict';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  logFiles,
  marks,
  newFolder,
  openRunbook,
  ours,
  steps,
  until,
} from '../../test/vscode/editor.ts';
import { report } from './measure.ts';

const count = 500;
/** The best of so many counts: what else the machine does is nobody's share. */
const rounds = 3;

function runbook(): string {
  const step = '```step\ncheck:\n  dns:\n    name: se01.contoso.com\n```\n\n';
  return `---\ntitle: Many trivial steps\n---\n\n${step.repeat(count)}`;
}

interface Cost {
  /** From the call of *Run All* to the last mark, ms. */
  readonly wall: number;
  /** Processor time of the extension host for it, all threads, ms. */
  readonly cpu: number;
}

async function runAll(notebook: vscode.NotebookDocument): Promise<Cost> {
  const from = performance.now();
  const before = process.cpuUsage();
  await vscode.commands.executeCommand('notebook.execute');
  await until('all ended', () => marks(notebook).every(mark => mark !== 'none'), 120_000);
  const wall = performance.now() - from;
  const { user, system } = process.cpuUsage(before);
  assert.equal(marks(notebook).filter(mark => mark === 'tick').length, count);
  return { wall, cpu: (user + system) / 1000 };
}

/** What any controller has to ask of the editor: start each cell, show one line, end it. */
async function bare(notebook: vscode.NotebookDocument): Promise<Cost> {
  const controller = vscode.notebooks.createNotebookController(
    'bare',
    notebook.notebookType,
    'Bare',
    cells => {
      const all = cells.map(cell => controller.createNotebookCellExecution(cell));
      for (const execution of all) {
        execution.start(Date.now());
        const item = vscode.NotebookCellOutputItem.stdout('se01.contoso.com: 10.20.0.11\n');
        execution
          .appendOutput(new vscode.NotebookCellOutput([item]))
          .then(undefined, () => undefined);
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

/** The same records written and synced with nothing around them: what the disk alone takes. */
async function disk(log: string): Promise<number> {
  const lines = (await readFile(log, 'utf8')).split(/(?<=\n)/);
  const file = await open(`${log}.bare`, 'w');
  const from = performance.now();
  for (const line of lines) {
    await file.write(line);
    if (!/"type":"(?:output|table|progress)"/.test(line)) await file.datasync();
  }
  const took = performance.now() - from;
  await file.close();
  return took;
}

describe('Run All of many trivial steps', function () {
  this.timeout(300_000);

  it('is measured against a bare controller and the bare disk', async () => {
    const estate = join(await newFolder('bench'), 'estate');
    await ours('practise', { folder: estate, open: 'no' });
    const open = (name: string): Promise<vscode.NotebookDocument> =>
      openRunbook(join(estate, 'runbooks', `${name}.runbook.md`), runbook());
    const own: Cost[] = [];
    const least: Cost[] = [];
    const synced: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const notebook = await open(`many-${round}`);
      assert.equal(steps(notebook).length, count);
      own.push(await runAll(notebook));
      synced.push(await disk((await logFiles()).at(-1) ?? ''));
      least.push(await bare(await open(`bare-${round}`)));
    }
    const best = (values: readonly number[]): number => Math.min(...values);
    report({
      disk: best(synced),
      ownWall: best(own.map(cost => cost.wall)),
      ownCpu: best(own.map(cost => cost.cpu)),
      leastWall: best(least.map(cost => cost.wall)),
      count,
    });
  });
});
