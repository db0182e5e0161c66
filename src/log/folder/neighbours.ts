import { resolve } from 'node:path';
import { examineLine, isUnderstood, parseEnvelope } from '../chain/line.ts';
import type { LogFiles } from '../files.ts';
import { firstLines, folderOf, logsIn, type FoundLog } from './log-folder.ts';

/** What the other logs of a folder say of one log. */
export interface Neighbours {
  /** Runs that were opened later and name a last hash of this one. */
  readonly later: readonly { readonly run: string; readonly hash: string }[];
  /** Runs that name the same run before them. */
  readonly forks: readonly string[];
  /** Whether the log of the run before is in the folder. */
  readonly previousPresent: boolean;
}

/** First lines are short: so many bytes hold them. */
const look = 4096;

/**
 * Reads the first lines of the logs that may name this one. A log that cannot be read says nothing
 * here; its own verification tells.
 */
export async function readNeighbours(
  log: string,
  run: string,
  previous: string | undefined,
  files: LogFiles,
): Promise<Neighbours> {
  const all = await logsIn(folderOf(resolve(log)), files);
  const from = (previous ?? run).slice(0, 16);
  const others = all.filter(each => each.run.slice(0, 16) >= from && !isSame(each, log));
  const later: { run: string; hash: string }[] = [];
  const forks: string[] = [];
  for (const other of others) {
    const named = await previousOf(other, files);
    if (named?.run === run) later.push({ run: other.run, hash: named.hash });
    if (named !== undefined && named.run === previous) forks.push(other.run);
  }
  return { later, forks, previousPresent: all.some(each => each.run === previous) };
}

function isSame(found: FoundLog, log: string): boolean {
  return resolve(found.file) === resolve(log);
}

async function previousOf(
  found: FoundLog,
  files: LogFiles,
): Promise<{ readonly run: string; readonly hash: string } | undefined> {
  try {
    const file = await files.open(found.file, 'read');
    try {
      const [line] = await firstLines(file, 1, look);
      const record = line === undefined ? undefined : parseEnvelope(line);
      if (line === undefined || record === undefined) return undefined;
      if (examineLine(line, record) !== 'sound' || !isUnderstood(record)) return undefined;
      return record.event.type === 'log-opened' ? (record.event.previous ?? undefined) : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
