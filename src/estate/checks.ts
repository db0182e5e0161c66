import * as l10n from '@vscode/l10n';
import { parseEndpoint } from './addresses.ts';
import type { DocumentPath, EstateDocument } from './document.ts';
import { sameName } from './lookup.ts';
import { nearestName } from './nearest.ts';
import type { PathPlatform } from './paths.ts';
import type { EstateFile } from './schema.ts';
import { foldCase, formatPath, parsePath } from './unc.ts';

/** Service name that marks, beside `central-management:`, the pool with that store. */
const centralManagementService = 'central-management';

function withHint(message: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? message : `${message} ${l10n.t('Did you mean `{0}`?', nearest)}`;
}

/** Reports what repeats an earlier item of the list. */
function reportRepeats<T>(
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

function checkNames(file: EstateFile, document: EstateDocument): void {
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

function checkPools(file: EstateFile, document: EstateDocument): void {
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

function checkSites(file: EstateFile, document: EstateDocument): void {
  const known = file.sites.map(site => site.name);
  const check = (site: string | undefined, path: DocumentPath): void => {
    if (site === undefined && known.length > 1) {
      document.report(
        'missing',
        l10n.t('`site` is missing, and the estate has {0}.', known.length),
        path,
      );
    }
    if (site === undefined || known.length === 0) return;
    if (known.some(name => foldCase(name) === foldCase(site))) return;
    const message = l10n.t('The site {0} is not under `sites:`.', site);
    document.report('unknown-site', withHint(message, site, known), path);
  };
  for (const [i, pool] of file.pools.entries()) check(pool.site, ['pools', i, 'site']);
  for (const [i, server] of file.servers.entries()) check(server.site, ['servers', i, 'site']);
}

function isPool(file: EstateFile, fqdn: string): boolean {
  return (
    file.pools.some(pool => sameName(pool.fqdn, fqdn)) ||
    file.servers.some(server => sameName(server.fqdn, fqdn))
  );
}

function checkCentralManagement(file: EstateFile, document: EstateDocument): void {
  const named = file['central-management'];
  const known = file.pools.map(pool => pool.fqdn);
  if (named !== undefined && !isPool(file, named)) {
    const message = l10n.t('{0} is not under `pools:`.', named);
    document.report('unknown-pool', withHint(message, named, known), ['central-management']);
  }
  let first = named;
  for (const [i, pool] of file.pools.entries()) {
    const j = pool.services.indexOf(centralManagementService);
    if (j < 0) continue;
    first ??= pool.fqdn;
    if (sameName(first, pool.fqdn)) continue;
    const message = l10n.t('An estate has one Central Management store; it is on {0}.', first);
    document.report('two-stores', message, ['pools', i, 'services', j]);
  }
}

function samePath(a: string, b: string): boolean {
  return spelled(a) === spelled(b);
}

function spelled(path: string): string {
  const full = parsePath(path).path;
  return foldCase(full === undefined ? path : formatPath(full));
}

function checkFileStores(file: EstateFile, document: EstateDocument): void {
  const first = new Map<string, string>();
  for (const pool of file.pools) {
    const path = pool['file-store'];
    if (path !== undefined) first.set(foldCase(pool.fqdn), path);
  }
  for (const [i, store] of file['file-stores'].entries()) {
    if (!isPool(file, store.pool)) {
      const known = file.pools.map(pool => pool.fqdn);
      const message = l10n.t('{0} is not under `pools:`.', store.pool);
      document.report('unknown-pool', withHint(message, store.pool, known), [
        'file-stores',
        i,
        'pool',
      ]);
    }
    const other = first.get(foldCase(store.pool));
    if (other !== undefined && !samePath(other, store.path)) {
      const message = l10n.t('{0} has another file store already: {1}.', store.pool, other);
      document.report('two-file-stores', message, ['file-stores', i, 'path']);
    }
    first.set(foldCase(store.pool), other ?? store.path);
  }
}

function checkPaths(file: EstateFile, document: EstateDocument, platform: PathPlatform): void {
  const prefixes = Object.keys(file.paths);
  for (const prefix of prefixes) {
    if (parsePath(prefix).path?.kind !== 'unc') {
      const message = l10n.t('A network path is needed, such as \\\\server\\share.');
      document.report('invalid-value', message, ['paths', prefix], 'key');
    }
    const local = file.paths[prefix] ?? '';
    const kind = parsePath(local).path?.kind;
    const foreign = platform === 'windows' ? kind === 'posix' : kind === 'drive' || kind === 'unc';
    if (foreign) {
      const message = l10n.t('This is no folder of this computer.');
      document.report('invalid-value', message, ['paths', prefix]);
    }
  }
  reportRepeats(prefixes, spelled, prefix => {
    const message = l10n.t('{0} stands here for the second time.', prefix);
    document.report('duplicate', message, ['paths', prefix], 'key');
  });
}

function checkAddresses(file: EstateFile, document: EstateDocument): void {
  for (const [name, address] of Object.entries(file.addresses)) {
    if (parseEndpoint(address) !== undefined) continue;
    const message = l10n.t('An address is `host:port`, such as 10.20.0.11:1433.');
    document.report('invalid-value', message, ['addresses', name]);
  }
  reportRepeats(
    Object.keys(file.addresses),
    name => name,
    name => {
      const message = l10n.t('{0} stands here for the second time.', name);
      document.report('duplicate', message, ['addresses', name], 'key');
    },
  );
}

/** Reports what each entry allows but the file as a whole contradicts. */
export function reportContradictions(
  file: EstateFile,
  document: EstateDocument,
  platform: PathPlatform,
): void {
  checkNames(file, document);
  checkPools(file, document);
  checkSites(file, document);
  checkCentralManagement(file, document);
  checkFileStores(file, document);
  checkPaths(file, document, platform);
  checkAddresses(file, document);
}
