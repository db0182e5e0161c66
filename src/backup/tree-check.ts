import type { ObstacleAt } from '../errors/backup.ts';
import { foldCase } from '../estate/unc.ts';
import { isPathInside } from './read-manifest.ts';
import type { Tree, TreeEntry } from './tree.ts';

function obstacleOf(entry: TreeEntry): ObstacleAt | undefined {
  const { path, kind } = entry;
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
 * read as another place, names that differ in case only (on a Windows share one would replace the
 * other), folders that cannot be read. Reserved names and trailing dots are no obstacle: the long form
 * of a path reaches them.
 */
export function obstaclesIn(tree: Tree): ObstacleAt[] {
  const found: ObstacleAt[] = [];
  const seen = new Map<string, string>();
  for (const entry of tree.entries) {
    const obstacle = obstacleOf(entry);
    if (obstacle !== undefined) found.push(obstacle);
    const folded = foldCase(entry.path);
    if (seen.has(folded)) found.push({ file: entry.path, kind: 'case' });
    else seen.set(folded, entry.path);
  }
  return found;
}
