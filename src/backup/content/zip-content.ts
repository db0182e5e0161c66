import * as l10n from '@vscode/l10n';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { CopiedTree } from '../journal.ts';

/** Whether a file is a ZIP file by its name. */
export function isZipName(path: string): boolean {
  return path.toLowerCase().endsWith('.zip');
}

/**
 * Whether a file's content is questioned at sealing. What lies two or more folders below a copied
 * folder is users' own (an upload to a meeting may be broken, and is backed up as it is); an export
 * that was written or copied into the set must open.
 */
export function isQuestioned(path: string, copied: readonly CopiedTree[]): boolean {
  return !copied.some(({ to, isFolder }) => {
    if (!isFolder || (to !== '' && !path.startsWith(`${to}/`))) return false;
    const below = to === '' ? path : path.slice(to.length + 1);
    return below.split('/').length > 2;
  });
}

async function checkEntry(zip: ZipFile, entry: Entry, check: () => void): Promise<boolean> {
  if (!entry.canDecodeFileData()) return true;
  const stream = await zip.openReadStreamPromise(entry);
  let sum = 0;
  for await (const piece of stream) {
    check();
    if (!Buffer.isBuffer(piece)) return false;
    sum = crc32(piece, sum);
  }
  return sum === entry.crc32;
}

async function zipFault(path: string, check: () => void): Promise<string | undefined> {
  const zip = await openPromise(path, { decodeStrings: false, autoClose: false });
  try {
    if (zip.entryCount === 0) return l10n.t('The ZIP file holds nothing.');
    for await (const entry of zip.eachEntry()) {
      check();
      if (!(await checkEntry(zip, entry, check))) {
        return l10n.t('A file inside the ZIP file is damaged.');
      }
    }
    return undefined;
  } finally {
    zip.close();
  }
}

/**
 * Why a file is no sound ZIP file: 0 bytes, no directory, an entry whose content does not fit its
 * checksum. `undefined` where it is sound. Export cmdlets of Lync are silent when they fail, so this is
 * the first look at what they wrote (domain facts, section 3.2).
 */
export async function whyNotZip(
  path: string,
  size: number,
  check: () => void,
): Promise<string | undefined> {
  if (size === 0) return l10n.t('The file is empty (0 bytes).');
  try {
    return await zipFault(path, check);
  } catch (error) {
    check();
    const text = error instanceof Error ? error.message : String(error);
    return l10n.t('The ZIP file does not open: {0}', text);
  }
}
