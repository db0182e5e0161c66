import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  logNotShareable,
  logOfOtherName,
  sharedLogDiffers,
  teamFailures,
  teamFolderFailed,
  type SharedPart,
} from '../../errors/log-team.ts';
import { logMissing } from '../../errors/log.ts';
import { Problem } from '../../errors/problem.ts';
import { parseRecord } from '../chain/line.ts';
import { integrityText, stateText } from '../chain/verification-text.ts';
import { verifyLog, type VerifyOptions } from '../chain/verify.ts';
import { nodeFiles } from '../files.ts';
import { lastLines, lastRecord, logsIn } from '../folder/log-folder.ts';
import { readOpenings } from '../folder/neighbours.ts';
import { isRunId, logSuffix, placesOf } from '../folder/run-id.ts';
import { copyWhole, isThere, type CopyFile } from './copies.ts';
import { bringHead, placeLog, verifyThere } from './place-log.ts';
import { shareNotes, type NotesShared } from './share-notes.ts';

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

export interface ShareOptions extends Pick<VerifyOptions, 'signal' | 'openings'> {
  /** How bytes get into the team's folder; as the computer copies files where nothing is named. */
  readonly copy?: CopyFile;
}

/**
 * Copies a finished log with everything that belongs to it into the team's folder, verifies the copy
 * there, and only then gives it its name. A log that is there already is verified and never replaced:
 * another one of the same run, or a changed one, is a `Problem`, and so is a team's folder that cannot
 * be reached or written; nothing is half there then.
 */
export async function shareLog(
  file: string,
  team: string,
  options: ShareOptions = {},
): Promise<SharedLog> {
  const { copy = copyWhole, signal } = options;
  const found = await verifyLog(file, options);
  if (!found.finished || found.run === undefined) {
    throw logNotShareable(file, stateText(found));
  }
  const { run } = found;
  if (!isRunId(run) || basename(file) !== `${run}${logSuffix}`) throw logOfOtherName(file, run);
  const target = placesOf(team, run);
  const placing = { copy, ...(signal === undefined ? {} : { signal }) };
  const isNew = await reaching(team, 'log', options, async () => {
    // the folder itself must be there: a share that is away must not become an empty local folder
    await stat(team);
    if (!(await isThere(target.log)) && (await placeLog(file, found, target, placing))) return true;
    const { integrity, lastHash } = await verifyThere(target.log, signal);
    if (integrity.state === 'intact' && lastHash === found.lastHash) {
      await bringHead(file, target, copy);
      return false;
    }
    await stat(target.log); // a folder that went away meanwhile accuses nobody
    throw sharedLogDiffers(file, target.log, integrityText(integrity));
  });
  const notes = await reaching(team, 'notes', options, () => shareNotes(file, target.log, copy));
  return { file, shared: target.log, state: isNew ? 'copied' : stateOf(notes) };
}

function stateOf(notes: NotesShared): SharedLog['state'] {
  return notes === 'sent' ? 'notes-updated' : notes === 'fetched' ? 'notes-fetched' : 'known';
}

/** What the file system says of the team's folder is a `Problem`. */
async function reaching<T>(
  team: string,
  part: SharedPart,
  { signal }: Pick<ShareOptions, 'signal'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Problem || signal?.aborted === true) throw thrown;
    throw teamFolderFailed(team, part, thrown);
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
  {
    quick = false,
    ...given
  }: Pick<ShareOptions, 'signal' | 'copy'> & { readonly quick?: boolean } = {},
): Promise<ShareReport> {
  const shared: SharedLog[] = [];
  const left: { file: string; problem: Problem }[] = [];
  const openings = await readOpenings(folder, nodeFiles);
  const options = { ...given, openings };
  for (const { file, run } of await logsIn(folder, nodeFiles)) {
    given.signal?.throwIfAborted();
    try {
      if (!(await isFinished(file))) continue;
      const there = placesOf(team, run).log;
      const known = quick && (await reaching(team, 'log', options, () => looksSame(file, there)));
      if (!known) shared.push(await shareLog(file, team, options));
      else {
        const notes = await reaching(team, 'notes', options, () =>
          shareNotes(file, there, given.copy ?? copyWhole),
        );
        shared.push({ file, shared: there, state: stateOf(notes) });
      }
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      left.push({ file, problem: thrown });
      if (teamFailures.has(thrown.code)) break;
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
