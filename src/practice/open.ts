import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { noPracticeEstate } from '../errors/practice.ts';
import { PracticeStore } from './store.ts';

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

/**
 * The practice estate at `path` (absolute): its folder, or a file in it such as `estate.yaml`. Throws
 * a `Problem` where there is none; a real estate's file is no practice estate.
 */
export async function openPracticeEstate(path: string): Promise<PracticeStore> {
  const kind = await kindOf(path);
  const store = new PracticeStore(kind === 'file' ? dirname(path) : path);
  const complete =
    (await kindOf(store.layout.estateFile)) === 'file' &&
    (await kindOf(store.layout.buildSheets)) === 'file';
  if (kind === undefined || !complete) throw noPracticeEstate(path);
  return store;
}
