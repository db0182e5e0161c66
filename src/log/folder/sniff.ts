import { logMissing, notALog } from '../../errors/log.ts';
import { nodeFiles, readUpTo, type LogFiles } from '../files.ts';
import { logSuffix } from './run-id.ts';

const look = 64 * 1024;

/** What even a damaged log still has somewhere. */
const traces = /"format":"recovery-log\/|"prev":"[0-9a-f]{8}/;

/**
 * Throws a `Problem` for a file that cannot be read, and for one that neither is named as a recovery
 * log nor has anything of one in its first 64 KiB. A damaged log is still a log.
 */
export async function mustBeLog(file: string, files: LogFiles = nodeFiles): Promise<void> {
  let start: string;
  try {
    const handle = await files.open(file, 'read');
    try {
      start = (await readUpTo(handle, 0, look)).toString('latin1');
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw logMissing(file, thrown);
  }
  const isLog = file.endsWith(logSuffix) || traces.test(start);
  if (!isLog) throw notALog(file);
}
