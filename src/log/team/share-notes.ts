import { setTimeout as sleep } from 'node:timers/promises';
import { notesDamaged } from '../../errors/log-notes.ts';
import { sharedNotesDiffer } from '../../errors/log-team.ts';
import { Problem } from '../../errors/problem.ts';
import { nodeFiles } from '../files.ts';
import { besideLog } from '../folder/run-id.ts';
import type { Note } from '../notes/entry.ts';
import { notesFileOf, readNotes } from '../notes/notes-file.ts';
import { takeLock, type HeldLock } from '../writing/lock.ts';
import { systemProcesses } from '../writing/processes.ts';
import { copySideFiles, replaceByCopy, type CopyFile } from './copies.ts';

/** What became of the notes of a log that the team has too. */
export type NotesShared = 'same' | 'sent' | 'fetched';

/**
 * Brings the notes of a log and of the team's copy to the same state: notes only grow, so of two files
 * of which one begins with the other the longer one is the newer. Throws a `Problem` where they went
 * different ways, where either was changed, and where someone else is writing them; nothing is lost.
 */
export async function shareNotes(
  log: string,
  shared: string,
  copy: CopyFile,
): Promise<NotesShared> {
  if ((await newer(log, shared)) === 'same') return 'same';
  const own = await lockNotes(log);
  try {
    const theirs = await lockNotes(shared);
    try {
      const state = await newer(log, shared);
      if (state === 'sent') await replaceNotes(log, shared, copy);
      if (state === 'fetched') await replaceNotes(shared, log, copy);
      return state;
    } finally {
      await theirs.release();
    }
  } finally {
    await own.release();
  }
}

async function newer(log: string, shared: string): Promise<NotesShared> {
  const own = await soundNotes(log);
  const theirs = await soundNotes(shared);
  const both = Math.min(own.length, theirs.length);
  for (let at = 0; at < both; at += 1) {
    if (own[at]?.hash !== theirs[at]?.hash) {
      throw sharedNotesDiffer(notesFileOf(log), notesFileOf(shared), at + 1);
    }
  }
  if (own.length === theirs.length) return 'same';
  return own.length > theirs.length ? 'sent' : 'fetched';
}

async function soundNotes(log: string): Promise<readonly Note[]> {
  const { notes, fault } = await readNotes(log);
  if (fault !== undefined) throw notesDamaged(notesFileOf(log), fault.line, fault.reason);
  return notes;
}

/** Another who shares the same notes is done in a moment: waited for so often, so long apart. */
const tries = 100;
const tryAgainMs = 100;

async function lockNotes(log: string): Promise<HeldLock> {
  const path = notesFileOf(log);
  for (let again = 1; ; again += 1) {
    try {
      return await takeLock(`${path}.lock`, path, {
        files: nodeFiles,
        processes: systemProcesses,
        now: () => Date.now(),
        sleep: ms => sleep(ms),
      });
    } catch (thrown) {
      const inUse = thrown instanceof Problem && thrown.code === 'LOG-IN-USE';
      if (!inUse || again === tries) throw thrown;
      await sleep(tryAgainMs);
    }
  }
}

async function replaceNotes(from: string, to: string, copy: CopyFile): Promise<void> {
  await copySideFiles(besideLog(from).sideFiles, besideLog(to).sideFiles, copy);
  await replaceByCopy(notesFileOf(from), notesFileOf(to), copy);
}
