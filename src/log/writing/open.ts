import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { badRunId, logExists, logGone, logNotOpened } from '../../errors/log.ts';
import { Problem } from '../../errors/problem.ts';
import { zeroHash } from '../chain/chain.ts';
import { HeadWriter } from '../chain/head.ts';
import { nodeFiles, systemCode, writeNew, type LogFile, type LogFiles } from '../files.ts';
import { newestRun } from '../folder/log-folder.ts';
import { isRunId, placesOf, type LogPlaces } from '../folder/run-id.ts';
import type { SigningKey } from '../keys/signing.ts';
import { Redactor } from '../redaction/redactor.ts';
import { takeLock, type HeldLock, type LockSurroundings } from './lock.ts';
import { LogWriter, type LogClock, type LogPosition } from './log-writer.ts';
import { systemProcesses, type Processes } from './processes.ts';
import { SideFiles } from './side-files.ts';

/** What a writer of logs is given. */
export interface LogSurroundings {
  readonly key: SigningKey;
  readonly clock: LogClock;
  /** Knows the secrets of the run; secrets may be added to it while the run goes on. */
  readonly redactor?: Redactor;
  readonly files?: LogFiles;
  readonly processes?: Processes;
  readonly sleep?: (ms: number) => Promise<void>;
  /** Told of a listener that throws; without it the error becomes an uncaught one. */
  readonly listenerFailed?: (thrown: unknown) => void;
}

export interface NewLog extends LogSurroundings {
  /** Folder of all recovery logs; made where it does not exist. */
  readonly folder: string;
  /** Identifier of the run, of `newRunId`. */
  readonly run: string;
}

/** Text of `.gitattributes`: version control must not touch line ends. */
const attributes = '*.recovery-log.jsonl -text\n*.notes.jsonl -text\n*.head -text\n*.gz binary\n';

/**
 * Makes the log of a new run, with its first line on the disk. Throws a `Problem` where there is one
 * already or the folder cannot be written.
 */
export async function openLog(options: NewLog): Promise<LogWriter> {
  const { run, key } = options;
  if (!isRunId(run)) throw badRunId(run);
  const folder = resolve(options.folder);
  const places = placesOf(folder, run);
  const files = options.files ?? nodeFiles;
  const opened: Opened = {};
  try {
    await files.makeFolder(dirname(places.log));
    await writeAttributes(folder, files);
    const lock = (opened.lock = await takeLock(places.lock, places.log, lockSurroundings(options)));
    const previous = await newestRun(folder, files);
    const handle = (opened.handle = await files.open(places.log, 'new'));
    const head = (opened.head = await files.open(places.head, 'new'));
    await files.syncFolder(dirname(places.log));
    const position = { records: 0, hash: zeroHash, bytes: 0 };
    const writer = makeWriter(options, places, run, { lock, handle, head }, position);
    const { publicKey } = key;
    await writer.appendOwn({ type: 'log-opened', format: 'recovery-log/1', publicKey, previous });
    return writer;
  } catch (thrown) {
    await abandon(opened, places, files);
    if (thrown instanceof Problem && thrown.code !== 'LOG-NOT-WRITTEN') throw thrown;
    // before the lock is held it is a file in the place of the folder
    const isTaken = systemCode(thrown) === 'EEXIST' && opened.lock !== undefined;
    if (isTaken) throw logExists(places.log);
    throw logNotOpened(places.log, thrown instanceof Problem ? thrown.cause : thrown);
  }
}

/** Leaves no trace of a log that could not be begun: no step was run under it. */
async function abandon(opened: Opened, places: LogPlaces, files: LogFiles): Promise<void> {
  const made = [
    ...(opened.handle === undefined ? [] : [places.log]),
    ...(opened.head === undefined ? [] : [places.head]),
  ];
  await Promise.allSettled([opened.handle?.close(), opened.head?.close()]);
  await Promise.allSettled(made.map(file => files.remove(file)));
  await letGo({ ...(opened.lock === undefined ? {} : { lock: opened.lock }) });
}

/** What was opened so far, to be let go of where the rest fails. */
export interface Opened {
  lock?: HeldLock;
  handle?: LogFile;
  head?: LogFile;
}

interface AllOpened {
  readonly lock: HeldLock;
  readonly handle: LogFile;
  readonly head: LogFile;
}

/** Closes files and gives the lock back; the failure that led here is the one to be told. */
export async function letGo({ lock, handle, head }: Opened): Promise<void> {
  await Promise.allSettled([handle?.close(), head?.close()]);
  await Promise.allSettled([lock?.release()]);
}

export function lockSurroundings(options: LogSurroundings): LockSurroundings {
  return {
    files: options.files ?? nodeFiles,
    processes: options.processes ?? systemProcesses,
    now: () => options.clock.now(),
    sleep: options.sleep ?? (ms => sleep(ms)),
  };
}

export function makeWriter(
  options: LogSurroundings,
  places: LogPlaces,
  run: string,
  { lock, handle, head }: AllOpened,
  position: LogPosition,
): LogWriter {
  const { key, clock } = options;
  const files = options.files ?? nodeFiles;
  const headWriter = new HeadWriter(head, key, run, thrown => {
    writer.fail('head', thrown);
  });
  const writer: LogWriter = new LogWriter(
    {
      run,
      file: places.log,
      handle,
      head: headWriter,
      lock,
      sideFiles: new SideFiles(files, places.sideFiles),
      mustBeThere: bytes => mustBeThere(places.log, bytes, files),
      key,
      redactor: options.redactor ?? new Redactor(),
      clock,
      listenerFailed: options.listenerFailed ?? throwUncaught,
    },
    position,
  );
  return writer;
}

/** A file that was removed or renamed can still be written, and is found by nobody. */
async function mustBeThere(log: string, bytes: number, files: LogFiles): Promise<void> {
  let size: number;
  try {
    const file = await files.open(log, 'read');
    try {
      size = await file.size();
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw logGone(log, thrown);
  }
  if (size < bytes) throw logGone(log);
}

function throwUncaught(thrown: unknown): void {
  queueMicrotask(() => {
    throw thrown instanceof Error ? thrown : new Error(String(thrown));
  });
}

async function writeAttributes(folder: string, files: LogFiles): Promise<void> {
  try {
    await writeNew(files, resolve(folder, '.gitattributes'), Buffer.from(attributes));
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown;
  }
}
