import * as l10n from '@vscode/l10n';
import { sameName } from '../lookup.ts';
import { nearestName } from '../nearest.ts';
import type { EstateFile } from '../schema.ts';
import { foldCase } from '../unc.ts';

/** The message, and which known name is nearest to the one that is written. */
export function withHint(message: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? message : `${message} ${l10n.t('Did you mean `{0}`?', nearest)}`;
}

/** Reports what repeats an earlier item of the list. */
export function reportRepeats<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  report: (item: T, index: number) => void,
): void {
  const seen = new Set<string>();
  for (const [i, item] of items.entries()) {
    const key = foldCase(keyOf(item));
    if (seen.has(key)) report(item, i);
    seen.add(key);
  }
}

/** Whether the file has a pool of that name, or a server, which may be a pool of one. */
export function isPool(file: EstateFile, fqdn: string): boolean {
  return (
    file.pools.some(pool => sameName(pool.fqdn, fqdn)) ||
    file.servers.some(server => sameName(server.fqdn, fqdn))
  );
}
