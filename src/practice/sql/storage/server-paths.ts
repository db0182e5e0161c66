import { mkdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { parseServerPath, resolveParts } from './windows-paths.ts';

/** What the operating system of the server says, by its number. */
export const systemErrors: Readonly<Record<number, string>> = {
  2: 'The system cannot find the file specified.',
  3: 'The system cannot find the path specified.',
  5: 'Access is denied.',
  21: 'The device is not ready.',
  32: 'The process cannot access the file because it is being used by another process.',
  38: 'Reached the end of the file.',
  53: 'The network path was not found.',
  67: 'The network name cannot be found.',
  112: 'There is not enough space on the disk.',
  123: 'The filename, directory name, or volume label syntax is incorrect.',
};

/** A path of the server: where it lies here, or why the server cannot reach it. */
export type Located =
  | {
      readonly found: true;
      readonly local: string;
      /** Letter of the server's own drive; undefined for shares. */
      readonly drive: string | undefined;
    }
  | { readonly found: false; readonly error: number };

export interface ShareMapping {
  readonly unc: string;
  readonly local: string;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}

function errorOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EISDIR' || code === 'EROFS') return 5;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 112;
  if (code === 'ENOTDIR') return 3;
  return code === 'EBUSY' ? 32 : 2;
}

/** The number of the server's system for an error of this machine's file system. */
export { errorOf as systemErrorOf };

/** The drives and shares of one server. */
export class ServerPaths {
  readonly #drives: string;
  readonly #shares: readonly ShareMapping[];

  /** `drives` is the folder with a folder for each drive letter. */
  constructor(drives: string, shares: readonly ShareMapping[]) {
    this.#drives = drives;
    this.#shares = shares.toSorted((a, b) => b.unc.length - a.unc.length);
  }

  /** Where a path lies; its last part need not exist, the folder must. */
  async locate(path: string): Promise<Located> {
    const own = this.#shares.find(share => isAbsolute(path) && isInside(path, share.local));
    const inDrives = isAbsolute(path) && isInside(path, this.#drives);
    if (own !== undefined || inDrives) return this.#inFolder(path, undefined);
    const parsed = parseServerPath(path);
    switch (parsed.kind) {
      case 'drive': {
        const root = join(this.#drives, parsed.drive);
        if (!(await isFolder(root))) return { found: false, error: 3 };
        return this.#inFolder(await resolveParts(root, parsed.parts), parsed.drive);
      }
      case 'unc':
        return this.#share(parsed.parts);
      case 'local':
        return { found: false, error: 3 };
      case 'invalid':
        return { found: false, error: 123 };
    }
  }

  async #share(parts: readonly string[]): Promise<Located> {
    const fold = (text: string): string[] =>
      text
        .split(/[\\/]+/u)
        .filter(part => part !== '')
        .map(part => part.toLowerCase());
    for (const share of this.#shares) {
      const prefix = fold(share.unc);
      if (prefix.length > parts.length) continue;
      if (!prefix.every((part, n) => part === parts[n]?.toLowerCase())) continue;
      if (!(await isFolder(share.local))) return { found: false, error: 53 };
      const local = await resolveParts(share.local, parts.slice(prefix.length));
      return this.#inFolder(local, undefined);
    }
    return { found: false, error: 53 };
  }

  async #inFolder(local: string, drive: string | undefined): Promise<Located> {
    if (await isFolder(local)) return { found: true, local, drive };
    const folder = join(local, '..');
    return (await isFolder(folder)) ? { found: true, local, drive } : { found: false, error: 3 };
  }

  /** Makes the folder of a path on one of the server's drives, as setup does. */
  async makeFolder(windowsFolder: string): Promise<void> {
    const parsed = parseServerPath(windowsFolder);
    if (parsed.kind !== 'drive') return;
    const folder = await resolveParts(join(this.#drives, parsed.drive), parsed.parts);
    await mkdir(folder, { recursive: true });
  }
}
