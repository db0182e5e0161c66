import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { logOf, newFolder, openRunbook, ours, until } from './editor.ts';

const estate = `kind: live
name: Contoso
domain: contoso.com
sites: [{ name: Paris }]
pools:
  - { fqdn: se01.contoso.com, site: Paris, type: standard-edition, servers: [se01.contoso.com] }
servers:
  - { fqdn: se01.contoso.com, site: Paris, roles: [StandardEdition] }
`;

const head = `---
title: Language features
variables:
  Server: { type: server, default: se01.contoso.com }
---

# Language features

`;

let folder = '';
let count = 0;

function file(): string {
  count += 1;
  return join(folder, `l${count}.runbook.md`);
}

/** Text of a cell and the cursor in it, which is written `|`. */
function cursor(document: vscode.TextDocument, before: string): vscode.Position {
  const at = document.getText().indexOf(before);
  assert.ok(at >= 0, `${before} stands in the text`);
  return document.positionAt(at + before.length);
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

async function complete(document: vscode.TextDocument, before: string): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    cursor(document, before),
  );
  return list.items.map(labelOf);
}

async function hover(document: vscode.TextDocument, before: string): Promise<string> {
  const all = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    cursor(document, before),
  );
  const texts = all.flatMap(({ contents }) => contents);
  return texts.map(each => (each instanceof vscode.MarkdownString ? each.value : '')).join('\n');
}

/** `code: line` of what *Problems* shows for a document, once it is `wanted`. */
async function problems(document: vscode.TextDocument, wanted: readonly string[]): Promise<void> {
  const now = (): string[] =>
    vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ source }) => source === 'Recovery Runbooks')
      .map(({ code, range }) => `${typeof code === 'string' ? code : ''}:${range.start.line}`);
  try {
    await until('the problems are told', () => now().join() === wanted.join());
  } catch {
    assert.deepEqual(now(), wanted);
  }
}

async function fixAll(document: vscode.TextDocument, code: string): Promise<void> {
  const told = (): vscode.Diagnostic | undefined =>
    vscode.languages.getDiagnostics(document.uri).find(each => each.code === code);
  await until(`${code} is told`, () => told() !== undefined);
  const found = told();
  assert.ok(found);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    found.range,
  );
  const [action] = actions;
  assert.ok(action, `${code} has a quick fix`);
  if (action.edit !== undefined) assert.ok(await vscode.workspace.applyEdit(action.edit));
  const { command } = action;
  if (command === undefined) return;
  const words: unknown[] = command.arguments ?? [];
  await vscode.commands.executeCommand(command.command, ...words);
}

function cell(language: string, text: string, attributes = '#a'): string {
  return `\`\`\`${language} {${attributes}}\n${text}\n\`\`\`\n\n`;
}

async function notebook(...parts: string[]): Promise<vscode.NotebookDocument> {
  return openRunbook(file(), head + parts.join(''));
}

function code(opened: vscode.NotebookDocument): vscode.TextDocument[] {
  const ids = ['powershell', 'sql', 'recovery-step'];
  return opened
    .getCells()
    .map(({ document }) => document)
    .filter(({ languageId }) => ids.includes(languageId));
}

function first(opened: vscode.NotebookDocument): vscode.TextDocument {
  const [document] = code(opened);
  assert.ok(document);
  return document;
}

before(async () => {
  folder = await newFolder('language');
  await writeFile(join(folder, 'estate.yaml'), estate);
});

afterEach(async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});

