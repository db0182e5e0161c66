import { basename, dirname, join } from 'node:path';
import { sha256 } from '../chain/chain.ts';
import type { RunEvent } from '../events.ts';
import { readUpTo, writeNew, type LogFile, type LogFiles } from '../files.ts';

export type TornTail = Extract<RunEvent, { type: 'torn-tail-put-aside' }>;

/** A torn tail longer than this is not put aside in one piece but refused. */
const longest = 64 * 1024 * 1024;

/**
 * Copies the unfinished last line into a file of its own beside the log, and only then takes it off
 * the log. Everything is on the disk when this resolves.
 */
export async function putAside(
  log: string,
  handle: LogFile,
  bytes: number,
  now: number,
  files: LogFiles,
): Promise<void> {
  if (bytes > longest) throw new RangeError(`the unfinished last line has ${bytes} bytes`);
  const size = await handle.size();
  const tail = await readUpTo(handle, size - bytes, bytes);
  const time = new Date(now).toISOString().replace(/[-:.]/g, '');
  const stem = `${log}.torn-${time}`;
  const taken = new Set(await files.names(dirname(log)));
  let file = stem;
  for (let again = 2; taken.has(basename(file)); again += 1) file = `${stem}-${again}`;
  await writeNew(files, file, tail);
  await files.syncFolder(dirname(log));
  await handle.truncate(size - bytes);
  await handle.datasync();
}

/**
 * The tails beside a log that it does not name yet: the one that was just put aside, and those of a
 * process that was killed between putting one aside and saying so.
 */
export async function unnamedTails(
  log: string,
  named: ReadonlySet<string>,
  files: LogFiles,
): Promise<TornTail[]> {
  const folder = dirname(log);
  const prefix = `${basename(log)}.torn-`;
  const found = (await files.names(folder)).filter(
    name => name.startsWith(prefix) && !named.has(name),
  );
  const tails: TornTail[] = [];
  for (const file of found.sort()) {
    const handle = await files.open(join(folder, file), 'read');
    try {
      const content = await readUpTo(handle, 0, await handle.size());
      const bytes = content.length;
      tails.push({ type: 'torn-tail-put-aside', file, bytes, sha256: sha256(content) });
    } finally {
      await handle.close();
    }
  }
  return tails;
}
