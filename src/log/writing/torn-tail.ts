import type { Tail } from '../lines.ts';
import { longestLine } from '../record.ts';

/** Every line begins so. */
const lineStart = '{"event":{"';

/**
 * Whether what stands behind the last line feed can be what a crash left of a line: the beginning of one, cut
 * anywhere, or blocks of a new file that the system had not filled yet (zeros). A whole record with
 * something behind it, what is longer than any line, or anything else, is no such piece.
 */
export function looksTorn({
  start: tail,
  restIsZero,
}: Pick<Tail, 'start' | 'restIsZero'>): boolean {
  const zeros = tail.indexOf(0);
  const text = zeros < 0 ? tail : tail.subarray(0, zeros);
  if (text.length > longestLine || !restIsZero) return false;
  if (zeros >= 0 && tail.subarray(zeros).some(byte => byte !== 0)) return false;
  const start = text.subarray(0, lineStart.length).toString('latin1');
  return lineStart.startsWith(start) && isBeginning(text);
}

/** Whether bytes are the beginning of one JSON object, or all of it and nothing more. */
function isBeginning(bytes: Buffer): boolean {
  let depth = 0;
  let inText = false;
  let escaped = false;
  let over = false;
  for (const byte of bytes) {
    if (over || byte < 0x20) return false;
    if (escaped) escaped = false;
    else if (inText) {
      if (byte === 0x5c) escaped = true;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      over = depth === 0;
    }
  }
  return true;
}
