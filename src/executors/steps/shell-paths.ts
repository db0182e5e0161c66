import type { Estate, Server } from '../../estate/model.ts';
import { PathMap } from '../../estate/path-map.ts';
import { ownPlatform } from '../../estate/paths.ts';
import { formatPath, parsePath } from '../../estate/unc.ts';

/**
 * A path of the estate as the shell of a server (or of this computer) spells it. A drive that is named
 * to the shell of a server is that server's own, whatever this computer has under the letter.
 */
export function pathInShell(path: string, estate: Estate, server: Server | undefined): string {
  const full = parsePath(path).path;
  if (full?.kind === 'drive' && server?.shell?.transport === 'command') return formatPath(full);
  return new PathMap(estate.paths, ownPlatform()).toShell(path, server);
}
