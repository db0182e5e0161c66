import { placesNotTrusted } from '../errors/editor.ts';
import type { Program } from './program.ts';

/**
 * Throws a `Problem` while the estate file lies in a workspace that is not trusted. Whoever wrote it
 * would otherwise choose which computers get the operator's logins, and which folders are read.
 */
export function requireTrust({ trusted }: Pick<Program, 'trusted'>): void {
  if (trusted?.() === false) throw placesNotTrusted();
}
