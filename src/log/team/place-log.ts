import { link, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sharedCopyDamaged } from '../../errors/log-team.ts';
import { Problem } from '../../errors/problem.ts';
import { integrityText } from '../chain/verification-text.ts';
import { verifyLog } from '../chain/verify.ts';
import { nodeFiles, systemCode } from '../files.ts';
import { besideLog, type LogPlaces } from '../folder/run-id.ts';
import type { Verification } from '../record.ts';
import {
  copySideFiles,
  isThere,
  makeFolder,
  moveSideFiles,
  partOf,
  replaceByCopy,
  withPart,
  type CopyFile,
} from './copies.ts';

export interface Placing {
  readonly copy: CopyFile;
  readonly signal?: AbortSignal;
}

/**
 * Copies a log into a folder of its own beside its place, verifies it there, and only then gives it
 * its name, after its side files: whatever dies or goes away in between, what has the name of a log is
 * whole and verified, with everything that it needs. Resolves to false where another was quicker: that
 * one is left as it is.
 */
export async function placeLog(
  file: string,
  { lastHash }: Verification,
  target: LogPlaces,
  { copy, signal }: Placing,
): Promise<boolean> {
  const year = dirname(target.log);
  await makeFolder(year);
  const part = partOf(target.log);
  return withPart(part, async () => {
    await makeFolder(part);
    const staged = besideLog(join(part, basename(target.log)));
    await copyAll(besideLog(file), staged, copy);
    const { integrity, lastHash: theirs } = await verifyThere(staged.log, signal);
    if (integrity.state !== 'intact' || theirs !== lastHash) {
      throw sharedCopyDamaged(target.log, integrityText(integrity));
    }
    await moveSideFiles(staged.sideFiles, target.sideFiles);
    if (await isThere(target.log)) return false;
    const isOurs = await giveName(staged.log, target.log);
    // a finished log needs no head; before its log, it might be put beside that of another
    if (isOurs && (await isThere(staged.head))) await rename(staged.head, target.head);
    await nodeFiles.syncFolder(year);
    return isOurs;
  });
}

/** Verifies a log in the team's folder; one that cannot be read is what the folder says. */
export async function verifyThere(log: string, signal?: AbortSignal): Promise<Verification> {
  try {
    return await verifyLog(log, signal === undefined ? {} : { signal });
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.code !== 'LOG-UNREADABLE') throw thrown;
    throw thrown.cause;
  }
}

/** Brings the head file that a copier left out who died just before; one that is there stays. */
export async function bringHead(file: string, target: LogPlaces, copy: CopyFile): Promise<void> {
  const { head } = besideLog(file);
  if ((await isThere(target.head)) || !(await isThere(head))) return;
  await replaceByCopy(head, target.head, copy);
}

async function copyAll(own: LogPlaces, staged: LogPlaces, copy: CopyFile): Promise<void> {
  await copySideFiles(own.sideFiles, staged.sideFiles, copy);
  if (await isThere(own.head)) await copy(own.head, staged.head);
  await copy(own.log, staged.log);
}

/** Names a file unless there is one of that name. */
async function giveName(staged: string, path: string): Promise<boolean> {
  try {
    await link(staged, path);
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST' || (await isThere(path))) return false;
    await rename(staged, path); // a file system without links
    return true;
  }
}
