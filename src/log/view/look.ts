import { stat } from 'node:fs/promises';
import { systemCode } from '../files.ts';

/** A file as the system describes it at one moment. */
export interface Look {
  /** Another one where another file has the path. */
  readonly identity: string;
  readonly size: number;
  /** When its content and when anything of it was changed last, ns: the first can be put back, the second not. */
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
}

/** A path that leads to no file now; `why` where it is not simply gone: the system's own words. */
export interface NoFile {
  readonly why?: string;
}

export type LookAt = (path: string) => Promise<Look | NoFile>;

/** What the computer's own file system says of a path. */
export const lookAtDisk: LookAt = async path => {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return {
      identity: `${dev}:${ino}`,
      size: Number(size),
      modifiedNs: mtimeNs,
      changedNs: ctimeNs,
    };
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return {};
    return { why: thrown instanceof Error ? thrown.message : String(thrown) };
  }
};

export function isThere(look: Look | NoFile): look is Look {
  return 'identity' in look;
}

/** Whether nothing was done to the file between two looks at it. */
export function isSameLook(a: Look, b: Look): boolean {
  return a.size === b.size && a.modifiedNs === b.modifiedNs && a.changedNs === b.changedNs;
}
