import { resolve } from 'node:path';
import { isObject } from '../chain/canonical.ts';
import { zeroHash } from '../chain/chain.ts';
import { examineLine, parseEnvelope } from '../chain/line.ts';
import type { LogFiles } from '../files.ts';
import { firstLines, logsIn, type FoundLog } from './log-folder.ts';

/** A run and a hash of its log. */
export interface NamedRun {
  readonly run: string;
  readonly hash: string;
}

/** A log of a folder, and what its first line says of the run before. */
export interface Opening extends FoundLog {
  readonly previous: NamedRun | undefined;
}

/** What the other logs of a folder say of one log. */
export interface Neighbours {
  /** Runs that name a last hash of this one. */
  readonly later: readonly NamedRun[];
  /** Runs that name the same run before them. */
  readonly forks: readonly string[];
  /** Whether the log of the run before is in the folder. */
  readonly previousPresent: boolean;
}

/** First lines are short: so many bytes hold them, most of the time. */
const look = 4096;

/** Logs that are read at the same time. */
const atOnce = 16;

const hexHash = /^[0-9a-f]{64}$/;

/** The run before that the event of a first line names, `undefined` where it names none. */
export function namedBefore(event: Readonly<Record<string, unknown>>): NamedRun | undefined {
  const { previous } = event;
  if (!isObject(previous)) return undefined;
  const { run, hash } = previous;
  if (typeof run !== 'string' || typeof hash !== 'string' || !hexHash.test(hash)) return undefined;
  return { run, hash };
}

/**
 * Reads the first lines of all logs of a folder, and its folders of years. A log that cannot be read,
 * or whose first line is not sound, names no run; its own verification tells why.
 */
export async function readOpenings(folder: string, files: LogFiles): Promise<Opening[]> {
  const found = await logsIn(folder, files);
  const openings: Opening[] = [];
  for (let from = 0; from < found.length; from += atOnce) {
    const some = found.slice(from, from + atOnce);
    openings.push(...(await Promise.all(some.map(each => readOpening(each, files)))));
  }
  return openings;
}

/** Names do not tell which log is the later one: the clock may have been put back between two runs. */
export function neighboursOf(
  log: string,
  run: string,
  previous: string | undefined,
  openings: readonly Opening[],
): Neighbours {
  const others = openings.filter(each => resolve(each.file) !== resolve(log));
  return {
    later: others.flatMap(({ run: other, previous: named }) =>
      named?.run === run ? [{ run: other, hash: named.hash }] : [],
    ),
    forks: others
      .filter(each => each.previous !== undefined && each.previous.run === previous)
      .map(each => each.run),
    previousPresent: openings.some(each => each.run === previous),
  };
}

async function readOpening(found: FoundLog, files: LogFiles): Promise<Opening> {
  try {
    const file = await files.open(found.file, 'read');
    try {
      const [line] = await firstLines(file, 1, look);
      return { ...found, previous: line === undefined ? undefined : previousIn(line) };
    } finally {
      await file.close();
    }
  } catch {
    return { ...found, previous: undefined };
  }
}

function previousIn(line: string): NamedRun | undefined {
  const record = parseEnvelope(line);
  if (record === undefined || examineLine(line, record) !== 'sound') return undefined;
  const { event, seq, prev } = record;
  const opens = event.type === 'log-opened' && event.format === 'recovery-log/1';
  return opens && seq === 0 && prev === zeroHash ? namedBefore(event) : undefined;
}
