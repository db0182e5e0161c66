import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { verifyLog } from '../../src/log/chain/verify.ts';
import {
  answer,
  eventsOf,
  logOf,
  marked,
  marks,
  newFolder,
  openRunbook,
  ours,
  outputText,
  runAll,
  said,
  settled,
  steps,
  until,
} from './editor.ts';

let estate = '';
let count = 0;

const head = '---\ntitle: A run of checks\n---\n\n';

function check(attributes: string, host: string, port = 5061): string {
  return `\`\`\`step {${attributes}}\ncheck:\n  port:\n    host: ${host}\n    port: ${port}\n\`\`\`\n\n`;
}

async function runbook(...parts: string[]): Promise<vscode.NotebookDocument> {
  count += 1;
  return openRunbook(join(estate, 'runbooks', `r${count}.runbook.md`), head + parts.join(''));
}

const se01 = 'se01.contoso.com';
const se02 = 'se02.contoso.com';

describe('A run in the notebook', () => {
  before(async () => {
    estate = join(await newFolder('run'), 'estate');
    await ours('practise', { folder: estate, open: 'no' });
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('ticks every cell with Run All, leaves the file alone and the document clean', async () => {
    const notebook = await runbook(check('#a', se01), 'Prose.\n\n', check('#b requires=a', se02));
    const bytes = await readFile(notebook.uri.fsPath);
    const log = await logOf(() => runAll(notebook));
    await marked(notebook, ['tick', 'tick']);
    await said(steps(notebook)[0], /^se01\.contoso\.com:5061 takes connections\.\n$/);
    assert.deepEqual(await readFile(notebook.uri.fsPath), bytes);
    assert.equal(notebook.isDirty, false);
    const verification = await verifyLog(log);
    assert.deepEqual([verification.integrity.state, verification.finished], ['intact', true]);
    const ended = (await eventsOf(log)).filter(event => event.type === 'step-ended');
    assert.deepEqual(
      ended.map(event => [event.step, event.outcome]),
      [
        ['a', 'succeeded'],
        ['b', 'succeeded'],
      ],
    );
  });

  it('stops at the first failure: the error says what to do, the rest has no mark', async () => {
    const notebook = await runbook(check('#a', se01), check('#b', se01, 9999), check('#c', se02));
    const log = await logOf(() => runAll(notebook));
    await marked(notebook, ['tick', 'cross', 'none']);
    const text = outputText(steps(notebook)[1]);
    assert.match(text, /9999/);
    assert.match(text, /ECONNREFUSED/);
    assert.match(text, /^Next: /m);
    assert.deepEqual(steps(notebook)[2]?.outputs, []);
    const events = await eventsOf(log);
    assert.ok(!events.some(event => event.step === 'c'), 'the third step is not in the log');
    assert.ok(!events.some(event => event.type === 'run-finished'), 'the run stays open');
  });

  it('goes on with the open run: what is done stays done, and Resume runs the rest', async () => {
    const notebook = await runbook(check('#a', se01), check('#b', se02), check('#c', se01));
    const [first] = steps(notebook);
    const log = await logOf(async () => {
      await ours('runStepAgain', first);
      await ours('resume');
    });
    await marked(notebook, ['tick', 'tick', 'tick']);
    const started = (await eventsOf(log)).filter(event => event.type === 'step-started');
    assert.deepEqual(
      started.map(event => event.step),
      ['a', 'b', 'c'],
    );
  });

  it('comes back from the log when the runbook is opened again, and goes on in the same log', async () => {
    const notebook = await runbook(check('#a', se01), check('#b', se02));
    const { fsPath } = notebook.uri;
    const log = await logOf(async () => {
      await ours('runStepAgain', steps(notebook)[0]);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await until('the notebook is closed', () => notebook.isClosed);
      const again = await openRunbook(fsPath);
      await until('the tick is back', () => marks(again)[0] === 'tick');
      await marked(again, ['tick', 'none']);
      assert.equal(again.isDirty, false);
      await said(again.cellAt(0), /A run of .* is open: 1 of 2 steps are done/);
      await ours('resume');
      await marked(again, ['tick', 'tick']);
    });
    const events = (await eventsOf(log)).map(event => event.type);
    assert.ok(events.includes('run-resumed'));
    assert.equal(events.at(-2), 'run-finished');
  });

  it('does not start a step before what it requires, and takes a reason for it', async () => {
    const notebook = await runbook(check('#a', se01), check('#b requires=a', se02));
    const [, second] = steps(notebook);
    const log = await logOf(async () => {
      const running = ours('runStepAgain', second);
      await until('the cell asks', () => outputText(second).includes('should not be run yet'));
      await said(second, /a has not been run/);
      await answer(second, { decision: 'override', text: 'a was done by hand' });
      await running;
    });
    await marked(notebook, ['none', 'tick']);
    await said(second, /Set aside with this reason, by /);
    assert.ok((await eventsOf(log)).some(event => event.type === 'override'));
  });

  it('asks in the cell before a step that wants it, and does nothing on No', async () => {
    const notebook = await runbook(check('#a confirm', se01), check('#b', se02));
    const [first] = steps(notebook);
    const running = vscode.commands.executeCommand('notebook.execute');
    await until('the cell asks', () => outputText(first).includes('Go on?'));
    await said(first, /se01\.contoso\.com/);
    await answer(first, { decision: 'no' });
    await running;
    await settled(notebook);
    await marked(notebook, ['cross', 'none']);
    await said(first, /was not confirmed/);
  });

  it('cancels: the running step says so, the rest keeps no mark', async () => {
    const notebook = await runbook(check('#a confirm', se01), check('#b', se02));
    const [first] = steps(notebook);
    void vscode.commands.executeCommand('notebook.execute');
    await until('the cell asks', () => outputText(first).includes('Go on?'));
    await vscode.commands.executeCommand('notebook.cancelExecution');
    await until('it ended', () => marks(notebook)[0] === 'cross');
    await said(first, /Cancelled/);
    await marked(notebook, ['cross', 'none']);
  });

  it('shows the form of a manual step in its cell and keeps the answer', async () => {
    const text =
      '```step {#hands}\nmanual:\n  instruction: Put the disk in.\n  evidence:\n    - Serial number\n```\n\n';
    const notebook = await runbook(text);
    const [first] = steps(notebook);
    const log = await logOf(async () => {
      const running = ours('runStepAgain', first);
      await until('the cell asks', () => outputText(first).includes('to be done by hand'));
      await said(first, /Put the disk in\./);
      const given = { decision: 'done', text: 'took a minute' };
      await answer(first, { ...given, evidence: ['SN-4711', ''] });
      await running;
    });
    await marked(notebook, ['tick']);
    assert.match(await readFile(log, 'utf8'), /SN-4711/);
    assert.match(await readFile(log, 'utf8'), /took a minute/);
  });

  it('rehearses in a log of its own: plans are shown, no cell is ticked', async () => {
    const notebook = await runbook(check('#a', se01), check('#b confirm', se02));
    const log = await logOf(async () => {
      await ours('rehearse');
    });
    await marked(notebook, ['none', 'none']);
    const shown = (): string => outputText(steps(notebook)[1]);
    await until('the plan is shown', () => shown() !== '');
    assert.match(shown(), /^Rehearsed\. This would be done:\n.*se02/);
    const events = await eventsOf(log);
    assert.ok(!events.some(event => event.type === 'step-started'));
    assert.equal(events.at(-2)?.outcome, 'rehearsed');
  });

  it('does not begin on a runbook with errors, and says where they are', async () => {
    const notebook = await runbook('```step {#a requires=nowhere}\nchek:\n  port: 1\n```\n');
    await runAll(notebook);
    await marked(notebook, ['cross']);
    const text = outputText(steps(notebook)[0]);
    assert.match(text, /The runbook has errors; no run was started/);
    assert.match(text, /runbook\.md:5:\d+: error: .*nowhere/);
  });

  it('says that there is no estate file where there is none', async () => {
    const folder = await newFolder('none');
    const file = join(folder, 'x.runbook.md');
    const settings = vscode.workspace.getConfiguration('recoveryRunbooks');
    await settings.update(
      'estateFile',
      join(folder, 'missing.yaml'),
      vscode.ConfigurationTarget.Workspace,
    );
    try {
      const notebook = await openRunbook(file, check('#a', se01));
      await runAll(notebook);
      await marked(notebook, ['cross']);
      await said(steps(notebook)[0], /missing\.yaml/);
    } finally {
      await settings.update('estateFile', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
