import { execFile } from 'node:child_process';
import type { Files } from './work.ts';

/**
 * File systems of Linux, by their numbers, that lie in this computer: ext2 to ext4, XFS, Btrfs, F2FS,
 * tmpfs. syncfs(2) forces every file of theirs to the disk as fsync(2) does one; across a network only
 * fsync reaches the server's disk.
 */
const localDisks = new Set([0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x01021994]);

/** Forces a whole file system to the disk; false where that failed and nothing may be relied on. */
export type FileSystemSync = () => Promise<boolean>;

/** Whether a path is known to lie on a disk of this computer; where nothing tells, it is not. */
export async function isOnLocalDisk(path: string, files: Pick<Files, 'statfs'>): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const { type } = await files.statfs(path);
  return type !== undefined && localDisks.has(type);
}

/**
 * How all files of these folders are forced to the disk at once; `undefined` where each has to be forced
 * by itself: on Windows and macOS, across a network, and where the folders lie on different disks. Asking
 * once for thousands of files takes a tenth of the time of asking for each.
 */
export async function fileSystemSync(
  folder: string,
  folders: readonly string[],
  files: Pick<Files, 'stat' | 'statfs'>,
): Promise<FileSystemSync | undefined> {
  if (!(await isOnLocalDisk(folder, files))) return undefined;
  const { dev } = await files.stat(folder);
  for (const other of folders) if ((await files.stat(other)).dev !== dev) return undefined;
  return () =>
    new Promise(resolve => {
      execFile('sync', ['--file-system', folder], error => {
        resolve(error === null);
      });
    });
}
