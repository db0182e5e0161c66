import * as l10n from '@vscode/l10n';
import type { EstateDocument } from '../document.ts';
import { sameName } from '../lookup.ts';
import type { EstateFile } from '../schema.ts';
import { withHint } from './reporting.ts';

/** Two paired pools name each other, and are of one type. */
export function checkPairs(file: EstateFile, document: EstateDocument): void {
  const known = file.pools.map(pool => pool.fqdn);
  for (const [i, pool] of file.pools.entries()) {
    const named = pool['paired-with'];
    if (named === undefined) continue;
    const path = ['pools', i, 'paired-with'];
    const other = file.pools.find(({ fqdn }) => sameName(fqdn, named));
    if (sameName(named, pool.fqdn)) {
      document.report('own-pair', l10n.t('{0} cannot be paired with itself.', named), path);
    } else if (other === undefined) {
      const message = l10n.t('{0} is not under `pools:`.', named);
      document.report('unknown-pool', withHint(message, named, known), path);
    } else if (other['paired-with'] === undefined) {
      const message = l10n.t(
        '{0} does not say that it is paired with {1}: write `paired-with: {1}` there.',
        other.fqdn,
        pool.fqdn,
      );
      document.report('pair-not-mutual', message, path);
    } else if (!sameName(other['paired-with'], pool.fqdn)) {
      const message = l10n.t('{0} is paired with {1}.', other.fqdn, other['paired-with']);
      document.report('pair-not-mutual', message, path);
    } else if (differ(pool.type, other.type)) {
      const message = l10n.t(
        'A pool is paired with one of its own type, and {0} is of type {1}.',
        other.fqdn,
        other.type ?? '',
      );
      document.report('pair-of-two-types', message, path);
    }
  }
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}
