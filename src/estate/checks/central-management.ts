import * as l10n from '@vscode/l10n';
import type { DocumentPath, EstateDocument } from '../document.ts';
import { sameName } from '../lookup.ts';
import type { EstateFile } from '../schema.ts';
import { isPool, withHint } from './reporting.ts';

/** Service name that marks, beside `central-management:`, the pool with that store. */
const centralManagementService = 'central-management';

/** There is one Central Management store, on a pool of the file. */
export function checkCentralManagement(file: EstateFile, document: EstateDocument): void {
  const named = file['central-management'];
  const known = file.pools.map(pool => pool.fqdn);
  if (named !== undefined && !isPool(file, named)) {
    const message = l10n.t('{0} is not under `pools:`.', named);
    document.report('unknown-pool', withHint(message, named, known), ['central-management']);
  }
  let first = named;
  for (const [i, pool] of file.pools.entries()) {
    const path = placeOf(pool);
    if (path === undefined) continue;
    first ??= pool.fqdn;
    if (sameName(first, pool.fqdn)) continue;
    const message = l10n.t('An estate has one Central Management store; it is on {0}.', first);
    document.report('two-stores', message, ['pools', i, ...path]);
  }
}

/** Where a pool says that it has the store, if it does. */
function placeOf({ services, stores }: EstateFile['pools'][number]): DocumentPath | undefined {
  const service = services.indexOf(centralManagementService);
  if (service >= 0) return ['services', service];
  const store = stores.findIndex(({ kind }) => kind === 'central-management');
  return store < 0 ? undefined : ['stores', store, 'kind'];
}
