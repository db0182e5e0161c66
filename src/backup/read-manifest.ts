import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ManifestFault } from '../errors/backup-findings.ts';
import { foldCase, foldDifference } from '../estate/unc.ts';
import { isMissing } from './failures.ts';
import { namesKeyTwice } from './json-keys.ts';
import { type Manifest, type ManifestFile, manifestFormat, manifestVersion } from './manifest.ts';
import { isOwnFile, manifestName } from './names.ts';
import type { Files } from './work.ts';

/** A manifest as found, believed only as far as it deserves. */
export interface ManifestReading {
  /** SHA-256, hex, of the bytes. */
  readonly hash: string;
  readonly head: Pick<Manifest, 'name' | 'created' | 'sealed' | 'by'>;
  /** Entries that nothing is wrong with; only these are ever looked for on disk. */
  readonly files: readonly ManifestFile[];
  readonly emptyFolders: readonly string[];
  readonly totals: { readonly files: number; readonly bytes: number };
  /** What is wrong with other entries, by the path that they give. */
  readonly faults: readonly EntryFault[];
}

export interface EntryFault {
  readonly path: string;
  readonly reason: ManifestFault;
}

export type ManifestResult =
  | { readonly found: 'nothing' }
  | { readonly found: 'fault'; readonly reason: ManifestFault; readonly hash?: string }
  | { readonly found: 'manifest'; readonly manifest: ManifestReading };

/** Largest manifest that is read, bytes: about two million files, and below a string's limit. */
const largestManifest = 480 * 1024 * 1024;
const longestPath = 32_767;

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const [slash, dot] = Array.from('/.', character => character.charCodeAt(0));

/** With these Windows leaves a folder or a file, or has no file at all. */
const notInNames = new Set(Array.from('\\:*?"<>|', character => character.charCodeAt(0)));

/** Whether the part of `path` from `start` to `end` is empty, `.` or `..`. */
function isNoName(path: string, start: number, end: number): boolean {
  if (end - start > 2) return false;
  for (let i = start; i < end; i++) if (path.charCodeAt(i) !== dot) return false;
  return true;
}

/**
 * Whether a path is one inside a set: relative, `/` between parts, no part that is empty, `.` or `..`,
 * and none of the characters with which Windows leaves a folder or a file (`\`, a drive's or a stream's
 * `:`), or that no file has there (`*?"<>|`). The same on every system, so that a set which is good
 * here is good there.
 */
