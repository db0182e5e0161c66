import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, isHeld, isMissing } from './failures.ts';
import { partEnding } from './names.ts';
import { openOwnFile } from './own-file.ts';
import type { Files, Work } from './work.ts';

/** Longest time, ms, that a rename waits for a file to be let go (a scanner, an indexer). */
const renamePatience = 10_000;
const firstPause = 20;
const longestPause = 1000;

/**
 * Renames over an existing file. Where somebody holds the file open the rename is tried again with
 * growing pauses, 10 s in all; then the file system's error is thrown.
 */
export async function renamePatiently(from: string, to: string, work: Work): Promise<void> {
  let waited = 0;
  let pause = firstPause;
  for (;;) {
    try {
      await work.files.rename(from, to);
      return;
    } catch (error) {
      if (!isHeld(error) || waited >= renamePatience) throw error;
    }
    const next = Math.min(pause, renamePatience - waited);
    await work.sleep(next);
    waited += next;
    pause = Math.min(pause * 2, longestPause);
  }
}

/** Removes a file that may not be there. */
export async function removeIfThere(file: string, files: Files): Promise<void> {
  try {
    await files.unlink(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Codes with which a system says that folders are not synced there: its own journal does it. */
const noFolderSync = new Set(['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP', 'EACCES', 'EBADF']);

/** Makes the names in a folder durable, on systems where that is done apart from the files. */
export async function syncFolder(folder: string, files: Files): Promise<void> {
  let handle;
  try {
    handle = await files.open(folder, 'r');
  } catch (error) {
    if (noFolderSync.has(codeOf(error))) return;
    throw error;
  }
  try {
    await handle.sync();
  } catch (error) {
    if (!noFolderSync.has(codeOf(error))) throw error;
  } finally {
    await handle.close();
  }
}

/** Characters that are gathered before they are written. */
const largePiece = 256 * 1024;

function* inLargePieces(content: Iterable<string>): Generator<string> {
  let gathered = '';
  for (const piece of content) {
    gathered += piece;
    if (gathered.length < largePiece) continue;
    yield gathered;
    gathered = '';
  }
  yield gathered;
}

/**
 * Writes a whole file so that its name shows either nothing or all of it, whatever happens meanwhile:
 * `.part`, sync, close, rename, sync of the folder.
 */
export async function writeDurably(
  file: string,
  content: Iterable<string>,
  work: Work,
): Promise<void> {
  const part = `${file}${partEnding}`;
  await removeIfThere(part, work.files);
  const handle = await work.files.open(part, 'wx');
  try {
    for (const piece of inLargePieces(content)) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await renamePatiently(part, file, work);
  await syncFolder(dirname(file), work.files);
}

const { O_APPEND, O_CREAT, O_RDWR } = constants;

/** Appends one line and makes it durable; a torn last line of an earlier crash is closed first. */
export async function appendDurably(file: string, line: string, files: Files): Promise<void> {
  const handle = await openOwnFile(file, O_APPEND | O_CREAT | O_RDWR, files);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const torn = size > 0 && last[0] !== 0x0a;
    await handle.appendFile(`${torn ? '\n' : ''}${line}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
