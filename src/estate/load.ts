import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { estateFileUnreadable } from '../errors/estate.ts';
import type { Estate } from './model.ts';
import { readEstate } from './read.ts';

function reasonOf(error: unknown): { readonly text: string; readonly number?: string } {
  if (!(error instanceof Error)) return { text: String(error) };
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code !== 'string') return { text: error.message };
  return { text: error.message.replace(`${code}: `, ''), number: code };
}

async function isFolder(name: string): Promise<boolean> {
  try {
    return (await stat(name)).isDirectory();
  } catch {
    return false; // reading it says why it cannot be read
  }
}

/** Name of the estate file in a folder that is named instead of it. */
const usualName = 'estate.yaml';

/**
 * The estate of a file on disk, or of `estate.yaml` in a folder; a relative name starts at `cwd`. Throws a `Problem` of kind `usage`
 * when the file cannot be read or is wrong.
 */
export async function loadEstate(file: string, cwd: string): Promise<Estate> {
  const named = path.resolve(cwd, file);
  const absolute = (await isFolder(named)) ? path.join(named, usualName) : named;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(absolute);
  } catch (error) {
    const { text, number } = reasonOf(error);
    throw estateFileUnreadable(absolute, text, number);
  }
  return readEstate(bytes, absolute);
}
