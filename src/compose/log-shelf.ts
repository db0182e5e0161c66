import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { describeProblem, Problem } from '../errors/problem.ts';
import { parseRecord } from '../log/chain/line.ts';
import { nodeFiles } from '../log/files.ts';
import { firstLines, lastLines, logsIn } from '../log/folder/log-folder.ts';
import { besideLog } from '../log/folder/run-id.ts';
import { readLog } from '../log/reader.ts';
import { applyRecord, emptyState, type RunState } from '../log/state.ts';
import { ownerOf } from '../log/writing/lock.ts';
import { systemProcesses } from '../log/writing/processes.ts';
import { readSideFile } from '../log/writing/side-files.ts';
import type { OutputStream } from '../runbook/execution.ts';

/** A log as lists show it. */
export interface ShelvedLog {
  readonly file: string;
  /** `undefined` for a file that cannot be read as a log; `problem` says why then. */
  readonly state: RunState | undefined;
  readonly problem?: string;
  /** Whether a process has the log open for writing now. */
  readonly held: boolean;
}

interface Known {
  readonly size: number;
  readonly modified: number;
  readonly log: Omit<ShelvedLog, 'held'>;
}

/** Piece of an output as it was written. */
export interface OutputPiece {
  readonly stream: OutputStream;
  readonly text: string;
}

/** Lines at the head of a log that name its runbook, estate and mode. */
const headLines = 3;

/** The logs of a folder, each read again only when its file has changed. */
export class LogShelf {
  readonly #known = new Map<string, Known>();

  /**
   * Newest first. A finished log gives what its first and last lines say; its steps are in `read`.
   * `live`: states of runs that this process drives, by file; their logs are not read.
   */
  async list(folder: string, live?: ReadonlyMap<string, RunState>): Promise<ShelvedLog[]> {
    const found = await logsIn(folder, nodeFiles);
    return Promise.all(
      found.map(async ({ file }) => {
        const state = live?.get(file);
        return state === undefined ? this.#entry(file) : { file, state, held: true };
      }),
    );
  }

  /** One log, whole. */
  async read(file: string): Promise<ShelvedLog> {
    return { ...(await readWhole(file)), held: await isHeld(file) };
  }

  /** One that cannot be read is an entry too: it must not hide the others. */
  async #entry(file: string): Promise<ShelvedLog> {
    try {
      return await this.#entryOf(file);
    } catch (thrown) {
      const problem = thrown instanceof Error ? thrown.message : String(thrown);
      return { file, state: undefined, problem, held: false };
    }
  }

  async #entryOf(file: string): Promise<ShelvedLog> {
    const { size, mtimeMs } = await stat(file);
    const known = this.#known.get(file);
    const held = await isHeld(file);
    if (known?.size === size && known.modified === mtimeMs) return { ...known.log, held };
    const log = (await readEnds(file)) ?? (await readWhole(file));
    this.#known.set(file, { size, modified: mtimeMs, log });
    return { ...log, held };
  }
}

async function isHeld(file: string): Promise<boolean> {
  return (await ownerOf(besideLog(file).lock, nodeFiles, systemProcesses)) !== undefined;
}

/** First and last lines are enough where the last ones say that the run is finished. */
async function readEnds(file: string): Promise<Omit<ShelvedLog, 'held'> | undefined> {
  const handle = await nodeFiles.open(file, 'read');
  try {
    const lines = [...(await firstLines(handle, headLines)), ...(await lastLines(handle))];
    const records = new Map(
      lines.flatMap(line => {
        const record = parseRecord(line);
        return record === undefined ? [] : [[record.seq, record] as const];
      }),
    );
    const ordered = [...records.values()].sort((a, b) => a.seq - b.seq);
    const state = ordered.reduce(applyRecord, emptyState());
    return state.finished === undefined ? undefined : { file, state };
  } finally {
    await handle.close();
  }
}

async function readWhole(file: string): Promise<Omit<ShelvedLog, 'held'>> {
  let state = emptyState();
  let problem: string | undefined;
  try {
    for await (const line of readLog(file)) {
      if ('record' in line) state = applyRecord(state, line.record);
      else if (line.problem.kind === 'unreadable') problem ??= line.problem.message;
    }
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    problem = describeProblem(thrown.data).join(' ');
  }
  if (state.started === undefined) {
    return { file, state: undefined, problem: problem ?? l10n.t('no run is recorded in it') };
  }
  return { file, state };
}

/** Everything that the latest attempt of a step wrote, long texts from their side files. */
export async function* outputOf(file: string, step: string): AsyncGenerator<OutputPiece> {
  const { sideFiles } = besideLog(file);
  const latest = await latestAttempt(file, step);
  for await (const line of readLog(file)) {
    if (!('record' in line)) continue;
    const { event } = line.record;
    if (event.type !== 'output' || event.step !== step || event.attempt !== latest) continue;
    if (event.whole === undefined) {
      yield { stream: event.stream, text: event.text };
      continue;
    }
    const decoder = new TextDecoder();
    for await (const piece of readSideFile(nodeFiles, sideFiles, event.whole.sha256)) {
      yield { stream: event.stream, text: decoder.decode(piece, { stream: true }) };
    }
  }
}

async function latestAttempt(file: string, step: string): Promise<number> {
  let latest = 0;
  for await (const line of readLog(file)) {
    if (!('record' in line)) continue;
    const { event } = line.record;
    if (event.type === 'step-started' && event.step === step) latest = event.attempt;
  }
  return latest;
}
