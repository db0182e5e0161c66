import * as l10n from '@vscode/l10n';
import { isDnsName } from '../names.ts';
import type { TopologyCluster, TopologyDocument, TopologyService } from './document.ts';
import { placeOf } from './parts.ts';
import { isKnownRole } from './roles.ts';

/** A topology whose references are followed, and what could not be followed. */
export interface TopologyIndex {
  readonly document: TopologyDocument;
  /** Clusters with a usable name, each name once, by key. */
  readonly clusters: ReadonlyMap<string, TopologyCluster>;
  readonly services: ReadonlyMap<string, TopologyService>;
  /** Services that are on the cluster itself, not on an instance of it, by the key of the cluster. */
  readonly onCluster: ReadonlyMap<string, readonly TopologyService[]>;
  /** `host\instance` by the key of the instance. */
  readonly instances: ReadonlyMap<string, string>;
  /** Name of a site by its key. */
  readonly sites: ReadonlyMap<string, string>;
  readonly notUnderstood: string[];
}

/**
 * A text of the document as one line of a file. What would look there like a password is no password, and
 * is spelled so that nobody takes it for one.
 */
export function oneLine(text: string): string {
  const plain = Array.from(text, character =>
    (character.codePointAt(0) ?? 0) < 32 ? ' ' : character,
  ).join('');
  return plain
    .replaceAll(/\b(password|pwd)(\s*)=/gi, '$1$2:')
    .trim()
    .slice(0, 300);
}

/** Names of instances, as SQL Server allows them; empty for the default one. */
const instanceName = /^[\p{L}\p{N}_$#-]{0,16}$/u;

function clustersOf(document: TopologyDocument, notes: string[]): Map<string, TopologyCluster> {
  const clusters = new Map<string, TopologyCluster>();
  const names = new Set<string>();
  for (const cluster of document.clusters) {
    const { fqdn, key, element } = cluster;
    if (!isDnsName(fqdn)) {
      notes.push(
        l10n.t(
          'The cluster `{0}` ({1}) has a name that is no DNS name.',
          oneLine(fqdn),
          placeOf(element),
        ),
      );
    } else if (key === '' || clusters.has(key) || names.has(fqdn.toLowerCase())) {
      notes.push(
        l10n.t('The cluster {0} ({1}) stands twice, or has no number.', fqdn, placeOf(element)),
      );
    } else {
      clusters.set(key, cluster);
      names.add(fqdn.toLowerCase());
    }
  }
  return clusters;
}

function sitesOf(document: TopologyDocument): Map<string, string> {
  const sites = new Map<string, string>();
  const used = new Set<string>();
  for (const { key, name } of document.sites) {
    if (sites.has(key)) continue;
    const plain = oneLine(name);
    let own = plain;
    for (let n = 2; used.has(own.toLowerCase()); n++) own = `${plain} (${n})`;
    used.add(own.toLowerCase());
    sites.set(key, own);
  }
  return sites;
}

function instancesOf(
  document: TopologyDocument,
  clusters: ReadonlyMap<string, TopologyCluster>,
  notes: string[],
): Map<string, string> {
  const instances = new Map<string, string>();
  for (const { key, cluster, name } of document.instances) {
    const host = clusters.get(cluster)?.fqdn;
    const full = name === '' ? host : `${host ?? ''}\\${name}`;
    if (host === undefined || full === undefined || !instanceName.test(name)) {
      notes.push(l10n.t('The SQL Server instance `{0}` is on no known host.', oneLine(name)));
      continue;
    }
    instances.set(key, full);
  }
  return instances;
}

function servicesOf(
  document: TopologyDocument,
  clusters: ReadonlyMap<string, TopologyCluster>,
  notes: string[],
): Map<string, TopologyService> {
  const services = new Map<string, TopologyService>();
  for (const service of document.services) {
    const { role, key, cluster, element } = service;
    const where = cluster === undefined ? undefined : clusters.get(cluster)?.fqdn;
    if (!isKnownRole(role)) {
      const place = where ?? l10n.t('no known host');
      notes.push(
        l10n.t('The role `{0}` on {1} ({2}) is not known.', oneLine(role), place, placeOf(element)),
      );
    } else if (where === undefined) {
      notes.push(l10n.t('The role {0} ({1}) is on no known host.', role, placeOf(element)));
    }
    if (!services.has(key)) services.set(key, service);
  }
  return services;
}

function byCluster(services: Iterable<TopologyService>): Map<string, TopologyService[]> {
  const found = new Map<string, TopologyService[]>();
  for (const service of services) {
    if (service.instance !== undefined || service.cluster === undefined) continue;
    const known = found.get(service.cluster);
    if (known === undefined) found.set(service.cluster, [service]);
    else known.push(service);
  }
  return found;
}

/** Follows the references of a topology; what leads nowhere is noted and left out. */
export function indexOf(document: TopologyDocument): TopologyIndex {
  const notUnderstood = [...document.notUnderstood];
  const clusters = clustersOf(document, notUnderstood);
  const services = servicesOf(document, clusters, notUnderstood);
  return {
    document,
    clusters,
    sites: sitesOf(document),
    instances: instancesOf(document, clusters, notUnderstood),
    services,
    onCluster: byCluster(services.values()),
    notUnderstood,
  };
}
