import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../src/log/events.ts';
import { newRunId } from '../src/log/folder/run-id.ts';
import { newPrivateKey, signingKey } from '../src/log/keys/signing.ts';
import type { LogWriter } from '../src/log/writing/log-writer.ts';
import { openLog } from '../src/log/writing/open.ts';

/** Appends of one round; rounds of both sides take turns, so that a busy disk meets both. */
const appends = 100;
const rounds = 31;

const key = signingKey(newPrivateKey());
const clock = { now: () => Date.now(), mono: () => performance.now() };
const note: RunEvent = { type: 'note', text: 'x'.repeat(120), by: 'bench' };
/** As long as the line that the note becomes. */
const line = Buffer.from(`${'x'.repeat(455)}\n`);

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'log-append-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function newLog(folder: string): Promise<LogWriter> {
  return openLog({ folder, run: newRunId(Date.now(), randomBytes), key, clock });
}

async function timed(work: () => Promise<void> | void): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function awaitedLoop(file: string): Promise<number> {
  const handle = await open(file, 'w');
  try {
    return await timed(async () => {
      for (let at = 0; at < appends; at += 1) {
        await handle.write(line, 0, line.length, at * line.length);
        await handle.datasync();
      }
    });
  } finally {
    await handle.close();
  }
}

function blockingLoop(file: string): Promise<number> {
  const fd = openSync(file, 'w');
  try {
    return timed(() => {
      for (let at = 0; at < appends; at += 1) {
        writeSync(fd, line, 0, line.length, at * line.length);
        fdatasyncSync(fd);
      }
    });
  } finally {
    closeSync(fd);
  }
}

async function appendOneByOne(log: LogWriter): Promise<void> {
  for (let at = 0; at < appends; at += 1) await log.append(note);
}

async function appendTogether(log: LogWriter): Promise<void> {
  await Promise.all(Array.from({ length: appends }, () => log.append(note)));
}

async function against(
  bare: (file: string) => Promise<number>,
  work: (log: LogWriter) => Promise<void>,
): Promise<{ value: number; detail: string }> {
  return inFolder(async folder => {
    const log = await newLog(folder);
    const bareMs: number[] = [];
    const ourMs: number[] = [];
    try {
      await work(log);
      for (let round = 0; round < rounds; round += 1) {
        bareMs.push(await bare(join(folder, 'bare')));
        ourMs.push(await timed(() => work(log)));
      }
    } finally {
      await log[Symbol.asyncDispose]();
    }
    const rate = (ms: number): string => ((appends / ms) * 1000).toFixed(0);
    const [theirs, ours] = [median(bareMs), median(ourMs)];
    return { value: theirs / ours, detail: `bare ${rate(theirs)}/s, ours ${rate(ours)}/s` };
  });
}

/** Output does not wait for the disk: what it costs beside what a durable record costs. */
async function outputCost(): Promise<{ value: number; detail: string }> {
  return inFolder(async folder => {
    const log = await newLog(folder);
    const output: RunEvent = {
      type: 'output',
      step: 'copy',
      attempt: 1,
      stream: 'output',
      text: 'x'.repeat(200),
    };
    try {
      await appendOneByOne(log);
      const durable = (await timed(() => appendOneByOne(log))) / appends;
      const many = appends * 10;
      const flood = async (): Promise<void> => {
        await Promise.all(Array.from({ length: many }, () => log.append(output)));
      };
      const plain = (await timed(flood)) / many;
      const detail = `output ${(plain * 1000).toFixed(0)} us, durable ${(durable * 1000).toFixed(0)} us a record`;
      return { value: plain, detail };
    } finally {
      await log[Symbol.asyncDispose]();
    }
  });
}

export const rows = [
  {
    name: 'log: durable records one after the other against an awaited write and fdatasync loop',
    limit: '>= 0.8',
    unit: '',
    run: () => against(awaitedLoop, appendOneByOne),
  },
  {
    name: 'log: durable records handed over together against a blocking write and fdatasync loop',
    limit: '>= 0.8',
    unit: '',
    run: () => against(blockingLoop, appendTogether),
  },
  {
    name: 'log: cost of a record of output, which waits for no disk',
    limit: '< 2',
    unit: 'ms',
    run: outputCost,
  },
];
