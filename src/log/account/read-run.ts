import type { LogFiles } from '../files.ts';
import { readLog } from '../reader.ts';
import { RunFold } from './run-fold.ts';
import { shortRecord, type TextKeeper } from './short-record.ts';

/**
 * A whole log, folded, with as much of its texts as the keeper keeps. Throws a `Problem` where the file
 * cannot be read.
 */
export async function readRun(
  file: string,
  keeper: TextKeeper,
  options: { readonly files?: LogFiles; readonly signal?: AbortSignal } = {},
): Promise<RunFold> {
  const fold = new RunFold();
  for await (const line of readLog(file, options.files)) {
    options.signal?.throwIfAborted();
    if ('record' in line) fold.take(shortRecord(line.record, keeper));
  }
  return fold;
}