describe('Language features in cells', () => {
  it('complete and explain step cells: actions, keys, servers of the estate, variables', async () => {
    const opened = await notebook(
      cell('step', 'check:\n  fqdn:\n    server: se', '#a'),
      cell('step', 'che', '#b'),
      cell('step', 'copy-files:\n  from: x\n  ov', '#c'),
    );
    const [check, start, copy] = code(opened);
    assert.ok(check && start && copy);
    const servers = await complete(check, 'server: ');
    assert.ok(servers.includes('se01.contoso.com') && servers.includes('$Server'));
    assert.ok((await complete(start, 'che')).includes('check'));
    assert.ok((await complete(copy, '  ov')).includes('overwrite'));
    assert.match(await hover(copy, 'copy-f'), /copy-files:\n {2}from: \$Backup/);
  });

  it('complete and explain cmdlets and their parameters', async () => {
    const opened = await notebook(
      cell('powershell', 'Import-CsUserData -PoolFqdn $Server -\nExpo'),
    );
    const document = first(opened);
    const parameters = await complete(document, '$Server -');
    assert.ok(parameters.includes('-FileName'));
    assert.ok(!parameters.includes('-Identity'));
    assert.ok((await complete(document, 'Expo')).includes('Export-CsConfiguration'));
    assert.match(await hover(document, 'Import-Cs'), /-PoolFqdn <Fqdn>/);
  });

  it('complete SQL: snippets and variables', async () => {
    const document = first(await notebook(cell('sql', 'SELECT @S\nback')));
    assert.ok((await complete(document, '@S')).includes('@Server'));
    assert.ok((await complete(document, 'back')).includes('backup-database'));
  });

  it('tell at once what is wrong in the cell, and mend it', async () => {
    const opened = await notebook(
      cell('powershell', 'Exprot-CsConfiguration -FileName C:\\a.zip'),
      cell('step', 'chek:\n  dns:\n    name: $Server', '#b requires=a'),
    );
    const [script, step] = code(opened);
    assert.ok(script && step);
    await problems(script, ['cs-unknown-cmdlet:0']);
    await problems(step, ['step-unknown-action:0']);
    await fixAll(script, 'cs-unknown-cmdlet');
    await fixAll(step, 'step-unknown-action');
    assert.equal(script.getText(), 'Export-CsConfiguration -FileName C:\\a.zip');
    assert.match(step.getText(), /^check:/);
    await problems(script, []);
    await problems(step, []);
  });

  it('tell what is wrong with the whole runbook at the cell, and change its attributes', async () => {
    const opened = await notebook(
      cell('step', 'verify-backup-set:\n  set: /b', '#v'),
      cell('powershell', 'Uninstall-CsDatabase -DatabaseType User\nGet-CsPool', '#drop requires=v'),
    );
    const script = code(opened)[1];
    assert.ok(script);
    await problems(script, ['destructive-without-confirm:0']);
    await fixAll(script, 'destructive-without-confirm');
    const changed = opened.getCells().find(each => each.document === script);
    assert.equal(changed?.metadata.info, 'powershell {#drop confirm requires=v}');
    await problems(script, []);
  });

  it('tell what PowerShell’s own parser says, and no more once it is mended', async () => {
    const opened = await notebook(
      cell('powershell', '$pools = Get-CsPool\nif ($pools) { Get-CsPool'),
    );
    const script = first(opened);
    const told = (): string[] =>
      vscode.languages
        .getDiagnostics(script.uri)
        .filter(({ code }) => code === 'ps-syntax')
        .map(({ range, message }) => `${range.start.line}: ${message}`);
    await until('the parser has answered', () => told().length > 0);
    assert.match(told().join('\n'), /^1: PowerShell cannot read this: .*\}/);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(script.uri, script.lineAt(1).range.end, ' }');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('nothing is told any more', () => told().length === 0);
  });

  it('mend commands whose line does not go on, and undeclared variables', async () => {
    const opened = await notebook(
      cell('powershell', 'Export-CsUserData -PoolFqdn $Server ` \n  -FileName a.zip\nGet-CsPool'),
      cell('step', 'check:\n  dns:\n    name: ${Servre}', '#b'),
    );
    const [script, step] = code(opened);
    assert.ok(script && step);
    await until('the problems are told', () =>
      [script, step].every(({ uri }) => vscode.languages.getDiagnostics(uri).length > 0),
    );
    await fixAll(script, 'cs-stray-parameter');
    await fixAll(step, 'unknown-variable');
    assert.equal(script.lineAt(0).text, 'Export-CsUserData -PoolFqdn $Server `');
    assert.match(step.getText(), /name: \$\{Server\}/);
    await problems(script, []);
    await problems(step, []);
  });

  it('tell of the front matter in its cell, and complete it', async () => {
    const opened = await openRunbook(
      file(),
      `---\ntitle: x\nvariables:\n  A: { type: serfer }\n  B:\n    \n---\n\n${cell('step', 'manual:\n  instruction: $A $B')}`,
    );
    const front = opened.cellAt(0).document;
    await problems(front, ['variable-type:2']);
    assert.ok((await complete(front, 'B:\n    ')).includes('default'));
  });
});

