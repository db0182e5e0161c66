import * as l10n from '@vscode/l10n';
import type { Files } from '../work.ts';

/** Whether a file is a SQL Server backup by its name. */
export function isBakName(path: string): boolean {
  return path.toLowerCase().endsWith('.bak');
}

/** First block of Microsoft Tape Format, in which SQL Server writes its backups. */
const tape = Buffer.from('TAPE', 'latin1');

/** Bytes of the common header whose words are summed, and where their sum stands. */
const summed = 50;

/** Sizes of backup files are whole multiples of this: the smallest block that a device can have. */
const sector = 512;

function headerSumFits(head: Buffer): boolean {
  let sum = 0;
  for (let at = 0; at < summed; at += 2) sum ^= head.readUInt16LE(at);
  return sum === head.readUInt16LE(summed);
}

/** What a look at a `.bak` file tells. */
export type BakLook =
  | { readonly look: 'sound' }
  | { readonly look: 'fault'; readonly reason: string }
  /** No format that is known here: nothing can be said of it. */
  | { readonly look: 'unknown' };

/**
 * Looks at the media header of a backup of SQL Server: the descriptor block of Microsoft Tape Format with
 * its own checksum, and a length of whole blocks. What lies behind it (pages, their checksums) only SQL
 * Server can judge: `RESTORE VERIFYONLY … WITH CHECKSUM`.
 */
export async function lookAtBak(path: string, size: number, files: Files): Promise<BakLook> {
  if (size === 0) return { look: 'fault', reason: l10n.t('The file is empty (0 bytes).') };
  const handle = await files.open(path, 'r');
  try {
    const head = Buffer.alloc(summed + 2);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    if (!head.subarray(0, tape.length).equals(tape)) return { look: 'unknown' };
    if (bytesRead < head.length || !headerSumFits(head)) {
      return { look: 'fault', reason: l10n.t('The media header of the backup is damaged.') };
    }
    if (size % sector !== 0) {
      return {
        look: 'fault',
        reason: l10n.t('The backup is cut off: its length is not one of whole blocks.'),
      };
    }
    return { look: 'sound' };
  } finally {
    await handle.close();
  }
}
