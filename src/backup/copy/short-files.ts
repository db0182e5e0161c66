import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { codeOf, isFileSystemError } from '../failures.ts';
import { noLinkNoWait } from '../own-file.ts';
import { sameStamp, stampOf, type FileStamp } from '../tree.ts';

/** Longest file, bytes, that is read in one go and copied by these means. */
export const shortFile = 256 * 1024;

/** One short file to copy; nothing that matters stands at its target. */
export interface ShortCopy {
  readonly index: number;
  readonly source: string;
  readonly part: string;
  readonly target: string;
  /** The source as the plan saw it. */
  readonly stamp: FileStamp;
}

/**
 * What is done with a file: `write` its part file; give a part that the disk holds its `name`; or
 * `copy`: write, force to the disk and name it.
 */
export type ShortStep = 'write' | 'name' | 'copy';

/** `left`: not done, for whatever reason, and no part file is left behind. */
export type ShortResult =
  | { readonly result: 'written' | 'copied'; readonly sha256: string }
  | { readonly result: 'named' | 'left' };

const { O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = fs.constants;

/** Reads the source whole; gives its content, or `undefined` where it is not what the plan saw. */
function readWhole({ source, stamp }: ShortCopy, buffer: Buffer): Buffer | undefined {
  const handle = fs.openSync(source, O_RDONLY | noLinkNoWait);
  try {
    let filled = 0;
    while (filled < stamp.size) {
      const count = fs.readSync(handle, buffer, filled, stamp.size - filled, null);
      if (count === 0) return undefined;
      filled += count;
    }
    const after = stampOf(fs.fstatSync(handle, { bigint: true }));
    return sameStamp(stamp, after) ? buffer.subarray(0, filled) : undefined;
  } finally {
    fs.closeSync(handle);
  }
}

function discard({ part }: ShortCopy): void {
  fs.rmSync(part, { force: true });
}

/** Opens the part file anew; what an earlier attempt left there goes, and a link is not written through. */
function openPart(copy: ShortCopy): number {
  const flags = O_WRONLY | O_CREAT | O_EXCL;
  const mode = copy.stamp.mode & 0o777;
  try {
    return fs.openSync(copy.part, flags, mode);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    discard(copy);
    return fs.openSync(copy.part, flags, mode);
  }
}

/** Content, times and mode; with `force` all of it is on the disk when this returns. */
function fillPart(copy: ShortCopy, content: Buffer, force: boolean): void {
  const { mode, accessedMs, modifiedMs } = copy.stamp;
  const handle = openPart(copy);
  try {
    let written = 0;
    while (written < content.length) written += fs.writeSync(handle, content, written);
    fs.fchmodSync(handle, mode & 0o777);
    fs.futimesSync(handle, accessedMs / 1000, modifiedMs / 1000);
    if (force) fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

function perform(step: ShortStep, copy: ShortCopy, buffer: Buffer): ShortResult {
  if (step === 'name') {
    fs.renameSync(copy.part, copy.target);
    return { result: 'named' };
  }
  const content = readWhole(copy, buffer);
  if (content === undefined) return { result: 'left' };
  fillPart(copy, content, step === 'copy');
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (step === 'write') return { result: 'written', sha256 };
  fs.renameSync(copy.part, copy.target);
  return { result: 'copied', sha256 };
}

/**
 * Does one step with each of a handful of short files. Calls block: this belongs on a thread of its own.
 * `buffer` has room for the longest file. Failures are not told apart here: who hears `left` copies that
 * file again in the patient way, which names what is wrong.
 */
export function performShort(
  step: ShortStep,
  copies: readonly ShortCopy[],
  buffer: Buffer,
): { readonly index: number; readonly result: ShortResult }[] {
  return copies.map(copy => {
    try {
      return { index: copy.index, result: perform(step, copy, buffer) };
    } catch (error) {
      if (!isFileSystemError(error)) throw error;
      removeLeftOver(copy);
      return { index: copy.index, result: { result: 'left' } };
    }
  });
}

/** The patient way meets whatever keeps this from working, and tells of it. */
function removeLeftOver(copy: ShortCopy): void {
  try {
    discard(copy);
  } catch (error) {
    if (!isFileSystemError(error)) throw error;
  }
}
