import { randomBytes } from 'node:crypto';
import { chmod, link, lstat, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { keyNotPrivate, keyUnusable } from '../../errors/log.ts';
import { Problem } from '../../errors/problem.ts';
import { systemCode } from '../files.ts';
import { dpapi, type Protection } from './dpapi.ts';
import { isPublicKey, newPrivateKey, signingKey, type SigningKey } from './signing.ts';

const keyFile = z.object({
  format: z.literal('recovery-log-key/1'),
  protection: z.string(),
  publicKey: z.string().refine(isPublicKey),
  privateKey: z.base64(),
});

type KeyFile = z.output<typeof keyFile>;

/** No wrapping: the file's mode keeps the key private. */
const none: Protection = {
  name: 'none',
  protect: bytes => Promise.resolve(bytes),
  unprotect: bytes => Promise.resolve(bytes),
};

export interface KeyOptions {
  /** By default DPAPI on Windows, and none elsewhere, where the file's mode does it. */
  readonly protection?: Protection;
  /** By default the computer's own. */
  readonly platform?: NodeJS.Platform;
}

/** The file in a data folder that holds a user's signing key. */
export function keyFileIn(dataFolder: string): string {
  return join(dataFolder, 'recovery-log-key.json');
}

/**
 * The user's signing key, made at its first use. The folder is made for the owner alone, as is the
 * file. Throws a `Problem` where others may read the file, or where it cannot be read or unwrapped;
 * a key that is there is never replaced.
 */
export async function userKey(dataFolder: string, options: KeyOptions = {}): Promise<SigningKey> {
  const file = keyFileIn(dataFolder);
  const platform = options.platform ?? process.platform;
  const protection = options.protection ?? (platform === 'win32' ? dpapi() : none);
  try {
    const stored = (await readStored(file, platform)) ?? (await make(dataFolder, protection));
    return await unwrap(stored, protection);
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    throw keyUnusable(file, thrown);
  }
}

/** The public part of the user's key, `undefined` where no key was made yet. Unwraps nothing. */
export async function userPublicKey(
  dataFolder: string,
  { platform = process.platform }: KeyOptions = {},
): Promise<string | undefined> {
  const file = keyFileIn(dataFolder);
  try {
    return (await readStored(file, platform))?.publicKey;
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    throw keyUnusable(file, thrown);
  }
}

async function readStored(file: string, platform: NodeJS.Platform): Promise<KeyFile | undefined> {
  let text: string;
  try {
    await checkPrivate(file, platform);
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
  return keyFile.parse(JSON.parse(text));
}

/** On Windows the wrapping keeps the key private, not the mode. */
async function checkPrivate(file: string, platform: NodeJS.Platform): Promise<void> {
  const stat = await lstat(file);
  if (platform === 'win32') return;
  const open = (stat.mode & 0o077) !== 0;
  const foreign = process.getuid !== undefined && stat.uid !== process.getuid();
  if (open || foreign || !stat.isFile()) {
    throw keyNotPrivate(file, (stat.mode & 0o7777).toString(8).padStart(4, '0'));
  }
}

async function unwrap(stored: KeyFile, protection: Protection): Promise<SigningKey> {
  const wanted = stored.protection === none.name ? none : protection;
  if (wanted.name !== stored.protection) {
    throw new Error(`the key is protected by ${stored.protection}, which is not to be had here`);
  }
  const key = signingKey(await wanted.unprotect(Buffer.from(stored.privateKey, 'base64')));
  if (key.publicKey !== stored.publicKey) throw new Error('the two halves of the key do not fit');
  return key;
}

/** Makes a key; where another process was quicker, its key is the user's. */
async function make(dataFolder: string, protection: Protection): Promise<KeyFile> {
  const file = keyFileIn(dataFolder);
  const pkcs8 = newPrivateKey();
  const stored: KeyFile = {
    format: 'recovery-log-key/1',
    protection: protection.name,
    publicKey: signingKey(pkcs8).publicKey,
    privateKey: (await protection.protect(pkcs8)).toString('base64'),
  };
  await makePrivateFolder(dataFolder);
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  const handle = await open(part, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(stored, undefined, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (await putInPlace(part, file)) return stored;
  return keyFile.parse(JSON.parse(await readFile(file, 'utf8')));
}

async function makePrivateFolder(dataFolder: string): Promise<void> {
  const made = await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  if (made !== undefined) await chmod(dataFolder, 0o700);
}

/** Gives a file its name unless there is one of that name; says whether it did. */
async function putInPlace(part: string, file: string): Promise<boolean> {
  try {
    await link(part, file);
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false;
    await rename(part, file); // a file system without links
    return true;
  } finally {
    await unlink(part).catch(() => undefined); // gone where it was renamed
  }
  return true;
}
