import { hashFile, type HashResult } from './hash-file.ts';
import { forEachAtOnce, type Work } from './work.ts';

/** A file to hash: its path on this computer, and its size for the order of work. */
export interface HashItem {
  readonly path: string;
  readonly size: number;
}

export interface HashOrders {
  readonly items: readonly HashItem[];
  /** See `HashOptions.sync`. */
  readonly sync: boolean;
  /** Called for each item, in no order; once more for one that turns out not to be safe on the disk. */
  readonly onResult: (index: number, result: HashResult) => void;
  /** Called as bytes are read. */
  readonly onBytes: (bytes: number) => void;
}

/** Hashes many files. Throws when the share is gone or the work was cancelled. */
export interface Hasher {
  /** Hears how many files are to come, so that all is ready for them. */
  expect(files: number): void;
  hashAll(orders: HashOrders): Promise<void>;
}

/** Small files whose reading overlaps while another is hashed. */
const width = 4;

/** Hashes on the thread that calls: for little data, where more threads cost more than they bring. */
export function hasherHere(work: Work): Hasher {
  return {
    expect: () => undefined,
    hashAll: ({ items, sync, onResult, onBytes }) =>
      forEachAtOnce(items, width, async (item, index) => {
        work.check();
        onResult(
          index,
          await hashFile(item.path, { files: work.files, check: work.check, onBytes, sync }),
        );
      }),
  };
}

/** Files of one order to a thread. */
export interface Batch {
  readonly indexes: readonly number[];
}

const largestBatch = { files: 256, bytes: 4 * 1024 * 1024 };

/**
 * Orders for threads: large files first, each alone, so that no thread is left with one at the end;
 * small ones in handfuls, so that talking about them costs less than reading them.
 */
export function batchesOf(items: readonly HashItem[]): Batch[] {
  const order = Array.from(items.keys()).sort(
    (a, b) => (items[b]?.size ?? 0) - (items[a]?.size ?? 0) || a - b,
  );
  const batches: Batch[] = [];
  let indexes: number[] = [];
  let bytes = 0;
  for (const index of order) {
    const size = items[index]?.size ?? 0;
    if (
      indexes.length >= largestBatch.files ||
      (indexes.length > 0 && bytes + size > largestBatch.bytes)
    ) {
      batches.push({ indexes });
      indexes = [];
      bytes = 0;
    }
    indexes.push(index);
    bytes += size;
  }
  if (indexes.length > 0) batches.push({ indexes });
  return batches;
}

/** Below this much data, bytes, threads are not worth their start. */
export const worthThreads = { bytes: 32 * 1024 * 1024, files: 500 };
