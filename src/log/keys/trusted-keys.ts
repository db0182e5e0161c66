import { join } from 'node:path';
import { z } from 'zod';
import {
  badTrustedKey,
  keyNameTaken,
  noTrustedKey,
  trustedKeysUnreadable,
} from '../../errors/log.ts';
import { readSmall, systemCode, writeNew, type LogFiles } from '../files.ts';
import { userPublicKey } from './key.ts';
import { fingerprintOf, isPublicKey } from './signing.ts';

/** A public key and whose it is. */
export interface TrustedKey {
  readonly name: string;
  /** Base64 of the 32 raw bytes. */
  readonly publicKey: string;
}

const oneKey = z.object({ name: z.string().min(1), publicKey: z.string() });
const keyFile = z.union([z.object({ keys: z.array(oneKey) }), oneKey]);

/** The list of trusted keys in a data folder. */
export function trustedKeysFile(dataFolder: string): string {
  return join(dataFolder, 'trusted-keys.json');
}

/**
 * Reads a list of trusted keys, or one exported key. Throws a `Problem` where the file is missing or
 * is neither.
 */
export async function readTrustedKeys(files: LogFiles, file: string): Promise<TrustedKey[]> {
  let keys: TrustedKey[];
  try {
    const content = keyFile.parse(JSON.parse(await readSmall(files, file)));
    keys = 'keys' in content ? content.keys : [content];
  } catch (thrown) {
    throw trustedKeysUnreadable(
      file,
      thrown instanceof z.ZodError ? z.prettifyError(thrown) : thrown,
    );
  }
  const bad = keys.find(key => !isPublicKey(key.publicKey));
  if (bad !== undefined) throw badTrustedKey(bad.name);
  return keys;
}

/** The trusted keys of a data folder; none where there is no list yet. */
export async function listTrustedKeys(files: LogFiles, dataFolder: string): Promise<TrustedKey[]> {
  const file = trustedKeysFile(dataFolder);
  try {
    await (await files.open(file, 'read')).close();
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return [];
    throw trustedKeysUnreadable(file, thrown);
  }
  return readTrustedKeys(files, file);
}

/** The keys that a user trusts: the own one under the user's name, and those on the list. */
export async function keysTrustedBy(
  files: LogFiles,
  dataFolder: string,
  user: string,
): Promise<TrustedKey[]> {
  const listed = await listTrustedKeys(files, dataFolder);
  const own = await userPublicKey(dataFolder);
  return own === undefined ? listed : [{ name: user, publicKey: own }, ...listed];
}

/** Adds a key under a name. The same key under the same name is right; another key is refused. */
export async function addTrustedKey(
  files: LogFiles,
  dataFolder: string,
  key: TrustedKey,
): Promise<void> {
  if (!isPublicKey(key.publicKey) || key.name === '') throw badTrustedKey(key.name);
  const keys = await listTrustedKeys(files, dataFolder);
  const known = keys.find(each => each.name === key.name);
  if (known !== undefined) {
    if (known.publicKey === key.publicKey) return;
    throw keyNameTaken(key.name, fingerprintOf(known.publicKey));
  }
  await writeList(files, dataFolder, [...keys, key]);
}

/**
 * Takes the key of a name off the list: logs that it signed are signed by unknown from then on. Throws a
 * `Problem` where the list has no such name; the own key is not on it.
 */
export async function removeTrustedKey(
  files: LogFiles,
  dataFolder: string,
  name: string,
): Promise<TrustedKey> {
  const keys = await listTrustedKeys(files, dataFolder);
  const gone = keys.find(key => key.name === name);
  const names = keys.map(key => key.name);
  if (gone === undefined) throw noTrustedKey(name, names);
  await writeList(
    files,
    dataFolder,
    keys.filter(key => key !== gone),
  );
  return gone;
}

async function writeList(
  files: LogFiles,
  dataFolder: string,
  keys: readonly TrustedKey[],
): Promise<void> {
  const file = trustedKeysFile(dataFolder);
  const text = JSON.stringify({ keys }, undefined, 2);
  const part = `${file}.${process.pid}.part`;
  await files.makeFolder(dataFolder);
  await writeNew(files, part, Buffer.from(`${text}\n`), 0o600);
  await files.rename(part, file);
  await files.syncFolder(dataFolder);
}

/** A public key as a text to hand to others; `readTrustedKeys` takes it back. */
export function exportedKey(key: TrustedKey): string {
  return `${JSON.stringify({ name: key.name, publicKey: key.publicKey }, undefined, 2)}\n`;
}
