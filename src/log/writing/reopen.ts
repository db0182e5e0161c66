import { resolve } from 'node:path';
import { remarks as say } from '../../errors/log-findings.ts';
import { logDamaged, logFinished, logMissing, logNotOpened } from '../../errors/log.ts';
import { Problem } from '../../errors/problem.ts';
import { checkpointText, sealRecord, zeroHash } from '../chain/chain.ts';
import { HeadWriter, readHead } from '../chain/head.ts';
import { integrityText } from '../chain/verification-text.ts';
import { verifyLog } from '../chain/verify.ts';
import { nodeFiles, writeAll, type LogFile, type LogFiles } from '../files.ts';
import { besideLog, type LogPlaces } from '../folder/run-id.ts';
import { readLog } from '../reader.ts';
import type { LogRecord, Verification } from '../record.ts';
import { applyRecord, emptyState, type RunState } from '../state.ts';
import { takeLock } from './lock.ts';
import type { LogPosition, LogWriter } from './log-writer.ts';
import { letGo, lockSurroundings, makeWriter, type LogSurroundings, type Opened } from './open.ts';
import { putAside, unnamedTails } from './torn-files.ts';

export interface ReopenedLog {
  readonly log: LogWriter;
  /** The run as the log tells it, the records that reopening wrote included. */
  readonly state: RunState;
  /** What was found and done: a lock taken over, a torn tail put aside. */
  readonly remarks: readonly string[];
  /** What verification said before anything was written. */
  readonly verification: Verification;
}

/** What the log says before it is written to again. */
interface Past {
  readonly state: RunState;
  /** Names of tails that were put aside and said so. */
  readonly tornFiles: ReadonlySet<string>;
  readonly publicKey: string;
  readonly last: LogRecord | undefined;
  readonly remarks: readonly string[];
}

/**
 * Opens the log of an unfinished run for writing. It is verified first: an unfinished last line is
 * put aside and said, a changed or cut log is refused and so is a finished run. Throws a `Problem`,
 * and nothing was written then but, where it was missing, the checkpoint that closes a finished run.
 */
export async function reopenLog(file: string, options: LogSurroundings): Promise<ReopenedLog> {
  const log = resolve(file);
  const places = besideLog(log);
  const files = options.files ?? nodeFiles;
  await mustExist(log, files);
  const opened: Opened = {};
  try {
    const lock = (opened.lock = await takeLock(places.lock, log, lockSurroundings(options)));
    const verification = await verifyLog(log, { files });
    const { integrity, run } = verification;
    if (integrity.state === 'changed' || integrity.state === 'cut' || run === undefined) {
      throw logDamaged(log, integrityText(integrity));
    }
    const past = await replay(log, files);
    const { finished } = past.state;
    if (finished !== undefined && verification.finished) throw logFinished(log, finished.outcome);
    const handle = (opened.handle = await files.open(log, 'update'));
    const head = (opened.head = await openHead(places, files));
    if (integrity.state === 'torn') {
      await putAside(log, handle, integrity.bytes, options.clock.now(), files);
    }
    const position = await positionIn(handle, verification);
    if (finished !== undefined) {
      await closeFinished(past, { handle, head }, position, options);
      throw logFinished(log, finished.outcome);
    }
    const writer = makeWriter(options, places, run, { lock, handle, head }, position);
    const taken = lock.takenFrom;
    const takeover = taken === undefined ? [] : [say.takenOver(taken.pid, taken.host, taken.since)];
    delete opened.lock; // the writer's from here on, as are the files
    delete opened.handle;
    delete opened.head;
    const session = await beginSession(writer, past, files, options);
    const remarks = [...takeover, ...past.remarks, ...session.remarks];
    return { log: writer, state: session.state, remarks, verification };
  } catch (thrown) {
    await letGo(opened);
    if (thrown instanceof Problem) throw thrown;
    throw logNotOpened(log, thrown);
  }
}

/** Told apart from a folder that cannot be written: nothing is locked for a log that is not there. */
async function mustExist(log: string, files: LogFiles): Promise<void> {
  try {
    await (await files.open(log, 'read')).close();
  } catch (thrown) {
    throw logMissing(log, thrown);
  }
}

async function replay(log: string, files: LogFiles): Promise<Past> {
  let state = emptyState();
  let publicKey = '';
  let last: LogRecord | undefined;
  const tornFiles = new Set<string>();
  const remarks: string[] = [];
  for await (const line of readLog(log, files)) {
    if ('problem' in line) {
      if (line.problem.kind === 'not-understood') remarks.push(line.problem.message);
      continue;
    }
    last = line.record;
    const { event } = last;
    if (event.type === 'log-opened' || event.type === 'log-reopened') publicKey = event.publicKey;
    if (event.type === 'torn-tail-put-aside') tornFiles.add(event.file);
    state = applyRecord(state, last);
  }
  return { state, tornFiles, publicKey, last, remarks };
}

/** The head file, made anew where it is missing or holds no head. */
async function openHead(places: LogPlaces, files: LogFiles): Promise<LogFile> {
  const head = await readHead(files, places.head);
  if (head === 'missing') return files.open(places.head, 'new');
  const file = await files.open(places.head, 'update');
  if (head === 'unreadable') await file.truncate(0);
  return file;
}

async function positionIn(handle: LogFile, verification: Verification): Promise<LogPosition> {
  const { records, lastHash } = verification;
  return { records, hash: lastHash ?? zeroHash, bytes: await handle.size() };
}

/**
 * Writes the checkpoint that a process killed in its last moment left out. Another's key cannot: the
 * log stays as it is then, finished and not closed.
 */
async function closeFinished(
  past: Past,
  { handle, head }: { readonly handle: LogFile; readonly head: LogFile },
  { records, hash, bytes }: LogPosition,
  { key, clock }: LogSurroundings,
): Promise<void> {
  if (past.last === undefined || past.publicKey !== key.publicKey) return;
  const { run, mono } = past.last;
  const { record, line } = sealRecord({
    run,
    seq: records,
    time: new Date(clock.now()).toISOString(),
    mono,
    event: { type: 'checkpoint', signature: key.sign(checkpointText(run, records, hash)) },
    prev: hash,
  });
  await writeAll(handle, Buffer.from(line), bytes);
  await handle.datasync();
  let failure: unknown;
  const writer = new HeadWriter(head, key, run, thrown => {
    failure = thrown;
  });
  writer.advance(record.seq, record.hash);
  await writer.settled();
  if (failure !== undefined) throw failure instanceof Error ? failure : new Error('head');
}

/** Says in the log that it was opened again, and what was put aside. */
async function beginSession(
  writer: LogWriter,
  past: Past,
  files: LogFiles,
  { key }: LogSurroundings,
): Promise<{ readonly state: RunState; readonly remarks: readonly string[] }> {
  const remarks: string[] = [];
  try {
    const { publicKey } = key;
    let state = applyRecord(
      past.state,
      await writer.appendOwn({ type: 'log-reopened', publicKey }),
    );
    for (const tail of await unnamedTails(writer.file, past.tornFiles, files)) {
      state = applyRecord(state, await writer.append(tail));
      remarks.push(say.tornPutAside(tail.bytes, tail.file));
    }
    return { state, remarks };
  } catch (thrown) {
    await writer[Symbol.asyncDispose]().catch(() => undefined);
    throw thrown;
  }
}
