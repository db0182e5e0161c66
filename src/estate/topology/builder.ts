import type {
  TopologyCluster,
  TopologyDocument,
  TopologyInstance,
  TopologyService,
} from './document.ts';
import {
  attribute,
  isForeign,
  machinesOf,
  relatedInstance,
  sipDomainsOf,
  siteOf,
  unknownChildren,
} from './parts.ts';
import { below, childOf, childrenOf, type XmlElement } from './xml.ts';

/** Namespace of the file that Topology Builder saves. */
export const builderNamespace = 'urn:schema:Microsoft.Rtc.Management.Deploy.TopologyBuilder.2008';

interface SiteElement {
  readonly element: XmlElement;
  readonly key: string;
}

/** Central sites, and the branch sites inside them; each with its number, or its place where it has none. */
function siteElements(topology: XmlElement): readonly SiteElement[] {
  const central = childOf(topology, 'CentralSites')?.children ?? [];
  const all = central.flatMap(site => [site, ...(childOf(site, 'RemoteSites')?.children ?? [])]);
  return all.map((element, i) => {
    const number = attribute(element, 'SiteId');
    return { element, key: number === '' ? `#${i + 1}` : number };
  });
}

function clusterOf(element: XmlElement, site: string): TopologyCluster {
  return {
    key: attribute(element, 'UniqueId').toLowerCase(),
    fqdn: attribute(element, 'Fqdn'),
    site,
    foreign: isForeign(element),
    machines: machinesOf(element, childrenOf(childOf(element, 'Machines'), 'Machine')),
    element,
  };
}

function idOf(element: XmlElement): string | undefined {
  const id = attribute(element, 'UniqueId') || attribute(element, 'SqlInstanceUniqueId');
  return id === '' ? undefined : id.toLowerCase();
}

function instancesOf(cluster: TopologyCluster): TopologyInstance[] {
  const entries = childrenOf(childOf(cluster.element, 'SqlInstances'), 'SqlInstance');
  return entries.map(element => ({
    key: attribute(element, 'UniqueId').toLowerCase(),
    cluster: cluster.key,
    name: attribute(element, 'Name'),
    mirror: relatedInstance(element, /mirror/i, idOf)?.toLowerCase(),
    witness: relatedInstance(element, /witness/i, idOf)?.toLowerCase(),
  }));
}

function serviceOf(element: XmlElement, instances: readonly TopologyInstance[]): TopologyService {
  const place = attribute(element, 'InstalledOn').toLowerCase();
  const instance = instances.find(({ key }) => key === place);
  return {
    key: attribute(element, 'UniqueId').toLowerCase(),
    role: attribute(element, 'RoleName'),
    version: attribute(element, 'ServiceVersion'),
    cluster: instance?.cluster ?? place,
    instance: instance?.key,
    needs: childrenOf(childOf(element, 'DependsOn'), 'Dependency').map(need => ({
      usage: attribute(need, 'Usage'),
      service: attribute(need, 'ServiceUniqueId').toLowerCase(),
    })),
    element,
  };
}

const sections = ['InternalDomains', 'SimpleUrlConfiguration', 'CentralSites', 'Services'];

/** Reads the file of Topology Builder; `undefined` where it holds no topology. */
export function readBuilder(root: XmlElement, file: string): TopologyDocument | undefined {
  const topology = [...below(root)].find(({ name }) => name === 'PartialTopology');
  if (topology === undefined) return undefined;
  const sites = siteElements(topology);
  const clusters = sites.flatMap(({ element, key }) =>
    childrenOf(childOf(element, 'Clusters'), 'Cluster').map(cluster => clusterOf(cluster, key)),
  );
  const instances = clusters.flatMap(instancesOf);
  return {
    file,
    form: 'builder',
    unpublished: attribute(root, 'IsFreeFromChanges').toLowerCase() === 'false',
    sipDomains: sipDomainsOf(childOf(topology, 'InternalDomains')),
    sites: sites.map(({ element, key }) => ({ ...siteOf(element), key })),
    clusters,
    instances,
    services: childrenOf(childOf(topology, 'Services'), 'Service').map(service =>
      serviceOf(service, instances),
    ),
    notUnderstood: unknownChildren(topology, sections),
  };
}
