import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { chosenTexts, type Translations } from '../../errors/language.ts';
import { Problem, type ProblemData } from '../../errors/problem.ts';
import { isObject } from '../chain/canonical.ts';
import { makeReport, type ReportOrder } from './make-report.ts';

/** The report of a log of this size, bytes, is made where it is asked for. */
const smallLog = 4_000_000;

/** Places of the thread's module as seen from this one: in a checkout, and beside or above the bundles. */
const places = ['./report-thread.ts', './report-thread.mjs', '../report-thread.mjs'];

/**
 * Megabytes of objects that the thread may hold. Short-lived ones get little room: a log is read line by
 * line, and more room would only be filled with lines that are done with.
 */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 6 };

/** What the thread is started with. */
export interface ReportStart {
  readonly role: 'report';
  readonly order: ReportOrder;
  /** Translated texts by their English ones. */
  readonly texts: Translations | undefined;
}

export type ReportAnswer = { readonly report: string } | { readonly problem: ProblemData };

function isAnswer(value: unknown): value is ReportAnswer {
  return isObject(value) && (typeof value.report === 'string' || isObject(value.problem));
}

/**
 * The report of a run as one document, that of a long log in a thread of its own: the caller has a window
 * to keep alive, and a thread can be held to little memory. Throws a `Problem` where the log cannot be
 * read, and the signal's reason where it is aborted.
 */
export async function reportAside(order: ReportOrder, signal?: AbortSignal): Promise<string> {
  const module = places.map(place => new URL(place, import.meta.url)).find(url => existsSync(url));
  // A log that cannot be looked at is told of by who reads it.
  const size = await stat(order.file).then(
    stats => stats.size,
    () => 0,
  );
  if (size <= smallLog || module === undefined) return makeReport(order, signal);
  const workerData: ReportStart = { role: 'report', order, texts: chosenTexts() };
  const worker = new Worker(module, { workerData, execArgv: [], resourceLimits });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const answer = await new Promise<ReportAnswer>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', code => {
        reject(new Error(`The thread that makes the report ended with ${code}.`));
      });
      worker.once('message', (message: unknown) => {
        if (isAnswer(message)) resolve(message);
        else reject(new Error('The thread that makes the report gave something else.'));
      });
    });
    if ('problem' in answer) throw new Problem(answer.problem);
    return answer.report;
  } catch (thrown) {
    signal?.throwIfAborted();
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
