import { isOwnFile } from './names.ts';
import { walkTree, type Tree } from './tree.ts';
import type { Work } from './work.ts';

/**
 * Everything in a set but its own files. Only plain files count as those: a folder or a link that has
 * the name of one hides nothing. Throws the file system's error where the folder cannot be read.
 */
export function walkSet(folder: string, work: Work): Promise<Tree> {
  return walkTree(folder, work, { leaveOut: (path, isFile) => isFile && isOwnFile(path) });
}
