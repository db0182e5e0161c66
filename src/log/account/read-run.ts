import type { LogFiles } from '../files.ts';
import { readLog } from '../reader.ts';
import { RunFold } from './run-fold.ts';

/** A whole log, folded. Throws a `Problem` where the file cannot be read. */
export async function readRun(
  file: string,
  options: { readonly files?: LogFiles; readonly signal?: AbortSignal } = {},
): Promise<RunFold> {
  const fold = new RunFold();
  for await (const line of readLog(file, options.files)) {
    options.signal?.throwIfAborted();
    if ('record' in line) fold.take(line.record);
  }
  return fold;
}
