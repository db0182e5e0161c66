import assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from './editor.ts';

const scratch = process.env.RECOVERY_RUNBOOKS_TEST_SCRATCH ?? '';
let folder = '';

async function write(name: string, bytes: string | Uint8Array): Promise<vscode.Uri> {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return vscode.Uri.file(file);
}

const text = [
  '---',
  'title: A runbook',
  '---',
  '',
  '# Hello',
  '',
  '```step {#one expect=5s}',
  'check:',
  '  dns: se01.contoso.com',
  '```',
  '',
  'Some prose.',
  '',
  '~~~powershell {requires=one}',
  'Get-Date',
  '~~~',
  '',
  '```js',
  'not(a).step',
  '```',
  '',
].join('\n');

function shape(notebook: vscode.NotebookDocument): [string, string][] {
  return notebook.getCells().map(cell => [cell.document.languageId, cell.document.getText()]);
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const uri = await write(`refused-${bytes.length}.runbook.md`, bytes);
  try {
    await vscode.workspace.openNotebookDocument(uri);
  } catch (thrown) {
    assert.deepEqual(await readFile(uri.fsPath), Buffer.from(bytes), 'the file stays as it was');
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
  return assert.fail('the file was opened');
}

describe('A runbook as a notebook', () => {
  before(async () => {
    folder = await mkdtemp(join(scratch, 'nb-'));
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('opens *.runbook.md with front matter, prose and steps as cells', async () => {
    const uri = await write('a.runbook.md', text);
    const notebook = await vscode.workspace.openNotebookDocument(uri);
    assert.equal(notebook.notebookType, 'recovery-runbook');
    assert.deepEqual(shape(notebook), [
      ['yaml', 'title: A runbook'],
      ['markdown', '# Hello'],
      ['recovery-step', 'check:\n  dns: se01.contoso.com'],
      ['markdown', 'Some prose.'],
      ['powershell', 'Get-Date'],
      ['markdown', '```js\nnot(a).step\n```'],
    ]);
  });

  it('opens *.runbook.md as a notebook by default and leaves other Markdown to the text editor', async () => {
    await vscode.commands.executeCommand('vscode.open', await write('b.runbook.md', text));
    const type = (): string | undefined =>
      vscode.window.activeNotebookEditor?.notebook.notebookType;
    await until('it is a notebook', () => type() === 'recovery-runbook');
    await vscode.commands.executeCommand('vscode.open', await write('c.md', text));
    await until('it is no notebook', () => type() === undefined);
    await until(
      'it is a text',
      () => vscode.window.activeTextEditor?.document.languageId === 'markdown',
    );
  });

  it('opens other Markdown with Open With, and saves it as it was', async () => {
    const uri = await write('d.md', text);
    await vscode.commands.executeCommand('vscode.openWith', uri, 'recovery-runbook-markdown');
    await until('it is a notebook', () => vscode.window.activeNotebookEditor !== undefined);
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    assert.ok(notebook);
    assert.equal(notebook.notebookType, 'recovery-runbook-markdown');
    assert.equal(notebook.cellCount, 6);
    assert.equal(await readFile(uri.fsPath, 'utf8'), text);
  });

  it('refuses UTF-16 with the reason and keeps the file', async () => {
    const message = await refusal(Buffer.from('\uFEFF# Titel\r\n', 'utf16le'));
    assert.match(message, /UTF-16 LE/);
    assert.match(message, /Save it as UTF-8/);
  });

  it('refuses ANSI text with the place of the first wrong byte', async () => {
    assert.match(await refusal(Buffer.from('# D\xe9j\xe0 vu\n', 'latin1')), /0xE9[^]*:1:4/);
  });

  it('refuses NUL bytes', async () => {
    assert.match(await refusal(Buffer.from('# a\0b, and more text after it\n')), /NUL byte/);
  });

  it('inserts a new step with a fence that fits its text, and changes nothing else', async () => {
    const uri = await write('e.runbook.md', text);
    const notebook = await vscode.workspace.openNotebookDocument(uri);
    const code = vscode.NotebookCellKind.Code;
    const cell = new vscode.NotebookCellData(code, 'SELECT 1\n```\n', 'sql');
    const edit = new vscode.WorkspaceEdit();
    edit.set(uri, [vscode.NotebookEdit.insertCells(4, [cell])]);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await notebook.save());
    const after = await readFile(uri.fsPath, 'utf8');
    const at = text.indexOf('~~~powershell');
    assert.equal(
      after,
      `${text.slice(0, at)}\`\`\`\`sql\nSELECT 1\n\`\`\`\n\n\`\`\`\`\n\n${text.slice(at)}`,
    );
  });
});
