import { dirname, join, relative, sep } from 'node:path';
import { fileChangedMeanwhile, fileSystemFailed } from '../errors/backup.ts';
import { foldCase } from '../estate/unc.ts';
import { isMissing } from './failures.ts';
import { hashFile } from './hash-file.ts';
import { journalName, manifestName } from './names.ts';
import { readManifest } from './read-manifest.ts';
import type { Work } from './work.ts';

/** Content of a file. */
export interface FileHash {
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
}

/** A file's place in a backup set. */
export interface SetFile {
  /** Path of the set. */
  readonly set: string;
  /** Path of the file inside it, `/` between parts. */
  readonly file: string;
  readonly state: 'sealed' | 'unfinished';
  /** What the manifest says of it; without one the manifest does not know the file. */
  readonly listed?: FileHash;
}

/** A file here, and as the estate writes it. */
export interface FileOrder {
  readonly path: string;
  readonly shown: string;
}

/** SHA-256 of one file; throws a `Problem` where it cannot be read or changes meanwhile. */
export async function hashOne(order: FileOrder, work: Work): Promise<FileHash> {
  const { size } = await work.files.stat(order.path);
  let done = 0;
  let told = 0;
  const report = (bytes: number): void => {
    done += bytes;
    if (work.now() - told < 200) return;
    told = work.now();
    work.report({
      filesDone: 0,
      filesTotal: 1,
      bytesDone: done,
      bytesTotal: size,
      current: order.shown,
    });
  };
  const { files, check } = work;
  const found = await hashFile(order.path, { files, check, onBytes: report, sync: false });
  switch (found.result) {
    case 'hashed':
      return { bytes: found.stamp.size, sha256: found.sha256 };
    case 'changed':
      throw fileChangedMeanwhile(order.shown);
    case 'unreadable':
      throw fileSystemFailed(order.shown, found.theirs);
  }
}

/**
 * The nearest set around a file, by what lies in the folders above it. `large` where its manifest has
 * more than `most` bytes: reading it would hold up the caller.
 */
export async function findSetFile(
  order: FileOrder,
  work: Pick<Work, 'files'>,
  most = Infinity,
): Promise<SetFile | undefined | 'large'> {
  for (let folder = dirname(order.path); ; folder = dirname(folder)) {
    const file = relative(folder, order.path).split(sep).join('/');
    const manifest = await fileSize(join(folder, manifestName), work);
    if (manifest !== undefined) {
      if (manifest > most) return 'large';
      const read = await readManifest(folder, work.files);
      const listed =
        read.found === 'manifest'
          ? read.manifest.files.find(entry => foldCase(entry.path) === foldCase(file))
          : undefined;
      return {
        set: folder,
        file,
        state: 'sealed',
        ...(listed === undefined ? {} : { listed: { bytes: listed.size, sha256: listed.sha256 } }),
      };
    }
    if ((await fileSize(join(folder, journalName), work)) !== undefined)
      return { set: folder, file, state: 'unfinished' };
    if (dirname(folder) === folder) return undefined;
  }
}

/** Bytes of a file; `undefined` for anything else. */
async function fileSize(path: string, { files }: Pick<Work, 'files'>): Promise<number | undefined> {
  try {
    const stats = await files.lstat(path);
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
