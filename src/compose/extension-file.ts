import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extensionPackage, type ExtensionManifest } from '../recovery/kit/extension-package.ts';
import type { ArchivedFile } from '../recovery/kit/zip-writer.ts';
import type { Program } from './program.ts';

function textOf(value: unknown, key: string): string {
  const found: unknown = Reflect.get(Object(value), key);
  return typeof found === 'string' ? found : '';
}

async function manifestOf(root: string): Promise<ExtensionManifest> {
  const read: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return {
    name: textOf(read, 'name'),
    publisher: textOf(read, 'publisher'),
    version: textOf(read, 'version'),
    displayName: textOf(read, 'displayName'),
    description: textOf(read, 'description'),
    engine: textOf(Reflect.get(Object(read), 'engines'), 'vscode'),
  };
}

/** Files of an installed extension; what the editor put beside them is none of the package. */
async function installedFiles(root: string): Promise<ArchivedFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files: ArchivedFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile() || entry.name === '.vsixmanifest') continue;
    const absolute = join(entry.parentPath, entry.name);
    const path = absolute.slice(root.length + 1).replaceAll('\\', '/');
    files.push({ path, content: await readFile(absolute) });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * The extension as a VSIX: the package that lies in a checkout, else one made of the installed
 * extension's own files. `undefined` in a checkout that has none.
 */
export async function extensionFile({
  dist,
  version,
}: Pick<Program, 'dist' | 'version'>): Promise<
  { readonly name: string; readonly content: Uint8Array } | undefined
> {
  const root = dirname(dist);
  const name = `recovery-runbooks-${version}.vsix`;
  const children = await readdir(root);
  if (children.includes(name)) return { name, content: await readFile(join(root, name)) };
  if (children.includes('src') || children.includes('node_modules')) return undefined;
  return { name, content: extensionPackage(await manifestOf(root), await installedFiles(root)) };
}
