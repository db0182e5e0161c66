import { readFile } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import { setLocked } from '../errors/backup.ts';
import { codeOf, isMissing } from './failures.ts';
import { lockName } from './names.ts';
import { readOwnText } from './own-file.ts';
import type { Work } from './work.ts';

/** A process, told apart from a later one with the same number. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in a form that only compares for equality; empty where unknown. */
  readonly started: string;
}

/** What the lock needs to know of processes; tests say it themselves. */
export interface Processes {
  self(): Promise<Owner>;
  /** Whether that process of this host still runs. */
  alive(owner: Owner, takenMs: number): Promise<boolean>;
}

/** Field 22 of `/proc/PID/stat`: start in clock ticks since boot. Empty where there is no `/proc`. */
async function startOf(pid: number): Promise<string> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** The processes of this computer. */
export const ownProcesses: Processes = {
  self: async () => ({
    host: hostname(),
    pid: process.pid,
    started: await startOf(process.pid),
  }),
  alive: async ({ pid, started }, takenMs) => {
    const booted = Date.now() - uptime() * 1000;
    if (takenMs < booted - 60_000 || !exists(pid)) return false;
    const now = await startOf(pid);
    return started === '' || now === '' || started === now;
  },
};

/** A lock of another computer that was not renewed for this long, ms, counts as left behind. */
const staleAfter = 30 * 60_000;
const renewEvery = 5 * 60_000;

/** Largest lock that is read, bytes; ours are below two hundred. */
const longestLock = 64 * 1024;

interface LockText extends Owner {
  /** ms since 1970. */
  readonly taken: number;
}

function isLockText(value: unknown): value is LockText {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'host') === 'string' &&
    typeof Reflect.get(value, 'pid') === 'number' &&
    typeof Reflect.get(value, 'started') === 'string' &&
    typeof Reflect.get(value, 'taken') === 'number'
  );
}

async function readLock(
  file: string,
  work: Work,
): Promise<
  { readonly text: string; readonly owner?: LockText; readonly ageMs: number } | undefined
> {
  try {
    const text = await readOwnText(file, longestLock, work.files);
    if (text === undefined) return undefined;
    const { mtimeMs } = await work.files.stat(file);
    const ageMs = work.now() - mtimeMs;
    try {
      const owner: unknown = JSON.parse(text);
      return isLockText(owner) ? { text, owner, ageMs } : { text, ageMs };
    } catch {
      return { text, ageMs };
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Held while somebody writes into a set. */
export interface SetLock extends AsyncDisposable {
  release(): Promise<void>;
}

async function isStale(
  lock: { readonly owner?: LockText; readonly ageMs: number },
  self: Owner,
  processes: Processes,
): Promise<boolean> {
  if (lock.owner?.host !== self.host) return lock.ageMs > staleAfter;
  return !(await processes.alive(lock.owner, lock.owner.taken));
}

/**
 * Takes the set's lock. One that a dead process of this host left behind, or that another host has not
 * renewed for 30 minutes, is taken over. Throws a refusal that names the owner. `shown` is the set's
 * path for messages.
 */
export async function takeLock(
  folder: string,
  shown: string,
  work: Work,
  processes: Processes,
): Promise<SetLock> {
  const file = join(folder, lockName);
  const self = await processes.self();
  const text = `${JSON.stringify({ ...self, taken: work.now() })}\n`;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(file, text, work)) return held(file, text, work);
    const found = await readLock(file, work);
    if (found === undefined) continue;
    if (!(await isStale(found, self, processes))) throw setLocked(shown, found.text.trim());
    await setAside(file, found.text, work);
  }
  throw setLocked(shown, (await readLock(file, work))?.text.trim() ?? '');
}

async function create(file: string, text: string, work: Work): Promise<boolean> {
  let handle;
  try {
    handle = await work.files.open(file, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await handle.writeFile(text);
    return true;
  } catch (error) {
    // A lock without its owner's name would hold everybody up; on a full disk it must not stay.
    await work.files.unlink(file);
    throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Moves a stale lock away. Of two processes that see the same stale lock only one gets it: what was
 * moved is read again, and put back where it turned out to be another's new lock.
 */
async function setAside(file: string, stale: string, work: Work): Promise<void> {
  const aside = `${file}.${process.pid}`;
  try {
    await work.files.rename(file, aside);
    const moved = await work.files.readFile(aside, 'utf8');
    if (moved === stale) await work.files.unlink(aside);
    else await work.files.rename(aside, file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function held(file: string, text: string, work: Work): SetLock {
  const renew = setInterval(() => {
    const now = work.now() / 1000;
    work.files.utimes(file, now, now).catch(() => {
      // The next renewal tries again; a lock that cannot be renewed only looks older than it is.
    });
  }, renewEvery);
  renew.unref();
  const release = async (): Promise<void> => {
    clearInterval(renew);
    const found = await readLock(file, work);
    if (found?.text === text) await work.files.unlink(file);
  };
  return { release, [Symbol.asyncDispose]: release };
}