describe('Language features in the text editor', () => {
  it('complete, explain, tell and mend in every part of the file', async () => {
    const path = file();
    await writeFile(
      path,
      `${head}${cell('step', 'check:\n  dns:\n    name: $Server', '#one')}${cell('powershell', 'Get-CsPol', '#two requires=on target=$Server con')}`,
    );
    const document = await vscode.workspace.openTextDocument(path);
    await vscode.window.showTextDocument(document);
    assert.ok((await complete(document, 'requires=on')).includes('one'));
    assert.ok((await complete(document, 'target=$Server con')).includes('confirm'));
    assert.ok((await complete(document, '    name: ')).includes('se01.contoso.com'));
    assert.ok((await complete(document, 'Server: { type: server')).length >= 0);
    assert.match(await hover(document, '  dns'), /dns/);
    await until('the problems are told', () =>
      vscode.languages.getDiagnostics(document.uri).some(each => each.code === 'unknown-step'),
    );
    await fixAll(document, 'unknown-step');
    await fixAll(document, 'cs-unknown-cmdlet');
    assert.match(document.getText(), /#two requires=one /);
    assert.match(document.getText(), /Get-CsPool/);
  });

  it('rename a step wherever the file names it', async () => {
    const path = file();
    await writeFile(
      path,
      `${head}See \`one\`.\n\n${cell('step', 'check:\n  dns:\n    name: $Server', '#one')}${cell('powershell', "'one'", '#two requires=one')}`,
    );
    const document = await vscode.workspace.openTextDocument(path);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      cursor(document, '{#o'),
      'first',
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    const text = document.getText();
    assert.match(text, /See `first`\./);
    assert.match(text, /\{#first\}/);
    assert.match(text, /\{#two requires=first\}/);
    assert.match(text, /^'one'$/m);
  });
});

describe('Commands for authors', () => {
  it('make a new runbook from a template and open it', async () => {
    const path = await ours('newRunbook', { template: 'restore', title: `Restore ${Date.now()}` });
    assert.ok(typeof path === 'string' && path.endsWith('.runbook.md'));
    await until(
      'it is shown',
      () => vscode.window.activeNotebookEditor?.notebook.uri.fsPath === path,
    );
  });

  it('insert a step below the selected one, with an id of its own', async () => {
    const opened = await notebook(cell('step', 'check:\n  dns:\n    name: $Server', '#check'));
    const index = opened.getCells().findIndex(each => each.document === first(opened));
    await ours('insertStep', opened.cellAt(index), { step: 'check' });
    const added = opened.cellAt(index + 1);
    assert.equal(added.metadata.info, 'step {#check-2}');
    assert.match(added.document.getText(), /^check:/);
    assert.equal(added.document.languageId, 'recovery-step');
  });

  it('rename a step in the notebook: id, requires, prose', async () => {
    const opened = await notebook(
      'See `one`.\n\n',
      cell('step', 'check:\n  dns:\n    name: $Server', '#one'),
      cell('sql', 'SELECT 1', '#two requires=one'),
    );
    const [, , one, two] = opened.getCells();
    await ours('renameStep', one, { to: 'first' });
    assert.equal(one?.metadata.info, 'step {#first}');
    assert.equal(two?.metadata.info, 'sql {#two requires=first}');
    assert.match(opened.cellAt(1).document.getText(), /`first`/);
    assert.ok(await opened.save());
  });

  it('edit properties of a notebook, and leave every other byte as it was', async () => {
    const opened = await notebook(cell('sql', 'SELECT @Server', '#a'));
    const before = opened.cellAt(0).document.getText();
    await ours('editProperties', { property: 'variables.Server.required', value: 'true' });
    await ours('editProperties', { property: 'applies-to.roles', value: 'FrontEnd, Edge' });
    const after = opened.cellAt(0).document.getText();
    assert.equal(
      after.trimEnd(),
      before
        .trimEnd()
        .replace('default: se01.contoso.com }', 'default: se01.contoso.com, required: true }')
        .concat('\napplies-to:\n  roles: [FrontEnd, Edge]'),
    );
    assert.ok(await opened.save());
  });

  it('edit properties of a file in the text editor, with and without front matter', async () => {
    for (const [text, wanted] of [
      ['---\ntitle: A # kept\n---\n\n# A\n', '---\ntitle: B # kept\n---\n\n# A\n'],
      ['# A\n', '---\ntitle: B\n---\n\n# A\n'],
    ] as const) {
      const path = file();
      await writeFile(path, text);
      const document = await vscode.workspace.openTextDocument(path);
      await vscode.window.showTextDocument(document);
      await ours('editProperties', { property: 'title', value: 'B' });
      assert.equal(document.getText(), wanted);
      await document.save();
    }
  });

  it('extract a variable: the selection becomes its default', async () => {
    const opened = await notebook(cell('powershell', "Get-Item 'C:\\Logs'"));
    const editor = await vscode.window.showTextDocument(first(opened));
    editor.selection = new vscode.Selection(0, 10, 0, 17);
    await ours('extractVariable', { name: 'Logs' });
    assert.equal(first(opened).getText(), 'Get-Item $Logs');
    assert.match(
      opened.cellAt(0).document.getText(),
      /^ {2}Logs: \{ type: path, default: 'C:\\Logs' \}/m,
    );
  });

  it('show the plan as instructions, with the values in place', async () => {
    await notebook(cell('powershell', 'Get-CsPool -Identity $Server', '#look target=$Server'));
    await ours('previewPlan');
    const made = vscode.workspace.textDocuments.findLast(
      ({ uri }) => uri.scheme === 'recovery-instructions',
    );
    assert.match(made?.getText() ?? '', /\$Server = 'se01\.contoso\.com'\nGet-CsPool/);
  });

  it('save the plan as a page', async () => {
    await notebook(cell('powershell', 'Get-CsPool -Identity $Server', '#look'));
    const path = join(folder, 'plan.html');
    assert.equal(await ours('printPlan', { file: path }), path);
    const text = new TextDecoder().decode(
      await vscode.workspace.fs.readFile(vscode.Uri.file(path)),
    );
    assert.match(text, /se01\.contoso\.com/);
  });
});

describe('Parts of a run', () => {
  let practice = '';
  before(async () => {
    practice = join(await newFolder('parts'), 'estate');
    await ours('practise', { folder: practice, open: 'no' });
  });

  const check = (id: string): string =>
    cell('step', 'check:\n  port:\n    host: se01.contoso.com\n    port: 5061', id);

  async function run(): Promise<vscode.NotebookDocument> {
    return openRunbook(
      join(practice, 'runbooks', `p${(count += 1)}.runbook.md`),
      `---\ntitle: Parts\n---\n\n${check('#a')}${check('#b')}${check('#c')}`,
    );
  }

  function ticked(opened: vscode.NotebookDocument): boolean[] {
    const cells = opened.getCells().filter(each => each.document.languageId === 'recovery-step');
    return cells.map(({ executionSummary }) => executionSummary?.success === true);
  }

  it('run to here: the steps before it that are left, and it', async () => {
    const opened = await run();
    await ours('runToHere', opened.cellAt(2));
    await until('two are ticked', () => ticked(opened).join() === 'true,true,false');
  });

  it('run the selection alone', async () => {
    const opened = await run();
    const editor = vscode.window.activeNotebookEditor;
    assert.ok(editor);
    editor.selections = [new vscode.NotebookRange(2, 4)];
    await ours('runSelection');
    await until('the last two are ticked', () => ticked(opened).join() === 'false,true,true');
  });

  it('make a runbook of what was done', async () => {
    const opened = await run();
    const log = await logOf(async () => {
      await ours('runToHere', opened.cellAt(1));
      await until('one is ticked', () => ticked(opened).join() === 'true,false,false');
    });
    const title = `What was done ${Date.now()}`;
    const path = await ours('runbookOfRun', { log, title });
    assert.ok(typeof path === 'string');
    const text = new TextDecoder().decode(
      await vscode.workspace.fs.readFile(vscode.Uri.file(path)),
    );
    assert.match(text, /```step \{#a\}\ncheck:\n {2}port:/);
    assert.doesNotMatch(text, /\{#b/);
  });
});
