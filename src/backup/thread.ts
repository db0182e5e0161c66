/** Module of the threads: does one job, or hashes what it is told, and says how it went. */
import * as l10n from '@vscode/l10n';
import * as files from 'node:fs/promises';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { Problem } from '../errors/problem.ts';
import { performShort, shortFile, type ShortResult } from './copy/short-files.ts';
import { ThreadedShortCopier } from './copy/short-threads.ts';
import { hashFile, hashFileNow, type HashResult } from './hash-file.ts';
import { ThreadedHasher } from './hash-threads.ts';
import type { JobName } from './jobs.ts';
import { threadWork } from './thread-work.ts';
import {
  CancelFlag,
  type CopyTask,
  type HashTask,
  type JobMessage,
  type PoolMessage,
  type ThreadFailure,
  type ThreadStart,
} from './threads.ts';

/** Bytes between two reports of a hashing thread. */
const reportEvery = 16 * 1024 * 1024;

function failureOf(error: unknown): ThreadFailure {
  if (error instanceof Problem) return { message: 'problem', data: error.data };
  return error instanceof Error
    ? { message: 'defect', text: error.message, stack: error.stack }
    : { message: 'defect', text: String(error), stack: undefined };
}

async function doJob(
  start: Extract<ThreadStart, { readonly role: 'job' }>,
  port: MessagePort,
): Promise<void> {
  if (start.texts !== undefined) l10n.config({ contents: start.texts });
  const say = (message: JobMessage<JobName>): void => {
    port.postMessage(message);
  };
  const cancel = new CancelFlag(start.cancel);
  const work = threadWork(cancel, progress => {
    say({ message: 'progress', progress });
  });
  const module = new URL(import.meta.url);
  await using hasher = new ThreadedHasher(module, cancel, work);
  await using shortCopier = new ThreadedShortCopier(module, cancel, work);
  try {
    // The threads of a pool have no need of all this, and start the sooner without it.
    const { performJob } = await import('./jobs.ts');
    const result = await performJob(start.name, start.order, { work, hasher, shortCopier });
    say({ message: 'done', result });
  } catch (error) {
    say(failureOf(error));
  }
}

async function hashTask(
  task: HashTask,
  buffer: Buffer,
  check: () => void,
  say: (message: PoolMessage<HashResult>) => void,
): Promise<void> {
  const results: { readonly index: number; readonly result: HashResult }[] = [];
  let unreported = 0;
  const onBytes = (bytes: number): void => {
    unreported += bytes;
    if (unreported < reportEvery) return;
    say({ message: 'bytes', bytes: unreported });
    unreported = 0;
  };
  try {
    for (const { index, path, size } of task.files) {
      check();
      const options = { files, check, onBytes, sync: task.sync };
      const result =
        size <= shortFile ? hashFileNow(path, buffer, options) : await hashFile(path, options);
      results.push({ index, result });
    }
    say({ message: 'bytes', bytes: unreported });
    say({ message: 'results', results });
  } catch (error) {
    say(failureOf(error));
  }
}

function hashOnDemand(cancel: CancelFlag, port: MessagePort): void {
  const { check } = threadWork(cancel, () => undefined);
  const buffer = Buffer.allocUnsafe(shortFile);
  port.on('message', (task: HashTask) => {
    void hashTask(task, buffer, check, message => {
      port.postMessage(message);
    });
  });
}

function copyOnDemand(cancel: CancelFlag, port: MessagePort): void {
  const { check } = threadWork(cancel, () => undefined);
  const buffer = Buffer.allocUnsafe(shortFile);
  port.on('message', ({ step, copies }: CopyTask) => {
    let said: PoolMessage<ShortResult>;
    try {
      check();
      said = { message: 'results', results: performShort(step, copies, buffer) };
    } catch (error) {
      said = failureOf(error);
    }
    port.postMessage(said);
  });
}

async function startThread(port: MessagePort, start: ThreadStart): Promise<void> {
  switch (start.role) {
    case 'job':
      await doJob(start, port);
      break;
    case 'hash':
      hashOnDemand(new CancelFlag(start.cancel), port);
      break;
    case 'copy':
      copyOnDemand(new CancelFlag(start.cancel), port);
      break;
  }
}

/** The starter is `runJob` or a `ThreadPool`; both give what their types say. */
function isThreadStart(value: unknown): value is ThreadStart {
  const role: unknown = Reflect.get(Object(value), 'role');
  return role === 'job' || role === 'hash' || role === 'copy';
}

const start: unknown = workerData;
if (parentPort !== null && isThreadStart(start)) await startThread(parentPort, start);
