import { randomBytes } from 'node:crypto';
import { lockLeft, lockUnclear, logInUse } from '../../errors/log.ts';
import { isObject } from '../chain/canonical.ts';
import { readSmall, systemCode, writeNew, type LogFiles } from '../files.ts';
import type { Processes } from './processes.ts';

/** Who holds a run, as its lock file says. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** `Processes.startOf` of the owner. */
  readonly started: string;
  /** Time of the lock; UTC, ISO 8601. */
  readonly since: string;
  /** Tells this lock from any other. */
  readonly nonce: string;
}

export interface HeldLock {
  /** The dead owner whose lock was taken over, if there was one. */
  readonly takenFrom: LockOwner | undefined;
  /** Rejects with a `Problem` where the lock file cannot be removed. */
  release(): Promise<void>;
}

export interface LockSurroundings {
  readonly files: LogFiles;
  readonly processes: Processes;
  /** Wall clock, ms since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** A lock file that cannot be read may just be being written: looked at so often, so long apart. */
const looks = 20;
const lookAgainMs = 100;

/**
 * Takes hold of a run, so that no other process of any computer that sees the folder writes its log.
 * Throws a `Problem` that names the owner. A lock whose owner is dead is taken over; one of another
 * computer cannot be judged and is never taken.
 */
export async function takeLock(
  lockFile: string,
  log: string,
  around: LockSurroundings,
): Promise<HeldLock> {
  const mine = await describeMe(around);
  let takenFrom: LockOwner | undefined;
  for (let look = 0; look < looks; look += 1) {
    if (await create(lockFile, mine, around.files))
      return held(lockFile, log, mine, takenFrom, around);
    const owner = await readLock(lockFile, around.files);
    if (owner === 'missing') continue;
    if (owner === 'unreadable') {
      await around.sleep(lookAgainMs);
      continue;
    }
    const otherHost = owner.host !== around.processes.host;
    if (otherHost || (await isAlive(owner, around.processes))) {
      throw logInUse(log, owner, lockFile, otherHost);
    }
    if (await setAside(lockFile, owner, around.files)) takenFrom = owner;
  }
  const left = await readLock(lockFile, around.files);
  if (left !== 'unreadable' || !(await setAside(lockFile, left, around.files))) {
    throw lockUnclear(log, lockFile);
  }
  if (await create(lockFile, mine, around.files))
    return held(lockFile, log, mine, takenFrom, around);
  throw lockUnclear(log, lockFile);
}

/** Who holds a run now, if anyone that is alive or cannot be judged does. */
export async function ownerOf(
  lockFile: string,
  files: LogFiles,
  processes: Processes,
): Promise<LockOwner | undefined> {
  const owner = await readLock(lockFile, files);
  if (owner === 'missing' || owner === 'unreadable') return undefined;
  if (owner.host !== processes.host) return owner;
  return (await isAlive(owner, processes)) ? owner : undefined;
}

async function describeMe({ processes, now }: LockSurroundings): Promise<LockOwner> {
  return {
    pid: processes.pid,
    host: processes.host,
    started: (await processes.startOf(processes.pid)) ?? '',
    since: new Date(now()).toISOString(),
    nonce: randomBytes(8).toString('hex'),
  };
}

/** Where the start of either cannot be told, the owner counts as alive: nothing is taken from it. */
async function isAlive(owner: LockOwner, processes: Processes): Promise<boolean> {
  const start = await processes.startOf(owner.pid);
  if (start === undefined) return false;
  return start === '' || owner.started === '' || start === owner.started;
}

async function create(lockFile: string, owner: LockOwner, files: LogFiles): Promise<boolean> {
  try {
    await writeNew(files, lockFile, Buffer.from(`${JSON.stringify(owner)}\n`));
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

async function readLock(
  lockFile: string,
  files: LogFiles,
): Promise<LockOwner | 'missing' | 'unreadable'> {
  let value: unknown;
  try {
    value = JSON.parse(await readSmall(files, lockFile, 4096));
  } catch (thrown) {
    return systemCode(thrown) === 'ENOENT' ? 'missing' : 'unreadable';
  }
  if (!isObject(value)) return 'unreadable';
  const { pid, host, started, since, nonce } = value;
  const isPid = typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0;
  if (!isPid || typeof host !== 'string' || typeof started !== 'string') return 'unreadable';
  if (typeof since !== 'string' || typeof nonce !== 'string') return 'unreadable';
  return { pid, host, started, since, nonce };
}

/**
 * Removes the lock that was judged dead, and only that one: it is renamed first, and put back where
 * another process was quicker and the file is its new lock.
 */
async function setAside(
  lockFile: string,
  dead: LockOwner | 'unreadable',
  files: LogFiles,
): Promise<boolean> {
  const aside = `${lockFile}.${randomBytes(4).toString('hex')}`;
  try {
    await files.rename(lockFile, aside);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return false;
    throw thrown;
  }
  const moved = await readLock(aside, files);
  const same =
    typeof moved === 'object' && typeof dead === 'object'
      ? moved.nonce === dead.nonce
      : moved === dead;
  if (same) await files.remove(aside);
  else await files.rename(aside, lockFile);
  return same;
}

function held(
  lockFile: string,
  log: string,
  mine: LockOwner,
  takenFrom: LockOwner | undefined,
  { files }: LockSurroundings,
): HeldLock {
  return {
    takenFrom,
    async release() {
      try {
        const owner = await readLock(lockFile, files);
        if (owner === 'unreadable') throw new Error('the lock file cannot be read');
        if (typeof owner === 'object' && owner.nonce === mine.nonce) await files.remove(lockFile);
      } catch (thrown) {
        throw lockLeft(log, lockFile, thrown);
      }
    },
  };
}
