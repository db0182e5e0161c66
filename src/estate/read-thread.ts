import { parentPort } from 'node:worker_threads';
import { checkEstate } from './read.ts';

/** What a thread is asked to read. */
export interface ReadOrder {
  readonly bytes: Uint8Array;
  /** Absolute path of the file. */
  readonly file: string;
}

function isOrder(value: unknown): value is ReadOrder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'bytes' in value &&
    value.bytes instanceof Uint8Array &&
    'file' in value &&
    typeof value.file === 'string'
  );
}

parentPort?.once('message', (order: unknown) => {
  if (isOrder(order)) parentPort?.postMessage(checkEstate(order.bytes, order.file));
});
