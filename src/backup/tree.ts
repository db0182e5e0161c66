import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import type { FileSystemWords } from '../errors/backup.ts';
import { wordsOf } from './failures.ts';
import { isOnLocalDisk } from './file-system-sync.ts';
import type { Work } from './work.ts';

/** What was seen of a file; equal stamps mean that nobody wrote to it between. */
export interface FileStamp {
  readonly size: number;
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
  readonly mode: number;
  /** ms since 1970, with fractions. */
  readonly modifiedMs: number;
  readonly accessedMs: number;
}

export type TreeEntry =
  | { readonly kind: 'file'; readonly path: string; readonly stamp: FileStamp }
  | { readonly kind: 'folder'; readonly path: string; readonly empty: boolean }
  | { readonly kind: 'link' | 'special'; readonly path: string }
  /** Its name is no valid Unicode text, or reads like one that is none. */
  | { readonly kind: 'not-text'; readonly path: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly theirs: FileSystemWords };

export interface Tree {
  /** In order of their paths: UTF-16 units, `/` between parts. */
  readonly entries: readonly TreeEntry[];
}

interface WalkOptions {
  /** Whether a path (relative, `/` between parts) is left out, with all that lies below it. */
  readonly leaveOut?: (path: string, isFile: boolean) => boolean;
}

/** Folders read at once; file systems across a network answer slowly, not little. */
const width = 16;

/** What Node puts for bytes of a name that are no text. */
const noText = '\ufffd';

/** Stamps taken at once within one folder. */
const stampWidth = 16;

interface BigStats {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly mtimeMs: bigint;
  readonly atimeNs: bigint;
  readonly mode: bigint;
}

export function stampOf(stats: BigStats): FileStamp {
  return {
    size: Number(stats.size),
    modifiedNs: stats.mtimeNs,
    changedNs: stats.ctimeNs,
    mode: Number(stats.mode),
    modifiedMs: Number(stats.mtimeNs / 1000n) / 1000,
    accessedMs: Number(stats.atimeNs / 1000n) / 1000,
  };
}

/** Whether nothing was written between two looks at a file. */
export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.modifiedNs === b.modifiedNs && a.changedNs === b.changedNs;
}

/**
 * Where a path of a tree (relative, `/` between parts, nothing to resolve in it) lies on this computer.
 * `join` does the same with much more work, which tells with the names of ten thousand files.
 */
export function placesBelow(root: string, separator: string = sep): (path: string) => string {
  const before = root.endsWith(separator) ? root : `${root}${separator}`;
  return separator === '/'
    ? path => `${before}${path}`
    : path => `${before}${path.replaceAll('/', separator)}`;
}

class Walk {
  readonly entries: TreeEntry[] = [];
  readonly #root: string;
  readonly #work: Work;
  readonly #leaveOut: (path: string, isFile: boolean) => boolean;
  readonly #place: (path: string) => string;
  #lookNow: Work['lookNow'];

  constructor(root: string, work: Work, options: WalkOptions) {
    this.#root = root;
    this.#place = placesBelow(root);
    this.#work = work;
    this.#leaveOut = options.leaveOut ?? (() => false);
  }

  async run(): Promise<void> {
    const { lookNow, files } = this.#work;
    if (lookNow !== undefined && (await isOnLocalDisk(this.#root, files))) this.#lookNow = lookNow;
    let level = [''];
    while (level.length > 0) {
      const next: string[] = [];
      for (let i = 0; i < level.length; i += width) {
        this.#work.check();
        const read = level.slice(i, i + width).map(folder => this.#folder(folder));
        for (const below of await Promise.all(read)) next.push(...below);
      }
      level = next;
    }
    this.entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }

  /** Of names with the sign for what is no text, those of which a name that is none reads so. */
  async #notText(folder: string, children: readonly Dirent[]): Promise<ReadonlySet<string>> {
    if (!children.some(({ name }) => name.includes(noText))) return new Set();
    const raw = await this.#work.files.readdir(join(this.#root, folder), { encoding: 'buffer' });
    return new Set(raw.filter(name => !isUtf8(name)).map(name => name.toString()));
  }

  /** Reads one folder and gives the folders in it. */
  async #folder(folder: string): Promise<string[]> {
    let children: Dirent[];
    let notText: ReadonlySet<string>;
    try {
      children = await this.#work.files.readdir(join(this.#root, folder), { withFileTypes: true });
      notText = await this.#notText(folder, children);
    } catch (error) {
      if (folder === '') throw error;
      this.#isUnreadable(folder, error);
      return [];
    }
    const folders: string[] = [];
    const files: string[] = [];
    for (const child of children) {
      const path = folder === '' ? child.name : `${folder}/${child.name}`;
      if (this.#leaveOut(path, child.isFile())) continue;
      // Such names all read alike: none of them can be told from the next.
      if (notText.has(child.name)) this.entries.push({ kind: 'not-text', path });
      else if (child.isDirectory()) folders.push(path);
      else if (child.isFile()) files.push(path);
      else this.entries.push({ kind: child.isSymbolicLink() ? 'link' : 'special', path });
    }
    if (folder !== '') {
      this.entries.push({ kind: 'folder', path: folder, empty: children.length === 0 });
    }
    const lookNow = this.#lookNow;
    for (let i = 0; i < files.length; i += stampWidth) {
      this.#work.check();
      const some = files.slice(i, i + stampWidth);
      if (lookNow === undefined) await Promise.all(some.map(path => this.#file(path)));
      else for (const path of some) this.#fileNow(path, lookNow);
    }
    return folders;
  }

  #fileNow(path: string, lookNow: NonNullable<Work['lookNow']>): void {
    try {
      this.#isFile(path, lookNow(this.#place(path)));
    } catch (error) {
      this.#isUnreadable(path, error);
    }
  }

  async #file(path: string): Promise<void> {
    try {
      this.#isFile(path, await this.#work.files.lstat(this.#place(path), { bigint: true }));
    } catch (error) {
      this.#isUnreadable(path, error);
    }
  }

  #isFile(path: string, stats: BigStats): void {
    this.entries.push({ kind: 'file', path, stamp: stampOf(stats) });
  }

  #isUnreadable(path: string, error: unknown): void {
    this.entries.push({ kind: 'unreadable', path, theirs: wordsOf(error) });
  }
}

/**
 * Everything below a folder, in order. Links and junctions are named and never followed, so a loop
 * cannot be entered. Throws the file system's error only where the folder itself cannot be read.
 */
export async function walkTree(root: string, work: Work, options: WalkOptions = {}): Promise<Tree> {
  const walk = new Walk(root, work, options);
  await walk.run();
  return { entries: walk.entries };
}
