import type { FileSystemWords } from '../errors/backup.ts';

/** The code of a file system's error (`ENOSPC`), or the empty text. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : '';
}

/** What the file system said; Node puts the code before the text, where it is not needed twice. */
export function wordsOf(error: unknown): FileSystemWords {
  const text = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  return { text: text.startsWith(`${code}: `) ? text.slice(code.length + 2) : text, code };
}

/** Nothing can be written any more: never retried. */
const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The share or its server went away; it may come back. */
const vanishedCodes = new Set([
  'ECONNABORTED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENOTCONN',
  'EPIPE',
  'ESHUTDOWN',
  'ESTALE',
  'ETIMEDOUT',
]);

/** Someone holds the file open, as Windows says it; it may be let go in a moment. */
const heldCodes = new Set(['EBUSY', 'EPERM', 'EAGAIN', 'ETXTBSY']);

export function isFull(error: unknown): boolean {
  return fullCodes.has(codeOf(error));
}

export function isVanished(error: unknown): boolean {
  return vanishedCodes.has(codeOf(error));
}

export function isHeld(error: unknown): boolean {
  return heldCodes.has(codeOf(error));
}

export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Whether an error came from the file system at all, and not from a defect of ours. */
export function isFileSystemError(error: unknown): boolean {
  return codeOf(error) !== '' && error instanceof Error && Reflect.has(error, 'syscall');
}
