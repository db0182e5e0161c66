import { basename, dirname } from 'node:path';
import { noteReasons, notesDamaged, notesNotWritten } from '../../errors/log-notes.ts';
import { Problem } from '../../errors/problem.ts';
import { sha256, zeroHash } from '../chain/chain.ts';
import { parseEnvelope } from '../chain/line.ts';
import {
  nodeFiles,
  readUpTo,
  systemCode,
  writeAll,
  type LogFile,
  type LogFiles,
} from '../files.ts';
import { lastRecord } from '../folder/log-folder.ts';
import { besideLog } from '../folder/run-id.ts';
import { readLines } from '../lines.ts';
import { takeLock } from '../writing/lock.ts';
import { lockSurroundings, type LogSurroundings } from '../writing/open.ts';
import { SideFiles, checkSideFile } from '../writing/side-files.ts';
import { checkEntry } from './check-entry.ts';
import type { KeptFile, Note, NoteEntry } from './entry.ts';
import { readNote, sealNote } from './note-line.ts';

/** The notes file of a log, beside it. */
export function notesFileOf(log: string): string {
  return log.replace(/\.recovery-log\.jsonl$/, '') + '.notes.jsonl';
}

/** Notes of a run, in order, and what is wrong with their file. */
export interface Notes {
  readonly notes: readonly Note[];
  /** The first line that is not as it was written; the notes before it are sound. */
  readonly fault?: { readonly line: number; readonly reason: string };
}

/** Notes files are small; a longer one is not read. Bytes. */
const longest = 64 * 1024 * 1024;