export function isPathInside(path: string): boolean {
  if (path.length > longestPath || !path.isWellFormed()) return false;
  let start = 0;
  for (let i = 0; i <= path.length; i++) {
    const code = i < path.length ? path.charCodeAt(i) : slash;
    if (code === slash) {
      if (isNoName(path, start, i)) return false;
      start = i + 1;
    } else if (code === undefined || code < 32 || code === 127 || notInNames.has(code))
      return false;
  }
  return true;
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function entryOf(value: Json, path: string, size: number, sha256: string): ManifestFile {
  const modified = optionalText(value.modified);
  const step = optionalText(value.step);
  const source = optionalText(value.source);
  return {
    path,
    size,
    sha256,
    ...(modified === undefined ? {} : { modified }),
    ...(step === undefined ? {} : { step }),
    ...(source === undefined ? {} : { source }),
  };
}

/** One entry, or why it is not believed. */
function readEntry(value: unknown): ManifestFile | EntryFault {
  if (!isObject(value)) return { path: '', reason: 'shape' };
  const { path, size, sha256 } = value;
  if (typeof path !== 'string') return { path: '', reason: 'shape' };
  if (!isPathInside(path)) return { path, reason: 'path' };
  if (isOwnFile(path)) return { path, reason: 'reserved' };
  if (!isSize(size)) return { path, reason: 'number' };
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return { path, reason: 'hash' };
  return entryOf(value, path, size, sha256);
}

/** Believed entries, each path once, and the faults of the others. */
class Entries {
  readonly files: ManifestFile[] = [];
  readonly folders: string[] = [];
  readonly faults: EntryFault[] = [];
  readonly #taken = new Map<string, string>();

  addFile(value: unknown): void {
    const entry = readEntry(value);
    if ('reason' in entry) this.faults.push(entry);
    else if (this.#take(entry.path)) this.files.push(entry);
  }

  addFolder(value: unknown): void {
    if (typeof value !== 'string') this.faults.push({ path: '', reason: 'shape' });
    else if (!isPathInside(value)) this.faults.push({ path: value, reason: 'path' });
    else if (this.#take(value)) this.folders.push(value);
  }

  #take(path: string): boolean {
    const folded = foldCase(path);
    const other = this.#taken.get(folded);
    if (other === undefined) {
      this.#taken.set(folded, path);
      return true;
    }
    const reason = other === path ? 'duplicate' : foldDifference(other, path);
    this.faults.push({ path, reason });
    return false;
  }
}

function readTotals(value: unknown): Manifest['totals'] | undefined {
  if (!isObject(value) || !isSize(value.files) || !isSize(value.bytes)) return undefined;
  return { files: value.files, bytes: value.bytes };
}

/** What `Date.parse` takes beside this holds anything in brackets, signs for a terminal too. */
const utcTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

function isTime(value: unknown): value is string {
  return typeof value === 'string' && utcTime.test(value) && !Number.isNaN(Date.parse(value));
}

function readHead(value: Json): ManifestReading['head'] | ManifestFault {
  if (value.format !== manifestFormat) return 'shape';
  if (value.version !== manifestVersion) return 'version';
  const { name, created, sealed, by } = value;
  if (typeof name !== 'string' || typeof by !== 'string') return 'shape';
  return isTime(created) && isTime(sealed) ? { name, created, sealed, by } : 'shape';
}

/** Judges the bytes of a manifest; nothing on disk is touched. */
export function parseManifest(bytes: Uint8Array): ManifestResult {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const fault = (reason: ManifestFault): ManifestResult => ({ found: 'fault', reason, hash });
  if (!isUtf8(bytes)) return fault('not-utf8');
  const text = new TextDecoder().decode(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (namesKeyTwice(text, value)) return fault('key-twice');
  } catch {
    return fault('not-json'); // not at all, or nested deeper than anything of ours
  }
  if (!isObject(value)) return fault('shape');
  const head = readHead(value);
  if (typeof head === 'string') return fault(head);
  const totals = readTotals(value.totals);
  const { files, emptyFolders } = value;
  if (totals === undefined || !Array.isArray(files) || !Array.isArray(emptyFolders)) {
    return fault('shape');
  }
  const entries = new Entries();
  for (const entry of files) entries.addFile(entry);
  for (const folder of emptyFolders) entries.addFolder(folder);
  const bytesTotal = entries.files.reduce((sum, file) => sum + file.size, 0);
  if (
    totals.files !== files.length ||
    (entries.faults.length === 0 && totals.bytes !== bytesTotal)
  ) {
    entries.faults.push({ path: '', reason: 'totals' });
  }
  return {
    found: 'manifest',
    manifest: {
      hash,
      head,
      files: entries.files,
      emptyFolders: entries.folders,
      totals,
      faults: entries.faults,
    },
  };
}

/** Reads the manifest of a set's folder; links are not followed. Throws nothing but what is odd. */
export async function readManifest(folder: string, files: Files): Promise<ManifestResult> {
  const file = join(folder, manifestName);
  try {
    const stats = await files.lstat(file);
    if (!stats.isFile()) return { found: 'fault', reason: 'not-a-file' };
    if (stats.size > largestManifest) return { found: 'fault', reason: 'too-large' };
    return parseManifest(await files.readFile(file));
  } catch (error) {
    return isMissing(error) ? { found: 'nothing' } : { found: 'fault', reason: 'unreadable' };
  }
}
