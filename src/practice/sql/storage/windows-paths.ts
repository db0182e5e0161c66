import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A path as the server's host sees it. */
export type ServerPath =
  | { readonly kind: 'drive'; readonly drive: string; readonly parts: readonly string[] }
  | { readonly kind: 'unc'; readonly parts: readonly string[] }
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'invalid' };

/** Splits `D:\folder\file`, `\\server\share\file` and absolute paths of this machine. */
export function parseServerPath(path: string): ServerPath {
  const text = path.trim().replace(/^\\\\\?\\(UNC\\)?/iu, (_, unc?: string) => (unc ? '\\\\' : ''));
  if (text.startsWith('\\\\') || text.startsWith('//')) {
    const parts = text.split(/[\\/]+/u).filter(part => part !== '');
    return parts.length >= 2 && sound(parts) ? { kind: 'unc', parts } : { kind: 'invalid' };
  }
  const drive = /^([A-Za-z]):[\\/]/u.exec(text)?.[1];
  if (drive !== undefined) {
    const parts = text
      .slice(3)
      .split(/[\\/]+/u)
      .filter(part => part !== '');
    return sound(parts)
      ? { kind: 'drive', drive: drive.toUpperCase(), parts }
      : { kind: 'invalid' };
  }
  return text.startsWith('/') ? { kind: 'local', path: text } : { kind: 'invalid' };
}

/** No part leads upwards or holds what Windows forbids. */
function sound(parts: readonly string[]): boolean {
  const forbidden = (part: string): boolean =>
    /[<>:"|?*]/u.test(part) || Array.from(part).some(character => character < ' ');
  return parts.every(part => part !== '..' && part !== '.' && !forbidden(part));
}

/**
 * The path below `root` whose parts are these, whatever their letter case on disk; parts that do not
 * exist are taken as written.
 */
export async function resolveParts(root: string, parts: readonly string[]): Promise<string> {
  let at = root;
  for (const part of parts) {
    const names = await readdir(at).catch(() => []);
    const exact = names.find(name => name === part);
    const folded = names.find(name => name.toLowerCase() === part.toLowerCase());
    at = join(at, exact ?? folded ?? part);
  }
  return at;
}

/** Folder of a Windows path, without its last part. */
export function folderOf(path: string): string {
  const at = Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'));
  return at < 0 ? '' : path.slice(0, at);
}

/** Paths of Windows mean the same whatever their letter case and slashes. */
export function samePath(a: string, b: string): boolean {
  const fold = (path: string): string => path.replaceAll('/', '\\').toLowerCase();
  return fold(a) === fold(b);
}
