import { pathOfOtherSystem, uncWithoutMapping } from '../errors/estate.ts';
import type { PathMapping, Server } from './model.ts';
import type { PathPlatform } from './paths.ts';
import { formatPath, type FullPath, fullPath, partsBelow } from './unc.ts';

interface Entry {
  readonly unc: FullPath;
  readonly local: FullPath;
}

function longestFirst(select: (entry: Entry) => FullPath) {
  return (a: Entry, b: Entry): number => select(b).parts.length - select(a).parts.length;
}

/**
 * Paths as the estate writes them, as this computer opens them, and as a shell of the estate sees
 * them. Pure: nothing is looked up or created. Every method throws a refusal for a path that cannot
 * be used.
 */
export class PathMap {
  readonly #byUnc: readonly Entry[];
  readonly #byLocal: readonly Entry[];
  readonly #platform: PathPlatform;

  /** `mappings` as `Estate.paths` has them: UNC prefix to absolute local folder. */
  constructor(mappings: readonly PathMapping[], platform: PathPlatform) {
    const entries = mappings.map(({ unc, local }) => ({
      unc: fullPath(unc),
      local: fullPath(local),
    }));
    this.#byUnc = entries.toSorted(longestFirst(entry => entry.unc));
    this.#byLocal = entries.toSorted(longestFirst(entry => entry.local));
    this.#platform = platform;
  }

  /**
   * The path that this computer's file calls take. A UNC path goes by the longest prefix under
   * `paths:`; without one it stays as it is on Windows and is refused elsewhere, so that it can never
   * become a folder at the disk's root.
   */
  toLocal(path: string): string {
    const full = fullPath(path);
    const mapped = this.#mapped(full);
    if (mapped !== undefined) return mapped;
    if (this.#platform === 'windows') {
      if (full.kind === 'posix') throw pathOfOtherSystem(path);
      return formatPath(full);
    }
    if (full.kind === 'unc') throw uncWithoutMapping(formatPath(full));
    if (full.kind === 'drive') throw pathOfOtherSystem(formatPath(full));
    return formatPath(full);
  }

  /**
   * The path as a shell of the estate sees it, in that shell's own spelling. A shell that starts on
   * this computer (`local`, `command`, or no server) sees what our own file calls see. A shell on the
   * server itself (`winrm`, `ssh`) is Windows there and gets the UNC or drive path unmapped; a path of
   * this computer's POSIX file system does not exist there and is refused, unless it lies below a
   * mapping.
   */
  toShell(path: string, server?: Server): string {
    const transport = server?.shell?.transport;
    if (transport !== 'winrm' && transport !== 'ssh') return this.toLocal(path);
    const full = fullPath(this.toEstate(path));
    if (full.kind === 'posix') throw pathOfOtherSystem(path);
    return formatPath(full);
  }

  /** A path of this computer as the estate writes it: below a mapping the UNC path, else itself. */
  toEstate(path: string): string {
    const full = fullPath(path);
    for (const { unc, local } of this.#byLocal) {
      const below = partsBelow(local, full);
      if (below !== undefined) return formatPath({ ...unc, parts: [...unc.parts, ...below] });
    }
    return formatPath(full);
  }

  #mapped(full: FullPath): string | undefined {
    for (const { unc, local } of this.#byUnc) {
      const below = partsBelow(unc, full);
      if (below !== undefined) return formatPath({ ...local, parts: [...local.parts, ...below] });
    }
    return undefined;
  }
}
