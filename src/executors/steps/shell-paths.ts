import type { Estate, Server } from '../../estate/model.ts';
import { PathMap } from '../../estate/path-map.ts';
import { ownPlatform } from '../../estate/paths.ts';

/** A path of the estate as the shell of a server (or of this computer) spells it. */
export function pathInShell(path: string, estate: Estate, server: Server | undefined): string {
  return new PathMap(estate.paths, ownPlatform()).toShell(path, server);
}
