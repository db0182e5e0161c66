import * as l10n from '@vscode/l10n';
import type { EstateDocument } from '../document.ts';
import { fileStoreOfPool } from '../file-stores.ts';
import { sameName } from '../lookup.ts';
import type { EstateFile } from '../schema.ts';
import { backEndKinds } from '../stores.ts';
import { reportRepeats } from './reporting.ts';

/** Types of pool that cannot work without databases on SQL Server. */
const typesWithBackEnd = new Set<string | undefined>(['enterprise', 'persistent-chat']);

/**
 * An enterprise or Persistent Chat pool has its back end, an enterprise pool its file store, and no
 * pool has the same store at two places.
 */
export function checkBackEnds(file: EstateFile, document: EstateDocument): void {
  for (const [i, pool] of file.pools.entries()) {
    const kinds = backEndKinds(pool.type ?? '');
    const hasBackEnd = pool.sql !== undefined || pool.stores.some(s => kinds.includes(s.kind));
    if (typesWithBackEnd.has(pool.type) && !hasBackEnd) {
      const message = l10n.t(
        'The pool {0} has no back end: name its SQL Server instance with `sql`.',
        pool.fqdn,
      );
      document.report('no-back-end', message, ['pools', i, 'fqdn']);
    }
    const fileStore = pool['file-store'] ?? fileStoreOfPool(file, pool.fqdn);
    if (pool.type === 'enterprise' && fileStore === undefined) {
      const message = l10n.t(
        'The pool {0} has no file store: name its share with `file-store`.',
        pool.fqdn,
      );
      document.report('no-file-store', message, ['pools', i, 'type']);
    }
    checkStores(pool, i, document);
  }
}

function checkStores(pool: EstateFile['pools'][number], i: number, document: EstateDocument): void {
  const { sql, stores } = pool;
  reportRepeats(
    stores,
    store => store.kind,
    (store, j) => {
      const message = l10n.t('The pool {0} has its {1} store already.', pool.fqdn, store.kind);
      document.report('two-places', message, ['pools', i, 'stores', j, 'kind']);
    },
  );
  const kinds = backEndKinds(pool.type ?? '');
  for (const [j, store] of stores.entries()) {
    if (sql === undefined || store.kind !== kinds[0] || sameName(store.sql, sql)) continue;
    const message = l10n.t('`sql` of the pool {0} says another instance: {1}.', pool.fqdn, sql);
    document.report('two-places', message, ['pools', i, 'stores', j, 'sql']);
  }
}
