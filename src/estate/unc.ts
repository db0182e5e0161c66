import { type PathFault, pathRefused } from '../errors/estate.ts';

/**
 * A full path, taken apart. Step files may write `/` where Windows writes `\`, and a variable may be
 * joined with either, so both separate parts. `\\?\` in front is the long form of the same path.
 */
export type FullPath =
  | {
      readonly kind: 'unc';
      readonly server: string;
      readonly share: string;
      readonly parts: readonly string[];
    }
  | { readonly kind: 'drive'; readonly drive: string; readonly parts: readonly string[] }
  | { readonly kind: 'posix'; readonly parts: readonly string[] };

/** The path, or why it cannot be used. */
export type ParsedPath =
  { readonly path: FullPath } | { readonly fault: PathFault; readonly path?: undefined };

const longUnc = /^[\\/]{2}\?[\\/]UNC[\\/]/i;
const longDrive = /^[\\/]{2}\?[\\/](?=[a-z]:)/i;

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 127) return true;
  }
  return false;
}

/** Parts without `.` and empty ones, `..` taken back; `undefined` where `..` leads above the root. */
function resolveParts(text: string): string[] | undefined {
  const parts: string[] = [];
  for (const part of text.split(/[\\/]+/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts;
}

function parseUnc(rest: string): ParsedPath {
  const [server, share, ...others] = rest.split(/[\\/]+/);
  if (server === '.' || server === '?') return { fault: 'device' };
  if (!isNetworkName(server) || !isNetworkName(share)) return { fault: 'incomplete-unc' };
  const parts = resolveParts(others.join('/'));
  if (parts === undefined) return { fault: 'above-root' };
  return { path: { kind: 'unc', server, share, parts } };
}

function isNetworkName(name: string | undefined): name is string {
  return name !== undefined && name !== '' && name !== '.' && name !== '..';
}

/** Takes a full path apart; pure, the same on every computer. */
export function parsePath(text: string): ParsedPath {
  if (text.trim() === '') return { fault: 'empty' };
  if (hasControlCharacter(text)) return { fault: 'control-character' };
  if (longUnc.test(text)) return parseUnc(text.replace(longUnc, ''));
  const plain = text.replace(longDrive, '');
  if (/^[\\/]{2}/.test(plain)) return parseUnc(plain.replace(/^[\\/]+/, ''));
  const drive = /^([a-z]):(.?)/i.exec(plain);
  if (drive?.[1] !== undefined) {
    if (!/^[\\/]$/.test(drive[2] ?? '')) return { fault: 'drive-relative' };
    const parts = resolveParts(plain.slice(2));
    if (parts === undefined) return { fault: 'above-root' };
    return { path: { kind: 'drive', drive: drive[1].toUpperCase(), parts } };
  }
  if (!plain.startsWith('/')) return { fault: 'relative' };
  const parts = resolveParts(plain);
  return parts === undefined ? { fault: 'above-root' } : { path: { kind: 'posix', parts } };
}

/** As `parsePath`; throws the refusal. */
export function fullPath(text: string): FullPath {
  const parsed = parsePath(text);
  if (parsed.path === undefined) throw pathRefused(text, parsed.fault);
  return parsed.path;
}

/** The path in its own system's spelling: `\` for UNC and drives, `/` for POSIX. */
export function formatPath(path: FullPath): string {
  switch (path.kind) {
    case 'unc':
      return [`\\\\${path.server}`, path.share, ...path.parts].join('\\');
    case 'drive':
      return `${path.drive}:\\${path.parts.join('\\')}`;
    case 'posix':
      return `/${path.parts.join('/')}`;
  }
}

/** The full path in its normal spelling; throws a refusal where it is none. */
export function normalisePath(text: string): string {
  return formatPath(fullPath(text));
}

/**
 * `relative` below `base`; throws a refusal where it leads out of `base` or is itself a full path.
 * The empty text is `base`.
 */
export function joinPath(base: string, relative: string): string {
  const root = fullPath(base);
  if (relative === '') return formatPath(root);
  const full = parsePath(relative);
  if (full.path !== undefined || full.fault !== 'relative') {
    throw pathRefused(relative, full.path === undefined ? full.fault : 'above-root');
  }
  const below = resolveParts(relative);
  if (below === undefined) throw pathRefused(relative, 'above-root');
  return formatPath({ ...root, parts: [...root.parts, ...below] });
}

function sameText(a: string, b: string, sensitive: boolean): boolean {
  return sensitive ? a === b : foldCase(a) === foldCase(b);
}

/**
 * Two names that a file system without regard to case takes for one have one fold; so have two that
 * differ in their Unicode normal form, which some servers store alike. As in the table of NTFS, a
 * character becomes one other: `Maße` is not `Masse`.
 */
export function foldCase(name: string): string {
  return isAscii(name) ? name.toUpperCase() : upperCase(name.normalize('NFC'));
}

/** How two names with one fold differ: in case, or in their Unicode normal form (and perhaps case). */
export function foldDifference(a: string, b: string): 'case' | 'form' {
  return upperCase(a) === upperCase(b) ? 'case' : 'form';
}

function upperCase(text: string): string {
  return Array.from(text, character => {
    const upper = character.toUpperCase();
    return upper.length === character.length ? upper : character;
  }).join('');
}

/** One text for every spelling of a path that Windows takes for the same; other text only folded. */
export function pathKey(text: string): string {
  const path = parsePath(text).path;
  return foldCase(path === undefined ? text : formatPath(path));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function sameRoot(a: FullPath, b: FullPath): boolean {
  if (a.kind === 'unc' && b.kind === 'unc') {
    return sameText(a.server, b.server, false) && sameText(a.share, b.share, false);
  }
  if (a.kind === 'drive' && b.kind === 'drive') return a.drive === b.drive;
  return a.kind === 'posix' && b.kind === 'posix';
}

/**
 * The parts of `path` below `prefix`, or `undefined` where it does not lie there. Whole parts are
 * compared, never text; UNC and drive paths regardless of case, POSIX paths with it.
 */
export function partsBelow(prefix: FullPath, path: FullPath): readonly string[] | undefined {
  if (!sameRoot(prefix, path) || prefix.parts.length > path.parts.length) return undefined;
  const sensitive = path.kind === 'posix';
  const inside = prefix.parts.every((part, i) => sameText(part, path.parts[i] ?? '', sensitive));
  return inside ? path.parts.slice(prefix.parts.length) : undefined;
}

/** Whether `path` is `folder` or lies below it; throws a refusal where either is no full path. */
export function isInside(path: string, folder: string): boolean {
  return partsBelow(fullPath(folder), fullPath(path)) !== undefined;
}

/** Last part of a full path; empty for the root itself. */
export function lastPart(text: string): string {
  return fullPath(text).parts.at(-1) ?? '';
}
