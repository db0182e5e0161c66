/** Module of the thread that makes the report of a long log. */
import * as l10n from '@vscode/l10n';
import { parentPort, workerData } from 'node:worker_threads';
import { chooseLanguage } from '../../errors/language.ts';
import { asProblem } from '../../errors/problem.ts';
import { isObject } from '../chain/canonical.ts';
import { makeReport } from './make-report.ts';
import type { ReportAnswer, ReportStart } from './report-aside.ts';

/** The starter is `reportAside`, which gives what its types say. */
function isStart(value: unknown): value is ReportStart {
  return isObject(value) && value.role === 'report' && isObject(value.order);
}

async function answerTo({ order, texts }: ReportStart): Promise<ReportAnswer> {
  if (texts !== undefined) l10n.config({ contents: { ...texts } });
  chooseLanguage(texts);
  try {
    return { report: await makeReport(order) };
  } catch (thrown) {
    return { problem: asProblem(thrown).data };
  }
}

const start: unknown = workerData;
if (parentPort !== null && isStart(start)) parentPort.postMessage(await answerTo(start));
