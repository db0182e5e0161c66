/**
 * Log sequence numbers as numeric(25,0) shows them: virtual log file, block (10 digits) and slot
 * (5 digits), all in one number that is larger than a double can hold.
 */
export const firstLsn = 46_0000000173_00037n;

const slots = 100_000n;

/** The next LSN after `size` bytes of log. */
export function advanceLsn(lsn: bigint, size: number): bigint {
  const blocks = BigInt(Math.max(1, Math.ceil(size / 512)));
  const block = lsn / slots + blocks;
  return block * slots + 1n;
}
