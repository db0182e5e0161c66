import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';

/** A real file system that is full soon. */
export interface SmallDisk extends AsyncDisposable {
  /** Lets nothing be written to it any more, or lets it again. */
  readOnly(is: boolean): void;
}

/**
 * Mounts a file system of `size` bytes in memory at a folder; `undefined`, with a word on why, where this
 * user may not mount.
 */
export async function smallDisk(at: string, size: number): Promise<SmallDisk | undefined> {
  await mkdir(at, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', at], { stdio: 'pipe' });
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    process.stdout.write(`      skipped: no small file system here (${why})\n`);
    return undefined;
  }
  return {
    readOnly: is => {
      execFileSync('mount', ['-o', `remount,${is ? 'ro' : 'rw'}`, at]);
    },
    [Symbol.asyncDispose]: () => {
      execFileSync('umount', [at]);
      return Promise.resolve();
    },
  };
}
