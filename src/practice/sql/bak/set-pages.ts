import { inflateSync } from 'node:zlib';
import { z } from 'zod';
import { logRecordSchema, type LogRecord } from '../engine/instance/log-records.ts';
import { sqlError } from '../engine/messages/sql-error.ts';
import { pageIsSound, pageSize } from '../storage/data-file.ts';
import { systemErrors } from '../storage/server-paths.ts';
import { blockKind, type Block } from './block.ts';
import type { BackupSet } from './read-media.ts';

export interface BackupPage {
  readonly number: number;
  readonly bytes: Buffer;
}

function payloadOf(block: Block, compressed: boolean): Buffer | undefined {
  if (!compressed) return block.payload;
  try {
    return inflateSync(block.payload);
  } catch {
    // What cannot be unpacked is damage, and reported as that by the caller.
    return undefined;
  }
}

/** What goes wrong while a set is read, as RESTORE says it, or as VERIFYONLY does. */
function damage(set: BackupSet, page: number, verify: boolean): Error {
  return verify ? sqlError(3189) : sqlError(3183, `1:${page}`, set.header.databaseName);
}

/**
 * The pages of a set in order, read from its files in turn; throws 3183 (3189 when only verifying) for
 * damage and 3203 where a file ends too early. Without `verifyPages`, damage is handed on as it is.
 */
export function* pagesOf(
  set: BackupSet,
  options: { readonly verifyPages: boolean; readonly verify: boolean },
): Generator<BackupPage> {
  const streams = set.parts.map(part =>
    part.blocks.filter(block => block.kind === blockKind.pages),
  );
  const most = Math.max(0, ...streams.map(stream => stream.length));
  let last = -1;
  for (let n = 0; n < most; n++) {
    for (const [family, stream] of streams.entries()) {
      const block = stream[n];
      if (block === undefined) {
        if (set.parts[family]?.broken !== undefined) throw brokenOff(set, family);
        continue;
      }
      if (!block.sound && options.verifyPages) throw damage(set, last + 1, options.verify);
      const payload = payloadOf(block, set.header.compressed);
      if (payload === undefined) throw damage(set, last + 1, options.verify);
      for (const page of splitPages(payload)) {
        if (options.verifyPages && !pageIsSound(page.bytes))
          throw damage(set, page.number, options.verify);
        last = page.number;
        yield page;
      }
    }
  }
  const broken = set.parts.findIndex(part => part.broken !== undefined);
  if (broken >= 0) throw brokenOff(set, broken);
}

function brokenOff(set: BackupSet, family: number): Error {
  const path = set.media[family]?.device.path ?? '';
  if (set.parts[family]?.broken === 'foreign') return sqlError(3241, path);
  return sqlError(3203, path, 38, systemErrors[38] ?? '');
}

function* splitPages(payload: Buffer): Generator<BackupPage> {
  const entry = pageSize + 4;
  for (let at = 0; at + entry <= payload.length; at += entry)
    yield { number: payload.readUInt32LE(at), bytes: payload.subarray(at + 4, at + entry) };
}

const recordsSchema = z.array(logRecordSchema);

/** Log records of a set; throws 3183 for damage, 3203 where the file ends too early. */
export function logOf(set: BackupSet): LogRecord[] {
  const records: LogRecord[] = [];
  for (const [family, part] of set.parts.entries()) {
    for (const block of part.blocks.filter(one => one.kind === blockKind.log)) {
      const payload = block.sound ? payloadOf(block, set.header.compressed) : undefined;
      if (payload === undefined) throw damage(set, 0, false);
      records.push(...recordsSchema.parse(JSON.parse(payload.toString('utf8'))));
    }
    if (part.broken !== undefined) throw brokenOff(set, family);
  }
  return records.sort((a, b) => (a.lsn < b.lsn ? -1 : 1));
}
