import { formatPath, parsePath } from './unc.ts';

/** Rules of the file system at hand. */
export type PathPlatform = 'windows' | 'posix';

/** The rules of the computer that runs this program. */
export function ownPlatform(): PathPlatform {
  return process.platform === 'win32' ? 'windows' : 'posix';
}

/** Longest path (UTF-16 units, without the closing NUL) that old Windows calls take. */
const longestPlainPath = 259;

/**
 * The path as Windows takes it at any length: `\\?\` in front where it is longer than 259. The rest
 * of the path is then taken literally, so it is normalised first. Elsewhere the path as it is.
 */
export function longPath(path: string, platform: PathPlatform): string {
  if (platform !== 'windows' || path.startsWith('\\\\?\\')) return path;
  const parsed = parsePath(path).path;
  if (parsed === undefined || parsed.kind === 'posix') return path;
  const normal = formatPath(parsed);
  if (normal.length <= longestPlainPath) return normal;
  return parsed.kind === 'unc' ? `\\\\?\\UNC\\${normal.slice(2)}` : `\\\\?\\${normal}`;
}

/** Why a file's name cannot be used on Windows. */
export type NameFault = 'empty' | 'reserved' | 'trailing' | 'character' | 'too-long';

/**
 * Device names, which Windows opens instead of a file, with any extension and with blanks before it.
 * `COM¹` and the like count: Windows folds the superscript digits.
 */
const deviceName = /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])[ ]*(?:[.:].*)?$/i;

/** Longest name of one part, in UTF-16 units, on NTFS. */
const longestName = 255;

function hasForbiddenCharacter(name: string): boolean {
  return Array.from(name).some(
    character => '<>:"/\\|?*'.includes(character) || (character.codePointAt(0) ?? 0) < 32,
  );
}

/** Why one part of a path cannot be a file's name on Windows; `undefined` where it can. */
export function windowsNameFault(name: string): NameFault | undefined {
  if (name === '' || name === '.' || name === '..') return 'empty';
  if (hasForbiddenCharacter(name)) return 'character';
  if (deviceName.test(name)) return 'reserved';
  if (name.endsWith('.') || name.endsWith(' ')) return 'trailing';
  return name.length > longestName ? 'too-long' : undefined;
}
