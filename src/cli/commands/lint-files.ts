import { readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { noRunbooks } from '../../errors/cli.ts';
import type { Problem } from '../../errors/problem.ts';

/** What an operand of `lint` stands for. */
export type LintOperand =
  /** Paths as the operator would write them, in the order of their names. */
  { readonly files: readonly string[] } | { readonly problem: Problem };

/** Folders that hold no runbooks of the operator. */
const passedBy = new Set(['node_modules', '.git', '.vscode', '.vscode-test']);

const wild = /[*?]/u;

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // what cannot be read is told when it is read as a file
  }
}

/** Every file below a folder, as paths that begin with `shown`. */
async function* filesBelow(folder: string, shown: string): AsyncGenerator<string> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = shown === '' ? entry.name : join(shown, entry.name);
    if (entry.isDirectory()) {
      if (!passedBy.has(entry.name)) yield* filesBelow(join(folder, entry.name), path);
    } else if (entry.isFile()) yield path;
  }
}

/** A pattern with `*`, `?` and `**` as a test of a path; either slash divides folders. */
function matcher(pattern: string): RegExp {
  const parts = pattern.replaceAll('\\', '/').split(/(\*\*\/?|\*|\?)/u);
  const text = parts.map(part => {
    if (part.startsWith('**')) return part.endsWith('/') ? '(?:.*/)?' : '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/gu, '\\$&');
  });
  return new RegExp(`^${text.join('')}$`, process.platform === 'win32' ? 'iu' : 'u');
}

async function matching(pattern: string, cwd: string): Promise<string[]> {
  const slashes = sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
  const fixed = slashes.slice(0, slashes.search(wild));
  const base = fixed.slice(0, fixed.lastIndexOf('/') + 1);
  const test = matcher(slashes);
  const found: string[] = [];
  for await (const file of filesBelow(resolve(cwd, base), base)) {
    if (test.test(file.replaceAll(sep, '/').replace(/^\.\//u, '')) || test.test(`./${file}`)) {
      found.push(file);
    }
  }
  return found;
}

/**
 * The files that an operand names: a file, every `*.runbook.md` below a folder, or what a pattern fits,
 * for shells that leave patterns alone.
 */
export async function lintOperand(operand: string, cwd: string): Promise<LintOperand> {
  const path = resolve(cwd, operand);
  if (await isFolder(path)) {
    const files: string[] = [];
    for await (const file of filesBelow(path, operand)) {
      if (/\.runbook\.md$/iu.test(file)) files.push(file);
    }
    return files.length === 0 ? { problem: noRunbooks(operand) } : { files };
  }
  if (!wild.test(operand)) return { files: [operand] };
  const files = await matching(operand, cwd);
  return files.length === 0 ? { problem: noRunbooks(operand) } : { files };
}
