import type { LogFiles } from '../files.ts';
import { readLog } from '../reader.ts';
import { RunFold } from './run-fold.ts';
import { shortRecord, withinReason } from './short-record.ts';

/**
 * A whole log, folded; of texts that people or servers wrote no more is kept than anybody reads.
 * `short`: of all texts their beginnings alone, for who asks for outcomes and servers. Throws a `Problem` where the file cannot be read. */
export async function readRun(
  file: string,
  options: {
    readonly files?: LogFiles;
    readonly signal?: AbortSignal;
    readonly short?: boolean;
  } = {},
): Promise<RunFold> {
  const fold = new RunFold();
  for await (const line of readLog(file, options.files)) {
    options.signal?.throwIfAborted();
    if ('record' in line)
      fold.take(options.short === true ? shortRecord(line.record) : withinReason(line.record));
  }
  return fold;
}
