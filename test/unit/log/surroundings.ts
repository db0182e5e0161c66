import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../../../src/log/events.ts';
import { nodeFiles, type LogFile, type LogFiles } from '../../../src/log/files.ts';
import { newPrivateKey, signingKey } from '../../../src/log/keys/signing.ts';
import { readLog } from '../../../src/log/reader.ts';
import type { LogRecord } from '../../../src/log/record.ts';
import type { LogClock, LogWriter } from '../../../src/log/writing/log-writer.ts';
import { openLog, type LogSurroundings } from '../../../src/log/writing/open.ts';
import type { Processes } from '../../../src/log/writing/processes.ts';
import { smallRun } from './events.ts';

/** A key for all tests: making one each time is slow. */
export const testKey = signingKey(newPrivateKey());
export const otherKey = signingKey(newPrivateKey());

export const trusted = [{ name: 'Test', publicKey: testKey.publicKey }];

/** Time that moves by a millisecond each time it is asked for, or as a test says. */
export class TestClock implements LogClock {
  wall = Date.UTC(2026, 10, 22, 3, 41, 0);
  since = 0;

  now(): number {
    return this.wall;
  }

  mono(): number {
    return this.since;
  }

  pass(ms: number): void {
    this.wall += ms;
    this.since += ms;
  }
}

/** Makes folders for a suite and removes them after it. */
export function scratch(): () => string {
  const made: string[] = [];
  after(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'recovery-log-'));
    made.push(folder);
    return folder;
  };
}

export {
  finished,
  output,
  plan,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  summary,
} from './events.ts';

export const firstRun = '20261122T034100Z-000001';

/** Surroundings of a writer that needs nothing of the computer but its disk. */
export function surroundings(more: Partial<LogSurroundings> = {}): LogSurroundings {
  return { key: testKey, clock: new TestClock(), processes: alone, ...more };
}

/** A computer whose only process is this one. */
export const alone: Processes = {
  pid: 4711,
  host: 'ws01',
  startOf: pid => Promise.resolve(pid === 4711 ? 'boot 1' : undefined),
};

export async function open(
  folder: string,
  more: Partial<LogSurroundings> & { readonly run?: string } = {},
): Promise<LogWriter> {
  const { run = firstRun, ...rest } = more;
  return openLog({ ...surroundings(rest), folder, run });
}

/** Writes a whole log and closes it; resolves to its path. */
export async function written(
  folder: string,
  events: readonly RunEvent[] = smallRun,
  more: Partial<LogSurroundings> & { readonly run?: string } = {},
): Promise<string> {
  const log = await open(folder, more);
  for (const event of events) await log.append(event);
  await log[Symbol.asyncDispose]();
  return log.file;
}

export async function recordsOf(file: string): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const line of readLog(file)) if ('record' in line) records.push(line.record);
  return records;
}

export async function eventsOf(file: string): Promise<LogRecord['event'][]> {
  return (await recordsOf(file)).map(record => record.event);
}

/** Calls of a file system, by name. */
export type Call =
  | 'open'
  | 'write'
  | 'read'
  | 'datasync'
  | 'truncate'
  | 'size'
  | 'close'
  | 'makeFolder'
  | 'syncFolder'
  | 'rename'
  | 'remove'
  | 'names';

/** Stands between the log and the disk: counts calls, and lets a test fail or hold them. */
export class WatchedFiles implements LogFiles {
  readonly calls: { readonly call: Call; readonly path: string }[] = [];
  /** Called before each call; what it throws is what the disk says. */
  before: (call: Call, path: string) => void | Promise<void> = () => undefined;
  /** How many bytes of a write the disk takes. */
  takes: (bytes: number) => number = bytes => bytes;

  count(call: Call, suffix = ''): number {
    return this.calls.filter(each => each.call === call && each.path.endsWith(suffix)).length;
  }

  async open(path: string, how: 'new' | 'update' | 'read', mode?: number): Promise<LogFile> {
    await this.#note('open', path);
    const file = await nodeFiles.open(path, how, mode);
    return {
      write: async (bytes, position) => {
        await this.#note('write', path);
        return file.write(bytes.subarray(0, this.takes(bytes.length)), position);
      },
      read: async (into, position) => {
        await this.#note('read', path);
        return file.read(into, position);
      },
      datasync: async () => {
        await this.#note('datasync', path);
        await file.datasync();
      },
      truncate: async length => {
        await this.#note('truncate', path);
        await file.truncate(length);
      },
      size: async () => {
        await this.#note('size', path);
        return file.size();
      },
      close: async () => {
        await file.close();
      },
    };
  }

  async makeFolder(path: string): Promise<void> {
    await this.#note('makeFolder', path);
    await nodeFiles.makeFolder(path);
  }

  async syncFolder(path: string): Promise<void> {
    await this.#note('syncFolder', path);
    await nodeFiles.syncFolder(path);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#note('rename', from);
    await nodeFiles.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    await this.#note('remove', path);
    await nodeFiles.remove(path);
  }

  async names(folder: string): Promise<string[]> {
    await this.#note('names', folder);
    return nodeFiles.names(folder);
  }

  async #note(call: Call, path: string): Promise<void> {
    this.calls.push({ call, path });
    await this.before(call, path);
  }
}

/** An error as the system reports it. */
export function systemError(code: string, text = `${code}: made by the test`): Error {
  return Object.assign(new Error(text), { code });
}
