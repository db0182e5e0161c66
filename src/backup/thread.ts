/** Module of the threads: does one job, or hashes what it is told, and says how it went. */
import * as l10n from '@vscode/l10n';
import * as files from 'node:fs/promises';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { Problem } from '../errors/problem.ts';
import { hashFile, type HashResult } from './hash-file.ts';
import { hasherOnThreads } from './hash-threads.ts';
import { performJob, type JobName } from './jobs.ts';
import { threadWork } from './thread-work.ts';
import {
  CancelFlag,
  type HashMessage,
  type HashTask,
  type JobMessage,
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
  const hasher = hasherOnThreads(new URL(import.meta.url), cancel, work);
  try {
    const result = await performJob(start.name, start.order, { work, hasher });
    say({ message: 'done', result });
  } catch (error) {
    say(failureOf(error));
  }
}

async function hashTask(
  task: HashTask,
  check: () => void,
  say: (message: HashMessage) => void,
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
    for (const { index, path } of task.files) {
      check();
      const options = { files, check, onBytes, sync: task.sync };
      results.push({ index, result: await hashFile(path, options) });
    }
    say({ message: 'bytes', bytes: unreported });
    say({ message: 'hashed', results });
  } catch (error) {
    say(failureOf(error));
  }
}

function hashOnDemand(cancel: CancelFlag, port: MessagePort): void {
  const { check } = threadWork(cancel, () => undefined);
  port.on('message', (task: HashTask) => {
    void hashTask(task, check, message => {
      port.postMessage(message);
    });
  });
}

async function startThread(port: MessagePort, start: ThreadStart): Promise<void> {
  if (start.role === 'job') await doJob(start, port);
  else hashOnDemand(new CancelFlag(start.cancel), port);
}

/** The starter is `runJob` or `hasherOnThreads`; both give what their types say. */
function isThreadStart(value: unknown): value is ThreadStart {
  const role: unknown = Reflect.get(Object(value), 'role');
  return role === 'job' || role === 'hash';
}

const start: unknown = workerData;
if (parentPort !== null && isThreadStart(start)) await startThread(parentPort, start);
