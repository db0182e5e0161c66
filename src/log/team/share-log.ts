import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { logNotShareable, sharedLogDiffers, teamUnreachable } from '../../errors/log-team.ts';
import { Problem } from '../../errors/problem.ts';
import { integrityText } from '../chain/verification-text.ts';
import { verifyLog } from '../chain/verify.ts';
import { nodeFiles, systemCode } from '../files.ts';
import { lastRecord, logsIn } from '../folder/log-folder.ts';
import { besideLog, placesOf } from '../folder/run-id.ts';
import { notesFileOf, readNotes } from '../notes/notes-file.ts';

/** What came of sharing one log. `known`: the team had it already, with these notes. */
export interface SharedLog {
  readonly file: string;
  /** Path of the log in the team's folder. */
  readonly shared: string;
  readonly state: 'copied' | 'notes-updated' | 'known';
}

export interface ShareOptions {
  readonly signal?: AbortSignal;
}

/**
 * Copies a finished log with everything that belongs to it into the team's folder, and verifies the
 * copy there. A log that is there already is never replaced: another one of the same name is a
 * `Problem`, and so is a team's folder that cannot be reached; nothing is half there then.
 */
export async function shareLog(
  file: string,
  team: string,
  options: ShareOptions = {},
): Promise<SharedLog> {
  const run = basename(besideLog(file).head, '.head');
  const target = placesOf(team, run);
  const found = await verifyLog(file, options);
  if (!found.finished) throw logNotShareable(file, integrityText(found.integrity));
  try {
    // the folder itself must be there: a share that is away must not become an empty local folder
    await stat(team);
    await mkdir(join(target.log, '..'), { recursive: true });
    const there = await lastHash(target.log);
    if (there !== undefined) {
      if (there !== found.lastHash) throw sharedLogDiffers(file, target.log);
      const state = (await shareNotes(file, target.log)) ? 'notes-updated' : 'known';
      return { file, shared: target.log, state };
    }
    await copySideFiles(besideLog(file).sideFiles, target.sideFiles);
    await shareNotes(file, target.log);
    await copyIfThere(besideLog(file).head, target.head);
    await copyWhole(file, `${target.log}.part`);
    await rename(`${target.log}.part`, target.log);
    await nodeFiles.syncFolder(join(target.log, '..'));
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    throw teamUnreachable(team, thrown);
  }
  const copy = await verifyLog(target.log, options);
  if (copy.integrity.state !== 'intact' || copy.lastHash !== found.lastHash) {
    await rm(target.log, { force: true });
    throw teamUnreachable(team, new Error(integrityText(copy.integrity)));
  }
  return { file, shared: target.log, state: 'copied' };
}

async function lastHash(log: string): Promise<string | undefined> {
  try {
    return (await lastRecord(nodeFiles, log))?.hash ?? '';
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Copies with the bytes on the disk. */
async function copyWhole(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const handle = await open(to, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyWhole(from, to);
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT') throw thrown;
  }
}

async function copySideFiles(from: string, to: string): Promise<void> {
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

/**
 * Notes only grow: the longer of two files of which one begins with the other is the newer. Notes that
 * the team has and this log has not stay.
 */
async function shareNotes(log: string, shared: string): Promise<boolean> {
  const own = await readNotes(log);
  if (own.notes.length === 0) return false;
  const { notes: theirs } = await readNotes(shared).catch(() => ({ notes: [] }));
  const begins = theirs.every((note, at) => note.hash === own.notes[at]?.hash);
  if (!begins || theirs.length >= own.notes.length) return false;
  await copySideFiles(besideLog(log).sideFiles, besideLog(shared).sideFiles);
  const path = notesFileOf(shared);
  await copyWhole(notesFileOf(log), `${path}.part`);
  await rename(`${path}.part`, path);
  return true;
}

/** What came of sharing all logs of a folder. */
export interface ShareReport {
  readonly shared: readonly SharedLog[];
  /** Logs that were not shared, each with the reason. */
  readonly left: readonly { readonly file: string; readonly problem: Problem }[];
}

/**
 * Shares every finished log of a folder that the team does not have yet. A team's folder that cannot
 * be reached ends it at once: the rest is shared the next time.
 */
export async function shareAll(
  folder: string,
  team: string,
  options: ShareOptions = {},
): Promise<ShareReport> {
  const shared: SharedLog[] = [];
  const left: { file: string; problem: Problem }[] = [];
  for (const { file } of await logsIn(folder, nodeFiles)) {
    options.signal?.throwIfAborted();
    if (!(await isFinished(file))) continue;
    try {
      shared.push(await shareLog(file, team, options));
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      left.push({ file, problem: thrown });
      if (thrown.code === 'LOG-TEAM-UNREACHABLE') break;
    }
  }
  return { shared, left };
}

async function isFinished(file: string): Promise<boolean> {
  const last = await lastRecord(nodeFiles, file);
  return last?.event.type === 'checkpoint' || last?.event.type === 'run-finished';
}
