import * as l10n from '@vscode/l10n';
import { topologyWithTwoStores } from '../../errors/topology.ts';
import { isDnsName } from '../names.ts';
import type { TopologyDocument } from './document.ts';
import { externalSystems, fileStores, instancesOf, serversOf } from './hosts.ts';
import type { ImportedEstate, ImportedPool } from './imported.ts';
import { indexOf, oneLine, type TopologyIndex } from './index-of.ts';
import { clusterPools, isActiveManagement, type ClusterPool } from './pools.ts';
import { withRelations } from './relations.ts';

/** FQDN of the pool with the active Central Management store. Throws a `Problem` where two claim it. */
function centralManagement(
  document: TopologyDocument,
  pools: readonly ClusterPool[],
): string | undefined {
  const claims = pools.flatMap(({ pool, services }) =>
    services.filter(isActiveManagement).map(service => ({ pool, service })),
  );
  const [first] = claims;
  const second = claims.find(({ pool }) => pool.fqdn !== first?.pool.fqdn);
  if (first !== undefined && second !== undefined) {
    const { line, column } = second.service.element;
    throw topologyWithTwoStores(document.file, first.pool.fqdn, second.pool.fqdn, line, column);
  }
  return first?.pool.fqdn;
}

/** The value that most of the items have; of several the first. */
function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return Array.from(counts).find(([, count]) => count === most)?.[0];
}

/** What follows the first label of most names. */
function domainOf(pools: readonly ImportedPool[]): string | undefined {
  const names = pools.filter(({ type }) => type !== 'edge').flatMap(({ servers }) => servers);
  return mostFrequent(names.flatMap(name => /^[^.]+\.(.+)$/.exec(name.toLowerCase())?.[1] ?? []));
}

function sipDomains(index: TopologyIndex): readonly string[] {
  return index.document.sipDomains.filter(name => {
    if (isDnsName(name)) return true;
    index.notUnderstood.push(l10n.t('The SIP domain `{0}` is no DNS name.', oneLine(name)));
    return false;
  });
}

/** A name for what is in no site of the document, where there is such a thing. */
function siteFallback(
  items: readonly { readonly site: string }[],
  sites: readonly string[],
): string {
  return items.some(({ site }) => site === '') || sites.length === 0
    ? (sites[0] ?? l10n.t('Site {0}', 1))
    : '';
}

/**
 * The estate that a topology describes, as far as it was understood; the rest is listed. Throws a
 * `Problem` only where the topology contradicts itself.
 */
export function understand(document: TopologyDocument): ImportedEstate {
  const index = indexOf(document);
  const found = clusterPools(index);
  const central = centralManagement(document, found);
  const pools = withRelations(index, found);
  const sql = instancesOf(index, pools, central);
  const shares = fileStores(index, found);
  const servers = serversOf(index, found, sql, shares);
  const product = mostFrequent(pools.flatMap(({ version }) => version ?? [])) ?? '2013';
  const domain = domainOf(pools);
  const domains = sipDomains(index);
  const sites = [...index.sites.values()];
  const fallback = siteFallback([...pools, ...servers], sites);
  const placed = <T extends { readonly site: string }>(items: readonly T[]): T[] =>
    items.map(item => (item.site === '' ? { ...item, site: fallback } : item));
  return {
    source: document.file,
    unpublished: document.unpublished,
    name: domains[0] ?? domain ?? l10n.t('Imported estate'),
    product,
    domain,
    sipDomains: domains,
    centralManagement: central,
    sites: sites.length === 0 ? [fallback] : sites,
    pools: placed(pools),
    servers: placed(servers),
    sql,
    fileStores: shares,
    external: externalSystems(index, pools),
    notUnderstood: [...new Set(index.notUnderstood)],
  };
}
