import { readFile } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import { setLocked, type LockOwner } from '../errors/backup.ts';
import { removeIfThere } from './durable.ts';
import { codeOf, isMissing } from './failures.ts';
import { lockName, lockTakingName } from './names.ts';
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

/** Between a lock's making and its owner's name in it lies an instant, ms; so long it is waited for. */
const nameWithin = 1000;

/** Taking over a stale lock is the matter of an instant, ms; one that takes longer was cut off. */
const takingWithin = 30_000;

/** Pause before another process' doing is looked at again, ms. */
const lookAgainAfter = 20;

/** Times that a lock which came and went meanwhile is tried for. */
const mostAttempts = 20;

/** Largest lock that is read, bytes; ours are below two hundred. */
const longestLock = 64 * 1024;

interface LockText extends Owner {
  /** ms since 1970. */
  readonly taken: number;
}

/** Furthest moment that a date can name, ms from 1970 either way. */
const furthestTime = 8.64e15;

function isLockText(value: unknown): value is LockText {
  if (typeof value !== 'object' || value === null) return false;
  const taken: unknown = Reflect.get(value, 'taken');
  return (
    typeof Reflect.get(value, 'host') === 'string' &&
    Number.isSafeInteger(Reflect.get(value, 'pid')) &&
    typeof Reflect.get(value, 'started') === 'string' &&
    typeof taken === 'number' &&
    Math.abs(taken) <= furthestTime
  );
}

/** A lock as it lies there; without an owner where it names none. */
interface FoundLock {
  readonly text: string;
  readonly owner?: LockText;
  readonly ageMs: number;
}

async function readLock(file: string, work: Work): Promise<FoundLock | undefined> {
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

/** The lock, once its owner had the time to write its name into it. */
async function readNamedLock(file: string, work: Work): Promise<FoundLock | undefined> {
  for (let waited = 0; ; waited += lookAgainAfter) {
    const found = await readLock(file, work);
    if (found?.text !== '' || waited >= nameWithin) return found;
    await work.sleep(lookAgainAfter);
  }
}

/** Held while somebody writes into a set. */
export interface SetLock extends AsyncDisposable {
  release(): Promise<void>;
}

async function isStale(lock: FoundLock, self: Owner, processes: Processes): Promise<boolean> {
  if (lock.owner?.host !== self.host) return lock.ageMs > staleAfter;
  return !(await processes.alive(lock.owner, lock.owner.taken));
}

/** Whether a process other than this one holds the lock of a set. Nothing is changed. */
export async function isHeldByOther(
  folder: string,
  work: Work,
  processes: Processes,
): Promise<boolean> {
  const found = await readLock(join(folder, lockName), work);
  if (found === undefined) return false;
  const self = await processes.self();
  const { owner } = found;
  const isOwn =
    owner?.host === self.host && owner.pid === self.pid && owner.started === self.started;
  return !isOwn && !(await isStale(found, self, processes));
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
  let last: FoundLock | undefined;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    if (await create(file, text, work)) return held(file, text, work);
    const found = await readNamedLock(file, work);
    if (found === undefined) continue;
    if (!(await isStale(found, self, processes))) throw setLocked(shown, ownerOf(found));
    last = found;
    await clearStale(folder, file, found, work);
  }
  throw setLocked(shown, last === undefined ? undefined : ownerOf(last));
}

function ownerOf({ owner }: FoundLock): LockOwner | undefined {
  return owner === undefined ? undefined : { ...owner, takenMs: owner.taken };
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
 * Deletes a stale lock. Of many that see it one at a time may: the others would else delete the new lock
 * of the first. Who comes second waits a moment, and looks again.
 */
async function clearStale(
  folder: string,
  file: string,
  stale: FoundLock,
  work: Work,
): Promise<void> {
  const taking = join(folder, lockTakingName);
  if (!(await create(taking, '', work))) {
    await work.sleep(lookAgainAfter);
    const other = await readLock(taking, work);
    if (other !== undefined && other.ageMs > takingWithin) await removeIfThere(taking, work.files);
    return;
  }
  try {
    if ((await readLock(file, work))?.text === stale.text) await removeIfThere(file, work.files);
  } finally {
    await removeIfThere(taking, work.files);
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
