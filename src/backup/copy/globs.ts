import picomatch from 'picomatch';

const options = { dot: true, nocase: true, nonegate: true, windows: false } as const;

/** A glob with `/` between parts and nothing at its ends that would keep it from matching. */
function tidy(glob: string): string {
  return glob
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '');
}

/**
 * Whether a path (relative, `/` between parts) is left out. A glob without `/` is held against the last
 * part at any depth, as `robocopy /XF` does; one with `/` against the whole path. A folder that matches
 * is left out with all that lies in it. Case does not count: these are names of Windows files.
 */
export function leftOutBy(globs: readonly string[]): (path: string) => boolean {
  const tidied = globs.map(tidy).filter(glob => glob !== '');
  const byPath = tidied.filter(glob => glob.includes('/'));
  const byName = tidied.filter(glob => !glob.includes('/'));
  const pathMatches = picomatch(byPath, options);
  const nameMatches = picomatch(byName, options);
  return path =>
    (byPath.length > 0 && pathMatches(path)) ||
    (byName.length > 0 && nameMatches(path.slice(path.lastIndexOf('/') + 1)));
}
