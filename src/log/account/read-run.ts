import type { LogFiles } from '../files.ts';
import { readLog } from '../reader.ts';
import { RunFold } from './run-fold.ts';
import { withinReason } from './short-record.ts';

/**
 * A whole log, folded; of what people wrote no more is kept than anybody reads. Throws a `Problem`
 * where the file cannot be read.
 */
export async function readRun(
  file: string,
  options: { readonly files?: LogFiles; readonly signal?: AbortSignal } = {},
): Promise<RunFold> {
  const fold = new RunFold();
  for await (const line of readLog(file, options.files)) {
    options.signal?.throwIfAborted();
    if ('record' in line) fold.take(withinReason(line.record));
  }
  return fold;
}
