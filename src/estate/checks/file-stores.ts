import * as l10n from '@vscode/l10n';
import type { EstateDocument } from '../document.ts';
import { poolsOfFileStore } from '../file-stores.ts';
import { sameName } from '../lookup.ts';
import type { EstateFile } from '../schema.ts';
import { foldCase, pathKey } from '../unc.ts';
import { isPool, withHint } from './reporting.ts';

/** A file store names its pools, and no pool has two. */
export function checkFileStores(file: EstateFile, document: EstateDocument): void {
  const first = new Map<string, string>();
  for (const pool of file.pools) {
    const path = pool['file-store'];
    if (path !== undefined) first.set(foldCase(pool.fqdn), path);
  }
  for (const [i, store] of file['file-stores'].entries()) {
    const users = poolsOfFileStore(store);
    if (users.length === 0) {
      const message = l10n.t('`{0}` is missing.', 'pool');
      document.report('missing', message, ['file-stores', i, 'pool']);
    }
    for (const fqdn of users) checkUser(file, document, { i, fqdn, path: store.path, first });
    checkServer(file, document, i);
  }
}

interface Use {
  readonly i: number;
  readonly fqdn: string;
  readonly path: string;
  readonly first: Map<string, string>;
}

function checkUser(file: EstateFile, document: EstateDocument, use: Use): void {
  const { i, fqdn, path, first } = use;
  const j = file['file-stores'][i]?.pools.indexOf(fqdn) ?? -1;
  if (!isPool(file, fqdn)) {
    const known = file.pools.map(pool => pool.fqdn);
    const message = l10n.t('{0} is not under `pools:`.', fqdn);
    const at = ['file-stores', i, ...(j < 0 ? ['pool'] : ['pools', j])];
    document.report('unknown-pool', withHint(message, fqdn, known), at);
  }
  const other = first.get(foldCase(fqdn));
  if (other !== undefined && pathKey(other) !== pathKey(path)) {
    const message = l10n.t('{0} has another file store already: {1}.', fqdn, other);
    document.report('two-file-stores', message, ['file-stores', i, 'path']);
  }
  first.set(foldCase(fqdn), other ?? path);
}

function checkServer(file: EstateFile, document: EstateDocument, i: number): void {
  const named = file['file-stores'][i]?.server;
  const known = file.servers.map(server => server.fqdn);
  if (named === undefined || known.some(fqdn => sameName(fqdn, named))) return;
  const message = l10n.t('{0} is not under `servers:`.', named);
  document.report('unknown-server', withHint(message, named, known), ['file-stores', i, 'server']);
}
