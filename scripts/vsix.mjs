/** Packing of what `dist/` has into a VSIX, which must stay small. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './places.mjs';
import { must, projectNode } from './process.mjs';

/** Bytes that the VSIX may have: more is a package that slipped in, and is found out at once. */
export const largestVsix = 1_500_000;

const megabytes = bytes => `${(bytes / 1e6).toFixed(2)} MB`;

/** Packs a VSIX without building; resolves to vsce's listing. Throws where the result is too large. */
export async function packVsix(out) {
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const listing = await must('vsce', projectNode(), [
    vsce,
    'package',
    '--no-dependencies',
    '--no-rewrite-relative-links',
    '--allow-missing-repository',
    '--out',
    out,
  ]);
  const { size } = statSync(out);
  if (size > largestVsix) {
    throw new Error(`${out} is ${megabytes(size)}; at most ${megabytes(largestVsix)} are allowed`);
  }
  return `${listing.trim()}\n${out}: ${megabytes(size)}`;
}

/** As `packVsix`, into a folder that is gone afterwards; resolves to the size in words. */
export async function tryVsix() {
  const folder = mkdtempSync(join(tmpdir(), 'recovery-vsix-'));
  try {
    const told = await packVsix(join(folder, 'recovery-runbooks.vsix'));
    return told.slice(told.lastIndexOf(' ', told.length - 4) + 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