async function textOf(files: LogFiles, path: string): Promise<string> {
  try {
    const file = await files.open(path, 'read');
    try {
      return (await readUpTo(file, 0, Math.min(await file.size(), longest))).toString('utf8');
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return '';
    throw thrown;
  }
}

/**
 * Reads the notes of a log and checks them: each line by its hash and signature, the chain, kept files,
 * and that the log has the records that the notes name. No notes file is no fault.
 */
export async function readNotes(log: string, files: LogFiles = nodeFiles): Promise<Notes> {
  const { notes, fault } = await readChain(log, files);
  if (notes.length === 0 && fault === undefined) return { notes };
  const stranger = await firstWithoutRecord(log, notes, files);
  const gone = await firstWithoutFile(log, notes, files);
  const faults = [fault, stranger, gone].filter(each => each !== undefined);
  const [first] = faults.sort((a, b) => a.line - b.line);
  if (first === undefined) return { notes };
  return { notes: notes.slice(0, first.line - 1), fault: first };
}

interface Chain extends Notes {
  /** Bytes of the file that are whole lines. */
  readonly whole: number;
}

async function readChain(log: string, files: LogFiles): Promise<Chain> {
  const text = await textOf(files, notesFileOf(log));
  const end = text.lastIndexOf('\n') + 1;
  const whole = Buffer.byteLength(text.slice(0, end));
  const lines = text.slice(0, end).split('\n').slice(0, -1);
  const notes: Note[] = [];
  const run = basename(besideLog(log).head, '.head');
  for (const [at, line] of lines.entries()) {
    const note = await readNote(line);
    const bad = (reason: string): Chain => ({ notes, fault: { line: at + 1, reason }, whole });
    if (typeof note === 'string') return bad(noteReasons[note]());
    if (note.run !== run) return bad(noteReasons.otherRun(note.run));
    const prev = notes.at(-1)?.hash ?? zeroHash;
    if (note.seq !== at || note.prev !== prev) return bad(noteReasons.broken());
    notes.push(note);
  }
  if (end < text.length) {
    return { notes, fault: { line: lines.length + 1, reason: noteReasons.torn() }, whole };
  }
  return { notes, whole };
}

/** The first note that names a record which the log does not have. */
async function firstWithoutRecord(
  log: string,
  notes: readonly Note[],
  files: LogFiles,
): Promise<Notes['fault']> {
  const wanted = new Set(notes.map(note => note.log.seq));
  const hashes = new Map<number, string>();
  const handle = await files.open(log, 'read');
  try {
    const reader = readLines(handle);
    for (let next = await reader.next(); next.done !== true; next = await reader.next()) {
      for (const [at, line] of next.value.lines.entries()) {
        const seq = next.value.first + at - 1;
        if (wanted.has(seq)) hashes.set(seq, parseEnvelope(line)?.hash ?? '');
      }
    }
  } finally {
    await handle.close();
  }
  const at = notes.findIndex(note => hashes.get(note.log.seq) !== note.log.hash);
  const found = notes[at];
  if (found === undefined) return undefined;
  return { line: at + 1, reason: noteReasons.otherLog(found.log.seq) };
}

async function firstWithoutFile(
  log: string,
  notes: readonly Note[],
  files: LogFiles,
): Promise<Notes['fault']> {
  const { sideFiles } = besideLog(log);
  for (const [at, { entry }] of notes.entries()) {
    if (entry.type !== 'evidence' || entry.whole === undefined) continue;
    const fault = await checkSideFile(files, sideFiles, entry.whole);
    if (fault !== undefined) {
      return { line: at + 1, reason: noteReasons.keptFile(fault, entry.evidence.title) };
    }
  }
  return undefined;
}

/**
 * Adds an entry to the notes of a log, on the disk when it resolves. The log itself is not touched, so
 * that notes can be added while it is written elsewhere, and after its end. Throws a `Problem` where
 * the notes were changed, where the entry says nothing, or where they cannot be written.
 */
export async function addNote(
  log: string,
  entry: NoteEntry,
  by: string,
  around: LogSurroundings,
): Promise<Note> {
  const path = notesFileOf(log);
  try {
    const lock = await takeLock(`${path}.lock`, path, lockSurroundings(around));
    try {
      return await append(log, entry, by, around);
    } finally {
      await lock.release();
    }
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    throw notesNotWritten(path, thrown);
  }
}

async function append(
  log: string,
  entry: NoteEntry,
  by: string,
  { key, clock, files = nodeFiles }: LogSurroundings,
): Promise<Note> {
  const path = notesFileOf(log);
  const { notes, fault, whole } = await readChain(log, files);
  const torn = fault?.reason === noteReasons.torn();
  if (fault !== undefined && !torn) throw notesDamaged(path, fault.line, fault.reason);
  const last = await lastRecord(files, log);
  if (last === undefined) throw new Error('the log has no record');
  checkEntry(entry, last.seq);
  const { note, line } = await sealNote(
    {
      run: last.run,
      seq: notes.length,
      time: new Date(clock.now()).toISOString(),
      by,
      log: { seq: last.seq, hash: last.hash },
      entry: numbered(entry, notes),
      prev: notes.at(-1)?.hash ?? zeroHash,
    },
    key,
  );
  const isNew = notes.length === 0 && whole === 0 && fault === undefined;
  const file = await openNotes(path, isNew, files);
  try {
    // an unfinished last line was promised to nobody
    if (torn) await file.truncate(whole);
    await writeAll(file, Buffer.from(line), whole);
    await file.datasync();
  } finally {
    await file.close();
  }
  if (isNew) await files.syncFolder(dirname(path));
  return note;
}

async function openNotes(path: string, isNew: boolean, files: LogFiles): Promise<LogFile> {
  if (!isNew) return files.open(path, 'update');
  try {
    return await files.open(path, 'new');
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown;
    return files.open(path, 'update'); // empty: of a first note that could not be written
  }
}

/** A finding without a number gets the next one. */
function numbered(entry: NoteEntry, notes: readonly Note[]): NoteEntry {
  if (entry.type !== 'finding' || entry.id !== '') return entry;
  const known = notes.filter(note => note.entry.type === 'finding').length;
  return { ...entry, id: `F${known + 1}` };
}

/** Largest file that is kept as evidence, bytes; of a larger one path and hash are kept. */
export const largestKept = 64 * 1024 * 1024;

/** Keeps a file's content beside a log, as the long outputs are kept. */
export async function keepFile(
  log: string,
  bytes: Buffer,
  files: LogFiles = nodeFiles,
): Promise<KeptFile> {
  const whole = { sha256: sha256(bytes), bytes };
  const folder = besideLog(log).sideFiles;
  const named = { sha256: whole.sha256, bytes: bytes.length };
  if ((await checkSideFile(files, folder, named)) !== undefined) {
    await new SideFiles(files, folder).put(whole);
  }
  return named;
}
