import * as l10n from '@vscode/l10n';
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
  placeOf,
  relatedInstance,
  sipDomainsOf,
  siteOf,
  unknownChildren,
} from './parts.ts';
import { childOf, childrenOf, type XmlElement } from './xml.ts';

/** Namespace of the published topology. */
export const publishedNamespace = 'urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008';

function clusterKey(id: XmlElement | undefined): string | undefined {
  if (id === undefined) return undefined;
  return `${attribute(id, 'SiteId')}:${attribute(id, 'Number')}`;
}

function instanceKey(id: XmlElement | undefined): string | undefined {
  const cluster = clusterKey(childOf(id, 'ClusterId'));
  return cluster === undefined ? undefined : `${cluster}:${attribute(id, 'Name').toLowerCase()}`;
}

function serviceKey(id: XmlElement | undefined): string {
  return ['SiteId', 'RoleName', 'Instance'].map(name => attribute(id, name)).join(':');
}

function clusterOf(element: XmlElement): TopologyCluster {
  const id = childOf(element, 'ClusterId');
  return {
    key: clusterKey(id) ?? '',
    fqdn: attribute(element, 'Fqdn'),
    site: attribute(id, 'SiteId'),
    foreign: isForeign(element),
    machines: machinesOf(element, childrenOf(element, 'Machine')),
    element,
  };
}

function instanceOf(element: XmlElement): TopologyInstance | undefined {
  const id = childOf(element, 'SqlInstanceId');
  const key = instanceKey(id);
  const cluster = clusterKey(childOf(id, 'ClusterId'));
  if (key === undefined || cluster === undefined) return undefined;
  return {
    key,
    cluster,
    name: attribute(id, 'Name'),
    mirror: relatedInstance(element, /mirror/i, instanceKey),
    witness: relatedInstance(element, /witness/i, instanceKey),
  };
}

function serviceOf(element: XmlElement): TopologyService {
  const id = childOf(element, 'ServiceId');
  const place = childOf(element, 'InstalledOn');
  const instance = childOf(place, 'SqlInstanceId');
  return {
    key: serviceKey(id),
    role: attribute(id, 'RoleName'),
    version: attribute(element, 'ServiceVersion'),
    cluster: clusterKey(childOf(place, 'ClusterId') ?? childOf(instance, 'ClusterId')),
    instance: instanceKey(instance),
    needs: childrenOf(childOf(element, 'DependsOn'), 'Dependency').map(need => ({
      usage: attribute(need, 'Usage'),
      service: serviceKey(childOf(need, 'ServiceId')),
    })),
    element,
  };
}

const sections = ['InternalDomains', 'Sites', 'Clusters', 'SqlInstances', 'Services'];

/** Reads the form that `Get-CsTopology -AsXml` gives; what is missing in it is read as empty. */
export function readPublished(root: XmlElement, file: string): TopologyDocument {
  const entries = childrenOf(childOf(root, 'SqlInstances'), 'SqlInstance');
  const instances = entries.map(instanceOf);
  const lost = entries.filter((_, i) => instances[i] === undefined);
  return {
    file,
    form: 'published',
    unpublished: false,
    sipDomains: sipDomainsOf(childOf(root, 'InternalDomains')),
    sites: (childOf(root, 'Sites')?.children ?? []).map(siteOf),
    clusters: childrenOf(childOf(root, 'Clusters'), 'Cluster').map(clusterOf),
    instances: instances.filter(instance => instance !== undefined),
    services: childrenOf(childOf(root, 'Services'), 'Service').map(serviceOf),
    notUnderstood: [
      ...unknownChildren(root, sections),
      ...lost.map(entry => l10n.t('The SQL Server instance says no place: {0}.', placeOf(entry))),
    ],
  };
}
