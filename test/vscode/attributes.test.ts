import assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  attributeChoices,
  attributeFault,
  infoOf,
  writeAttributes,
} from '../../src/ui/notebook/edit-attributes.ts';

const scratch = process.env.RECOVERY_RUNBOOKS_TEST_SCRATCH ?? '';
let folder = '';

async function open(text: string): Promise<vscode.NotebookDocument> {
  const file = join(folder, `${Date.now()}-${text.length}.runbook.md`);
  await writeFile(file, text);
  return vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
}

const before1 =
  '# One\n\n```powershell   {.x  #one unknown="kept as it is"  timeout=5m}\nGet-Date\n```\n';
const after1 = '\nText\n\n```step\ncheck:\n  dns: a\n```\n';

describe('Attributes of a step', () => {
  before(async () => {
    folder = await mkdtemp(join(scratch, 'at-'));
  });

  it('are written into the fence of that cell only, the others in it as they stood', async () => {
    const notebook = await open(before1 + after1);
    assert.ok(await writeAttributes(notebook.cellAt(1), { timeout: '10m', confirm: true }));
    assert.ok(await notebook.save());
    assert.equal(
      await readFile(notebook.uri.fsPath, 'utf8'),
      before1.replace('timeout=5m}', 'timeout=10m confirm}') + after1,
    );
  });

  it('begin a pair of braces where a step has none, and take it away with the last one', async () => {
    const notebook = await open(before1 + after1);
    const cell = notebook.cellAt(3);
    await writeAttributes(cell, { id: 'check-dns', target: 'se01 contoso' });
    assert.equal(infoOf(cell), 'step {#check-dns target="se01 contoso"}');
    await writeAttributes(cell, { id: undefined, target: undefined });
    assert.ok(await notebook.save());
    assert.equal(await readFile(notebook.uri.fsPath, 'utf8'), before1 + after1);
  });

  it('are offered with their values, unknown ones too', () => {
    const values = attributeChoices('step {#a requires=b,c odd=1 confirm}');
    const shown = values.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]]));
    assert.deepEqual(shown, [
      ['id', 'a'],
      ['requires', 'b,c'],
      ['confirm', 'true'],
      ['odd', '1'],
    ]);
  });

  it('refuse a value that they cannot have, while it is typed', () => {
    assert.match(attributeFault('step {#a}', 'timeout', 'soon') ?? '', /soon/);
    assert.equal(attributeFault('step {#a}', 'timeout', '1h30m'), undefined);
    assert.ok(attributeFault('step {#a}', 'when', '$A == '));
    assert.ok(attributeFault('step {#a}', 'on-error', 'retry:0'));
  });
});
