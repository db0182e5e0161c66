import { resolve } from 'node:path';
import { asProblem } from '../../errors/problem.ts';
import type { RunMode } from '../../runbook/execution.ts';
import { parseRecord } from '../chain/line.ts';
import type { LoggedEstate, LoggedOperator, LoggedRunbook, RunOutcome } from '../events.ts';
import { nodeFiles, type LogFiles } from '../files.ts';
import type { LogRecord } from '../record.ts';
import { ownerOf } from '../writing/lock.ts';
import { systemProcesses, type Processes } from '../writing/processes.ts';
import { firstLines, lastLines, logsIn, type FoundLog } from './log-folder.ts';
import { besideLog } from './run-id.ts';

/**
 * A run as lists show it, by the first and the last lines of its log; nothing is verified. Durations
 * are milliseconds, times UTC ISO 8601.
 */
export interface LogListing {
  readonly run: string;
  readonly file: string;
  /** `running`: a live process holds it. `open`: it can be resumed. `unreadable`: see `problem`. */
  readonly state: 'finished' | 'running' | 'open' | 'unreadable';
  readonly outcome?: RunOutcome;
  readonly runbook?: LoggedRunbook;
  readonly estate?: LoggedEstate;
  readonly mode?: RunMode;
  readonly operator?: LoggedOperator;
  readonly started?: string;
  /** Time of the last record. */
  readonly lastTime?: string;
  /** Of a finished run its summary's, else from the first record to the last. */
  readonly durationMs?: number;
  readonly waitingMs?: number;
  /** Step that began and has no end: interrupted, unless the run is `running`. */
  readonly openStep?: string;
  /** Why the log cannot be read. */
  readonly problem?: string;
}

export interface ListOptions {
  readonly files?: LogFiles;
  readonly processes?: Processes;
}

/** Logs that are read at the same time. */
const atOnce = 8;

/**
 * The logs in a folder, newest first. Only their heads and tails are read, so that a long list is
 * cheap. A log that cannot be read is listed with the reason.
 */
export async function listLogs(folder: string, options: ListOptions = {}): Promise<LogListing[]> {
  const files = options.files ?? nodeFiles;
  const processes = options.processes ?? systemProcesses;
  const found = await logsIn(resolve(folder), files);
  const listed: LogListing[] = [];
  for (let from = 0; from < found.length; from += atOnce) {
    const some = found.slice(from, from + atOnce);
    listed.push(...(await Promise.all(some.map(each => listOne(each, files, processes)))));
  }
  return listed;
}

async function listOne(
  found: FoundLog,
  files: LogFiles,
  processes: Processes,
): Promise<LogListing> {
  try {
    const { first, last } = await readEnds(found.file, files);
    const state = await stateOf(found, last, files, processes);
    return { ...found, state, ...fromStart(first), ...fromEnd(first, last) };
  } catch (thrown) {
    const { data } = asProblem(thrown);
    const problem = data.theirs?.[0]?.text ?? data.what;
    return { ...found, state: 'unreadable', problem };
  }
}

interface Ends {
  readonly first: readonly LogRecord[];
  /** Newest last. */
  readonly last: readonly LogRecord[];
}

async function readEnds(path: string, files: LogFiles): Promise<Ends> {
  const file = await files.open(path, 'read');
  try {
    const first = records(await firstLines(file, 2));
    if (first[0]?.event.type !== 'log-opened') throw new Error('the first line opens no log');
    return { first, last: records(await lastLines(file)) };
  } finally {
    await file.close();
  }
}

function records(lines: readonly string[]): LogRecord[] {
  return lines.map(parseRecord).filter(record => record !== undefined);
}

async function stateOf(
  found: FoundLog,
  last: readonly LogRecord[],
  files: LogFiles,
  processes: Processes,
): Promise<'finished' | 'running' | 'open'> {
  if (last.slice(-2).some(record => record.event.type === 'run-finished')) return 'finished';
  const owner = await ownerOf(besideLog(found.file).lock, files, processes);
  return owner === undefined ? 'open' : 'running';
}

function fromStart(first: readonly LogRecord[]): Partial<LogListing> {
  const started = first[1];
  if (started?.event.type !== 'run-started') return {};
  const { runbook, estate, mode, operator } = started.event;
  return { runbook, estate, mode, operator, started: started.time };
}

function fromEnd(first: readonly LogRecord[], last: readonly LogRecord[]): Partial<LogListing> {
  const end = last.at(-1);
  if (end === undefined) return {};
  const finished = last.slice(-2).find(record => record.event.type === 'run-finished')?.event;
  if (finished?.type === 'run-finished') {
    const { durationMs, waitingMs } = finished.summary;
    return { outcome: finished.outcome, lastTime: end.time, durationMs, waitingMs };
  }
  const from = Date.parse((first[1] ?? end).time);
  const openStep = openStepIn(last);
  return {
    lastTime: end.time,
    durationMs: Math.max(0, Date.parse(end.time) - from),
    ...(openStep === undefined ? {} : { openStep }),
    ...latestMode(last),
  };
}

/** The step that the last records belong to, unless they say that it came to an end. */
function openStepIn(last: readonly LogRecord[]): string | undefined {
  for (const { event } of last.toReversed()) {
    switch (event.type) {
      case 'step-started':
      case 'output':
      case 'table':
      case 'progress':
        return event.step;
      case 'step-ended':
      case 'step-passed-over':
        return undefined;
      case 'reconciled':
        if (event.decision !== 'left-open') return undefined;
        break;
      default:
        break;
    }
  }
  return undefined;
}

function latestMode(last: readonly LogRecord[]): { readonly mode?: RunMode } {
  for (const { event } of last.toReversed()) {
    if (event.type === 'mode-changed') return { mode: event.mode };
  }
  return {};
}
