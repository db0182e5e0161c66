import { join } from 'node:path';
import { privateKeysOpen, type OpenKey } from '../../errors/backup-keys.ts';
import {
  exposedKey,
  guessesIn,
  isNote,
  largestKeyFile,
  longestNote,
  mayHoldKey,
} from '../content/private-keys.ts';
import { isQuestioned } from '../content/zip-content.ts';
import { renamePatiently } from '../durable.ts';
import { appendAllToJournal, type Journal } from '../journal.ts';
import { partEnding } from '../names.ts';
import type { FileStamp } from '../tree.ts';
import type { Work } from '../work.ts';
import { encryptedEnding, encryptWithPassword } from './encrypted-file.ts';

/** What is done with private keys that lie open in a set. */
export type KeyPolicy =
  | { readonly keys: 'refuse' }
  /** `password` exists in memory only. */
  | { readonly keys: 'encrypt'; readonly password: string };

export interface KeyOrder {
  readonly folder: string;
  readonly shown: string;
  readonly policy: KeyPolicy;
}

/** Bytes at the beginning of a file that tell whether it is worth reading whole. */
const headBytes = 4096;

async function headOf(file: string, work: Work): Promise<Buffer> {
  const handle = await work.files.open(file, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await handle.read(head, 0, headBytes, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Files that may hold a private key; what users themselves put into a file store is not looked at. */
async function candidates(
  { folder }: KeyOrder,
  files: ReadonlyMap<string, FileStamp>,
  journal: Journal,
  work: Work,
): Promise<string[]> {
  const found: string[] = [];
  for (const [path, { size }] of files) {
    work.check();
    if (size === 0 || size > largestKeyFile || !isQuestioned(path, journal.copied)) continue;
    if (path.endsWith(encryptedEnding)) continue;
    if (mayHoldKey(path, await headOf(join(folder, path), work))) found.push(path);
  }
  return found;
}

/** Texts in the set that may be a password; of its own making nothing is. */
async function passwordsIn(
  { folder }: KeyOrder,
  files: ReadonlyMap<string, FileStamp>,
  journal: Journal,
  work: Work,
): Promise<string[]> {
  const guesses = new Set<string>();
  for (const [path, { size }] of files) {
    work.check();
    if (size > longestNote || !isNote(path) || !isQuestioned(path, journal.copied)) continue;
    if (path.startsWith('recovery-kit/')) continue;
    const text = await work.files.readFile(join(folder, path), 'utf8');
    for (const guess of guessesIn(text)) guesses.add(guess);
  }
  return [...guesses];
}

async function encrypt(
  { folder }: KeyOrder,
  password: string,
  path: string,
  journal: Journal,
  work: Work,
): Promise<void> {
  const file = join(folder, path);
  const part = `${file}${encryptedEnding}${partEnding}`;
  const handle = await work.files.open(part, 'w');
  try {
    await handle.writeFile(await encryptWithPassword(await work.files.readFile(file), password));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await renamePatiently(part, `${file}${encryptedEnding}`, work);
  const told = journal.produced.get(path);
  const produced =
    told === undefined ? [] : [{ produced: { ...told, file: `${path}${encryptedEnding}` } }];
  await appendAllToJournal(folder, [...produced, { removed: path }], work.files);
  await work.files.unlink(file);
}

/**
 * Looks for private keys that lie open in a set: in clear, in a PFX without a password, or in one whose
 * password lies in the set as well. Refuses the set, or encrypts these files. Gives whether anything was
 * changed, so that the set is to be looked at again.
 */
export async function protectKeys(
  order: KeyOrder,
  files: ReadonlyMap<string, FileStamp>,
  journal: Journal,
  work: Work,
): Promise<boolean> {
  const paths = await candidates(order, files, journal, work);
  if (paths.length === 0) return false;
  const guesses = await passwordsIn(order, files, journal, work);
  const open: OpenKey[] = [];
  for (const path of paths) {
    work.check();
    const bytes = await work.files.readFile(join(order.folder, path));
    const exposure = exposedKey(bytes, guesses);
    if (exposure !== undefined) open.push({ file: path, exposure });
  }
  if (open.length === 0) return false;
  const { policy } = order;
  if (policy.keys === 'refuse') throw privateKeysOpen(order.shown, open);
  for (const { file } of open) await encrypt(order, policy.password, file, journal, work);
  return true;
}
