import { randomBytes } from 'node:crypto';
import { link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import {
  logNotShareable,
  logOfOtherName,
  sharedLogDiffers,
  teamUnreachable,
} from '../../errors/log-team.ts';
import { logMissing } from '../../errors/log.ts';
import { Problem } from '../../errors/problem.ts';
import { parseRecord } from '../chain/line.ts';
import { integrityText, stateText } from '../chain/verification-text.ts';
import { verifyLog, type VerifyOptions } from '../chain/verify.ts';
import { nodeFiles, systemCode } from '../files.ts';
import { lastLines, lastRecord, logsIn } from '../folder/log-folder.ts';
import { readOpenings } from '../folder/neighbours.ts';
import { besideLog, isRunId, logSuffix, placesOf, type LogPlaces } from '../folder/run-id.ts';
import type { Verification } from '../record.ts';
import { shareNotes, type NotesShared } from './share-notes.ts';
import { copySideFiles, copyWhole } from './side-file-copies.ts';

/**
 * What came of sharing one log. `known`: the team had it already, with these notes. `notes-updated`:
 * the team got notes that it did not have; `notes-fetched`: this log got the team's.
 */
export interface SharedLog {
  readonly file: string;
  /** Path of the log in the team's folder. */
  readonly shared: string;
  readonly state: 'copied' | 'notes-updated' | 'notes-fetched' | 'known';
}

export type ShareOptions = Pick<VerifyOptions, 'signal' | 'openings'>;

/**
 * Copies a finished log with everything that belongs to it into the team's folder, and verifies the
 * copy there. A log that is there already is verified and never replaced: another one of the same run,
 * or a changed one, is a `Problem`, and so is a team's folder that cannot be reached; nothing is half
 * there then.
 */
export async function shareLog(
  file: string,
  team: string,
  options: ShareOptions = {},
): Promise<SharedLog> {
  const found = await verifyLog(file, options);
  if (!found.finished || found.run === undefined) {
    throw logNotShareable(file, stateText(found));
  }
  const { run } = found;
  if (!isRunId(run) || basename(file) !== `${run}${logSuffix}`) throw logOfOtherName(file, run);
  const target = placesOf(team, run);
  return reaching(team, async () => {
    // the folder itself must be there: a share that is away must not become an empty local folder
    await stat(team);
    const isNew = !(await isThere(target.log));
    if (isNew) await putThere(file, target);
    await mustBeSame(file, found, target, isNew, options);
    const notes = await shareNotes(file, target.log);
    return { file, shared: target.log, state: isNew ? 'copied' : stateOf(notes) };
  });
}

function stateOf(notes: NotesShared): SharedLog['state'] {
  return notes === 'sent' ? 'notes-updated' : notes === 'fetched' ? 'notes-fetched' : 'known';
}

/** What the file system says of the team's folder is a `Problem`. */
async function reaching<T>(team: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    throw teamUnreachable(team, thrown);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return false;
    throw thrown;
  }
}

/** The log comes last: as soon as it has its name, everything that it needs is there. */
async function putThere(file: string, target: LogPlaces): Promise<void> {
  await mkdir(dirname(target.log), { recursive: true });
  const part = `${target.log}.${randomBytes(4).toString('hex')}.part`;
  try {
    await copySideFiles(besideLog(file).sideFiles, target.sideFiles);
    await copyIfThere(besideLog(file).head, target.head);
    await copyWhole(file, part);
    await giveName(part, target.log);
  } finally {
    await rm(part, { force: true });
  }
  await nodeFiles.syncFolder(dirname(target.log));
}

/** Names a file unless there is one of that name: that one was quicker, and is verified like any. */
async function giveName(part: string, path: string): Promise<void> {
  try {
    await link(part, path);
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return;
    await rename(part, path); // a file system without links
  }
}

async function mustBeSame(
  file: string,
  { lastHash }: Verification,
  target: LogPlaces,
  isNew: boolean,
  { signal }: ShareOptions,
): Promise<void> {
  const copy = await verifyLog(target.log, signal === undefined ? {} : { signal });
  if (copy.integrity.state === 'intact' && copy.lastHash === lastHash) return;
  const integrity = integrityText(copy.integrity);
  if (!isNew) throw sharedLogDiffers(file, target.log, integrity);
  await rm(target.log, { force: true });
  throw new Error(integrity);
}

async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyWhole(from, to);
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT') throw thrown;
  }
}

/** What came of sharing all logs of a folder. */
export interface ShareReport {
  readonly shared: readonly SharedLog[];
  /** Logs that were not shared, each with the reason. */
  readonly left: readonly { readonly file: string; readonly problem: Problem }[];
}

/**
 * Shares every finished log of a folder. A team's folder that cannot be reached ends it at once: the
 * rest is shared the next time. `quick`: logs whose length and end the team has already are not
 * verified again, neither here nor there.
 */
export async function shareAll(
  folder: string,
  team: string,
  { signal, quick = false }: Pick<ShareOptions, 'signal'> & { readonly quick?: boolean } = {},
): Promise<ShareReport> {
  const shared: SharedLog[] = [];
  const left: { file: string; problem: Problem }[] = [];
  const openings = await readOpenings(folder, nodeFiles);
  const options = { openings, ...(signal === undefined ? {} : { signal }) };
  for (const { file, run } of await logsIn(folder, nodeFiles)) {
    signal?.throwIfAborted();
    try {
      if (!(await isFinished(file))) continue;
      const there = placesOf(team, run).log;
      const known = quick && (await reaching(team, () => looksSame(file, there)));
      if (!known) shared.push(await shareLog(file, team, options));
      else {
        const notes = await reaching(team, () => shareNotes(file, there));
        shared.push({ file, shared: there, state: stateOf(notes) });
      }
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      left.push({ file, problem: thrown });
      if (thrown.code === 'LOG-TEAM-UNREACHABLE') break;
    }
  }
  return { shared, left };
}

async function looksSame(file: string, there: string): Promise<boolean> {
  if (!(await isThere(there))) return false;
  const [own, theirs] = [await stat(file), await stat(there)];
  if (own.size !== theirs.size) return false;
  const [last, lastThere] = [await lastRecord(nodeFiles, file), await lastRecord(nodeFiles, there)];
  return last !== undefined && last.hash === lastThere?.hash;
}

/** Whether the last lines of a log say that its run was finished; that of others is not tried. */
async function isFinished(file: string): Promise<boolean> {
  try {
    const handle = await nodeFiles.open(file, 'read');
    try {
      const last = (await lastLines(handle)).slice(-2).map(parseRecord);
      return last.some(record => record?.event.type === 'run-finished');
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw logMissing(file, thrown);
  }
}
