import { foldCase } from '../estate/unc.ts';

/** Written last: a folder without it is unfinished. */
export const manifestName = 'backup-set.manifest.json';

/** The hashes once more, as `sha256sum -c` reads them. */
export const sumsName = 'SHA256SUMS';

/** What steps told about an unfinished set; gone once it is sealed. */
export const journalName = 'backup-set.unfinished.jsonl';

/** Verifications of a sealed set, one a line. */
export const verificationsName = 'backup-set.verifications.jsonl';

/** Held by whoever writes into the set. */
export const lockName = 'backup-set.lock';

/** Held for an instant by whoever clears away a stale lock. */
export const lockTakingName = 'backup-set.lock.taking';

/** Ending of a file that is still being written. */
export const partEnding = '.part';

/** Ending of the side file of a long copy: which of its chunks are known good. */
export const chunksEnding = '.part.chunks';

const own = new Set(
  [
    manifestName,
    sumsName,
    journalName,
    verificationsName,
    lockName,
    lockTakingName,
    `${manifestName}${partEnding}`,
    `${sumsName}${partEnding}`,
  ].map(foldCase),
);

/** Whether a path inside a set (`/` between parts) is of the set's own making, not of its content. */
export function isOwnFile(path: string): boolean {
  return own.has(foldCase(path));
}

/** Whether a name is that of a copy which was cut off. */
export function isPartName(name: string): boolean {
  return name.endsWith(partEnding) || name.endsWith(chunksEnding);
}
