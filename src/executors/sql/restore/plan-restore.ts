import type { SqlSession } from '../backend.ts';
import type { BackupFile } from './backup-header.ts';
import { checkCertificates, checkHeaders, checkLimit } from './check-backups.ts';
import { checkPlaces, type CheckedPlaces } from './check-places.ts';
import { checkExisting, checkSessions, hasTail } from './check-target.ts';
import { readFileList, readMedia, type MediaBackup, type MediaReading } from './media.ts';
import { placeFiles, type PlacedFile } from './placement.ts';
import { readServerFacts, type ServerFacts } from './server-facts.ts';
import { solvedChain } from './solve.ts';
import { restoreStatement } from './statements.ts';
import {
  readExisting,
  readServerFiles,
  readUsers,
  type ExistingDatabase,
  type UsingSession,
} from './target.ts';
import type { RestoreWish } from './wish.ts';

/** A restore that may be carried out: every check before it found nothing. */
export interface RestorePlan {
  readonly wish: RestoreWish;
  readonly server: ServerFacts;
  /** In the order of their restore. */
  readonly steps: readonly MediaBackup[];
  readonly unused: readonly MediaBackup[];
  readonly placed: readonly PlacedFile[];
  readonly places: CheckedPlaces;
  readonly existing: ExistingDatabase | undefined;
  /** Sessions that are cut. */
  readonly sessions: readonly UsingSession[];
  /** Whether the tail of the log is backed up first. */
  readonly tail: boolean;
  /** RESTORE for each step. */
  readonly statements: readonly string[];
}

export interface Planning {
  readonly session: SqlSession;
  readonly instance: string;
  readonly wish: RestoreWish;
  readonly signal: AbortSignal;
  readonly bytesText: (bytes: number) => string;
  /** A rehearsal: what a step before would change is shown and not demanded. */
  readonly rehearsal: boolean;
}

function statementsOf(
  wish: RestoreWish,
  steps: readonly MediaBackup[],
  lists: readonly (readonly BackupFile[])[],
  placed: readonly PlacedFile[],
  replace: boolean,
): string[] {
  const known = new Set<string>();
  return steps.map((backup, i) => {
    // the full backup says where its files go, a later one only where files go that came since
    const fresh = (lists[i] ?? []).filter(file => !known.has(file.logical));
    for (const { logical } of fresh) known.add(logical);
    const moves = fresh.flatMap(({ logical }) => {
      const place = placed.find(({ file }) => file.logical === logical);
      return place === undefined ? [] : [{ logical, path: place.path }];
    });
    return restoreStatement({
      target: wish.target,
      backup,
      moves,
      replace: replace && i === 0,
      recovery: wish.recovery && i === steps.length - 1,
      stopAt: wish.stopAt,
    });
  });
}

/**
 * Makes every check before a restore and resolves what it would do. Sends nothing but reads. Throws a
 * refusal at the first thing that must not be.
 */
export async function planRestore(planning: Planning): Promise<RestorePlan> {
  const { session, instance, wish, signal, bytesText, rehearsal } = planning;
  const server = await readServerFacts(session, instance, signal);
  const reading: MediaReading = { session, instance, account: server.account, signal };
  const { steps, unused } = solvedChain(await readMedia(reading, wish.paths), wish);
  checkHeaders(steps, server, instance);
  const lists: BackupFile[][] = [];
  for (const step of steps) lists.push(await readFileList(reading, step));
  const files = [...new Map(lists.flat().map(file => [file.logical, file])).values()];
  checkLimit(files, server, instance, bytesText);
  await checkCertificates(reading, steps, files);
  const serverFiles = await readServerFiles(session, instance, signal);
  const existing = await readExisting(session, instance, wish.target, serverFiles, signal);
  if (existing !== undefined) checkExisting(existing, wish, instance, bytesText(existing.bytes));
  const sessions =
    existing === undefined ? [] : await readUsers(session, instance, wish.target, signal);
  if (!rehearsal) checkSessions(sessions, wish, instance);
  const placed = placeFiles(files, {
    source: wish.database,
    target: wish.target,
    move: wish.move,
    dataFolder: wish.dataFolder,
    logFolder: wish.logFolder,
    existing: serverFiles.filter(file => file.databaseId === existing?.id),
  });
  const places = await checkPlaces({
    reading,
    wish,
    placed,
    target: existing?.id,
    serverFiles,
    bytesText,
  });
  const replace = (wish.replace && existing !== undefined) || places.overwritten.length > 0;
  return {
    wish,
    server,
    steps,
    unused,
    placed,
    places,
    existing,
    sessions,
    tail: existing !== undefined && hasTail(existing) && wish.tailLog !== undefined,
    statements: statementsOf(wish, steps, lists, placed, replace),
  };
}
