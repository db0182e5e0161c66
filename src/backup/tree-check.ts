import type { ObstacleAt } from '../errors/backup.ts';
import { foldCase, foldDifference } from '../estate/unc.ts';
import { isPathInside } from './read-manifest.ts';
import type { Tree, TreeEntry } from './tree.ts';

function obstacleOf(entry: TreeEntry): ObstacleAt | undefined {
  const { path, kind } = entry;
  if (kind === 'not-text') return { file: path, kind };
  if (!isPathInside(path)) return { file: path, kind: 'name' };
  switch (kind) {
    case 'link':
    case 'special':
      return { file: path, kind };
    case 'unreadable':
      return { file: path, kind, theirs: entry.theirs };
    case 'file':
    case 'folder':
      return undefined;
  }
}

/**
 * What cannot be copied faithfully, nor be part of a set: links, devices, names that Windows would
 * read as another place, names that are no text, names that differ in case or in their Unicode normal
 * form only (on some shares one would replace the other), folders that cannot be read. Reserved names
 * and trailing dots are no obstacle: the long form of a path reaches them.
 */
export function obstaclesIn(tree: Tree): ObstacleAt[] {
  const found: ObstacleAt[] = [];
  const seen = new Map<string, string>();
  for (const entry of tree.entries) {
    const obstacle = obstacleOf(entry);
    if (obstacle !== undefined) found.push(obstacle);
    if (entry.kind === 'not-text') continue;
    const folded = foldCase(entry.path);
    const other = seen.get(folded);
    if (other === undefined) seen.set(folded, entry.path);
    else found.push({ file: entry.path, kind: foldDifference(entry.path, other) });
  }
  return found;
}
