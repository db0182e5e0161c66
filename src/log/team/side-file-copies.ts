import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../files.ts';

/** Copies a file with the bytes on the disk. */
export async function copyWhole(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const handle = await open(to, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Copies the side files of a log that the other folder does not have; no folder is none. */
export async function copySideFiles(from: string, to: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(from);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return;
    throw thrown;
  }
  await mkdir(to, { recursive: true });
  for (const name of names.filter(each => each.endsWith('.gz'))) {
    try {
      await copyFile(join(from, name), join(to, name), constants.COPYFILE_EXCL);
    } catch (thrown) {
      // named by its content: one that is there is the same, or verification will say so
      if (systemCode(thrown) !== 'EEXIST') throw thrown;
    }
  }
}
