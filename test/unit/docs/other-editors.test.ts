import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest = z
  .record(z.string(), z.unknown())
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

/** Commands of the editor itself, which every build of it has on a desktop and in a browser. */
const builtIn = new Set([
  'editor.action.rename',
  'markdown.showPreview',
  'notebook.cell.edit',
  'notebook.selectKernel',
  'setContext',
  'vscode.open',
  'vscode.openFolder',
  'vscode.openWith',
  'workbench.action.openSettings',
]);

function sources(): readonly (readonly [file: string, text: string])[] {
  return readdirSync('src/ui', { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => [name, readFileSync(`src/ui/${name}`, 'utf8')] as const);
}

describe('VS Code, VSCodium and code-server', () => {
  it('need no proposed interface and no other extension', () => {
    for (const key of ['enabledApiProposals', 'extensionDependencies', 'extensionPack']) {
      assert.equal(manifest[key], undefined, key);
    }
    for (const [file, text] of sources()) {
      assert.doesNotMatch(text, /vscode\.proposed|getExtension\(|authentication\.getSession/u, file);
      assert.doesNotMatch(text, /vscode\.(?:lm|chat)\b/u, file);
    }
  });

  it('are held to the oldest supported version by the types that the sources are compiled with', () => {
    const { engines, devDependencies } = z
      .object({
        engines: z.object({ vscode: z.string() }),
        devDependencies: z.record(z.string(), z.string()),
      })
      .parse(manifest);
    assert.equal(engines.vscode, `^${devDependencies['@types/vscode'] ?? ''}`);
  });

  it('are asked for no command but their own, and those that only a desktop has where it is looked for', () => {
    const named = sources().flatMap(([file, text]) =>
      Array.from(text.matchAll(/executeCommand\(\s*'([^']+)'/gu), ([, name = '']) => [file, name]),
    );
    const others = named.filter(
      ([, name = '']) => !name.startsWith('recoveryRunbooks.') && !builtIn.has(name),
    );
    assert.deepEqual(others, []);
    const desktop = sources().filter(([, text]) => text.includes('revealFileInOS'));
    assert.deepEqual(
      desktop.map(([file]) => file),
      ['show-folder.ts'],
    );
  });
});
