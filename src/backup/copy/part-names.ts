import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { foldCase } from '../../estate/unc.ts';
import { chunksEnding, partEnding } from '../names.ts';

/** Where a file is written until it is whole, and where the marks of a long copy lie. */
export interface PartFiles {
  readonly part: string;
  readonly chunks: string;
}

/** Longest name of a file on common file systems, bytes. */
const longestName = 255;

function shortened(name: string): string {
  if (Buffer.byteLength(name) + chunksEnding.length <= longestName) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
  let start = name;
  while (Buffer.byteLength(start) > longestName - hash.length - chunksEnding.length - 1) {
    start = Array.from(start).slice(0, -1).join('');
  }
  return `${start}~${hash}`;
}

/**
 * The part files of a target: the same at every attempt, so that the next one finds them, and never
 * the name of another file of the same copy (`taken`, folded paths).
 */
export function partFilesOf(target: string, taken: ReadonlySet<string>): PartFiles {
  const name = basename(target);
  const short = shortened(name);
  const whole = short === name ? target : join(dirname(target), short);
  for (let turn = 1; ; turn++) {
    const stem = turn === 1 ? whole : `${whole}.${turn}`;
    const part = `${stem}${partEnding}`;
    const chunks = `${stem}${chunksEnding}`;
    const isTaken = taken.size > 0 && (taken.has(foldCase(part)) || taken.has(foldCase(chunks)));
    if (!isTaken) return { part, chunks };
  }
}
