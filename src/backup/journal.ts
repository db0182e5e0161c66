import { join } from 'node:path';
import { appendDurably } from './durable.ts';
import { journalName } from './names.ts';
import { readOwnText } from './own-file.ts';
import { isPathInside } from './read-manifest.ts';
import type { ProducedFile } from './sets.ts';
import type { Files } from './work.ts';

/** A tree, or a file, that was copied into the set. */
export interface CopiedTree {
  /** Path inside the set, `/` between parts; empty for the set itself. */
  readonly to: string;
  /** The source, as the estate writes it. */
  readonly from: string;
  readonly isFolder: boolean;
}

/** What steps told about an unfinished set so far. */
export interface Journal {
  /** UTC ISO 8601. */
  readonly created: string | undefined;
  /** The last that was told of each file. */
  readonly produced: ReadonlyMap<string, ProducedFile>;
  readonly copied: readonly CopiedTree[];
  /** Files whose own name ends like that of an unfinished copy. */
  readonly named: ReadonlySet<string>;
}

type Line =
  | { readonly created: string }
  | { readonly produced: ProducedFile }
  | { readonly copied: CopiedTree }
  | { readonly named: string }
  /** A file that sealing replaced by its encrypted form. */
  | { readonly removed: string };

/** Adds one line, durably. */
export async function appendToJournal(folder: string, line: Line, files: Files): Promise<void> {
  await appendDurably(join(folder, journalName), JSON.stringify(line), files);
}

/** Adds many lines at once, durably. */
export async function appendAllToJournal(
  folder: string,
  lines: readonly Line[],
  files: Files,
): Promise<void> {
  if (lines.length === 0) return;
  const text = lines.map(line => JSON.stringify(line)).join('\n');
  await appendDurably(join(folder, journalName), text, files);
}

function text(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' ? found : undefined;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // a torn line of a crash; what it told is asked for by its absence
  }
}

function producedOf(value: unknown): ProducedFile | undefined {
  const file = text(value, 'file');
  const step = text(value, 'step');
  const source = text(value, 'source');
  if (file === undefined || step === undefined || source === undefined) return undefined;
  return isPathInside(file) ? { file, step, source } : undefined;
}

function copiedOf(value: unknown): CopiedTree | undefined {
  const to = text(value, 'to');
  const from = text(value, 'from');
  if (to === undefined || from === undefined) return undefined;
  return { to, from, isFolder: Reflect.get(Object(value), 'isFolder') === true };
}

/** Largest journal that is read, bytes. */
const largestJournal = 256 * 1024 * 1024;

/** Reads the journal; without one (a folder that was made by hand) everything in it is empty. */
export async function readJournal(folder: string, files: Files): Promise<Journal> {
  const content = (await readOwnText(join(folder, journalName), largestJournal, files)) ?? '';
  let created: string | undefined;
  const produced = new Map<string, ProducedFile>();
  const copied: CopiedTree[] = [];
  const named = new Set<string>();
  for (const line of content.split('\n')) {
    const value = parse(line);
    if (typeof value !== 'object' || value === null) continue;
    created ??= text(value, 'created');
    const file = producedOf(Reflect.get(value, 'produced'));
    if (file !== undefined) produced.set(file.file, file);
    const tree = copiedOf(Reflect.get(value, 'copied'));
    if (tree !== undefined) copied.push(tree);
    const name = text(value, 'named');
    if (name !== undefined) named.add(name);
    const removed = text(value, 'removed');
    if (removed !== undefined) produced.delete(removed);
  }
  return { created, produced, copied, named };
}

/** Where a file came from: what was told of it, else of the folder or tree around it. */
export function originOf(
  path: string,
  journal: Journal,
): { readonly step?: string; readonly source?: string } {
  const parts = path.split('/');
  for (let length = parts.length; length > 0; length--) {
    const told = journal.produced.get(parts.slice(0, length).join('/'));
    if (told !== undefined) return { step: told.step, source: told.source };
  }
  const tree = journal.copied.findLast(
    ({ to }) => to === '' || path === to || path.startsWith(`${to}/`),
  );
  return tree === undefined ? {} : { source: tree.from };
}

/** When a folder was made, UTC ISO 8601; its last change where the file system keeps no birth. */
export async function folderTime(folder: string, files: Files): Promise<string> {
  const { birthtimeMs, mtimeMs } = await files.lstat(folder);
  return new Date(birthtimeMs > 0 ? birthtimeMs : mtimeMs).toISOString();
}
