import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { report } from './measure.ts';

async function activation(id: string): Promise<number> {
  const extension = vscode.extensions.getExtension(id);
  assert.ok(extension, id);
  assert.equal(extension.isActive, false, `${id} is not active yet`);
  const from = performance.now();
  await extension.activate();
  return performance.now() - from;
}

describe('Activation', () => {
  it('is measured against an empty extension', async () => {
    // what the editor itself does at its first activation of any extension is nobody's share
    await vscode.extensions.getExtension('vscode.markdown-math')?.activate();
    const empty = await activation('recovery-runbooks-bench.empty-extension');
    const ours = await activation('recovery-runbooks.recovery-runbooks');
    report({ ours, empty });
  });
});
