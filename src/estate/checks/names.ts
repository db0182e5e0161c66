import * as l10n from '@vscode/l10n';
import type { DocumentPath, EstateDocument } from '../document.ts';
import type { EstateFile } from '../schema.ts';
import { reportRepeats } from './reporting.ts';

/** Nothing stands twice, and a server is a member of one pool. */
export function checkNames(file: EstateFile, document: EstateDocument): void {
  const twice = (what: string, path: DocumentPath): void => {
    document.report('duplicate', l10n.t('{0} stands here for the second time.', what), path);
  };
  reportRepeats(
    file.servers,
    server => server.fqdn,
    (server, i) => {
      twice(server.fqdn, ['servers', i, 'fqdn']);
    },
  );
  reportRepeats(
    file.pools,
    pool => pool.fqdn,
    (pool, i) => {
      twice(pool.fqdn, ['pools', i, 'fqdn']);
    },
  );
  reportRepeats(
    file.sites,
    site => site.name,
    (site, i) => {
      twice(site.name, ['sites', i, 'name']);
    },
  );
  reportRepeats(
    file.sql,
    entry => entry.instance,
    (entry, i) => {
      twice(entry.instance, ['sql', i, 'instance']);
    },
  );
  const members = file.pools.flatMap((pool, i) =>
    (pool.servers ?? []).map((fqdn, j) => ({ fqdn, path: ['pools', i, 'servers', j] })),
  );
  reportRepeats(
    members,
    member => member.fqdn,
    ({ fqdn, path }) => {
      document.report('duplicate', l10n.t('{0} is already a member of a pool.', fqdn), path);
    },
  );
}
