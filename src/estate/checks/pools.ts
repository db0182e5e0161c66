import * as l10n from '@vscode/l10n';
import type { EstateDocument } from '../document.ts';
import { sameName } from '../lookup.ts';
import type { EstateFile } from '../schema.ts';
import { withHint } from './reporting.ts';

/** A pool has members, and each of them is a server of the file. */
export function checkPools(file: EstateFile, document: EstateDocument): void {
  const known = file.servers.map(server => server.fqdn);
  const isServer = (fqdn: string): boolean => known.some(name => sameName(name, fqdn));
  for (const [i, pool] of file.pools.entries()) {
    if (pool.servers?.length === 0 || (pool.servers === undefined && !isServer(pool.fqdn))) {
      const path = ['pools', i, 'servers'];
      document.report('no-members', l10n.t('The pool {0} has no members.', pool.fqdn), path);
    }
    for (const [j, fqdn] of (pool.servers ?? []).entries()) {
      if (isServer(fqdn)) continue;
      const message = l10n.t('{0} is not under `servers:`.', fqdn);
      document.report('unknown-server', withHint(message, fqdn, known), ['pools', i, 'servers', j]);
    }
    if (pool.type === undefined && !isServer(pool.fqdn)) {
      document.report('missing', l10n.t('`{0}` is missing.', 'type'), ['pools', i, 'type']);
    }
  }
}
