import { guidFrom } from '../chance.ts';

/** A service of the topology. Shape of the document: the published form of Lync Server 2013. */
export interface TopologyService {
  readonly role: string;
  /** FQDN of the cluster that it is installed on, where that is not the one that it serves. */
  readonly at?: string;
  /** Instance name of SQL Server that it is installed on; without it, the cluster itself. */
  readonly sql?: string;
  /** What it needs: usage and role, of the same cluster unless `of` names another. */
  readonly needs: readonly {
    readonly usage: string;
    readonly role: string;
    readonly of?: string;
  }[];
  /** Element with the role's details, ready made. */
  readonly detail?: string;
}

/** An instance of SQL Server on a cluster; mirror and witness as `host\instance`. */
export interface TopologySqlInstance {
  readonly name: string;
  readonly mirror?: string;
  readonly witness?: string;
}

export interface TopologyCluster {
  readonly fqdn: string;
  readonly site: number;
  readonly number: number;
  /** FQDN and address of the members. */
  readonly machines: readonly { readonly fqdn: string; readonly address: string }[];
  readonly sqlInstances: readonly TopologySqlInstance[];
  readonly services: readonly TopologyService[];
  /** Without Lync's own software (a SQL Server): nothing is replicated to it and nothing set up. */
  readonly foreign?: boolean;
}

export interface TopologySource {
  readonly sipDomains: readonly string[];
  readonly sites: readonly { readonly name: string; readonly id: number }[];
  readonly clusters: readonly TopologyCluster[];
}

const topologyNamespace = 'urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008';
const rolesNamespace = 'urn:schema:Microsoft.Rtc.Management.Deploy.ServiceRoles.2008';

/** Text as it stands in an XML document, in elements and attributes alike. */
export function xmlText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function clusterId(cluster: TopologyCluster): string {
  return `<ClusterId SiteId="${cluster.site}" Number="${cluster.number}" />`;
}

function clusterXml(cluster: TopologyCluster): string[] {
  const own = cluster.foreign !== true;
  return [
    `<Cluster RequiresReplication="${own}" RequiresSetup="${own}" Fqdn="${xmlText(cluster.fqdn)}">`,
    ` ${clusterId(cluster)}`,
    ...cluster.machines.flatMap((machine, i) => [
      ` <Machine OrdinalInCluster="${i + 1}" Fqdn="${xmlText(machine.fqdn)}" FaultDomain="" UpgradeDomain="">`,
      `  <NetInterface InterfaceSide="Primary" InterfaceNumber="1" IPAddress="0.0.0.0" ConfiguredIPAddress="${xmlText(machine.address)}" />`,
      ' </Machine>',
    ]),
    '</Cluster>',
  ];
}

function serviceId(cluster: TopologyCluster, role: string): string {
  return `<ServiceId SiteId="${cluster.site}" RoleName="${role}" Instance="${cluster.number}" />`;
}

/** The cluster with this name; every name in a topology is one of its own clusters. */
type ClusterOf = (fqdn: string) => TopologyCluster;

function sqlInstanceId(element: string, name: string, cluster: TopologyCluster): string {
  return `<${element} Name="${xmlText(name)}">${clusterId(cluster)}</${element}>`;
}

/** `host\instance` as an element of this name. */
function instanceOn(element: string, place: string, clusterOf: ClusterOf): string {
  const [host = '', name = ''] = place.split('\\');
  return sqlInstanceId(element, name, clusterOf(host));
}

function sqlInstanceXml(cluster: TopologyCluster, clusterOf: ClusterOf): string[] {
  return cluster.sqlInstances.map(({ name, mirror, witness }) => {
    const parts = [
      sqlInstanceId('SqlInstanceId', name, cluster),
      ...(mirror === undefined ? [] : [instanceOn('MirrorSqlInstanceId', mirror, clusterOf)]),
      ...(witness === undefined ? [] : [instanceOn('WitnessSqlInstanceId', witness, clusterOf)]),
    ];
    return `<SqlInstance>${parts.join('')}</SqlInstance>`;
  });
}

function serviceXml(
  cluster: TopologyCluster,
  service: TopologyService,
  clusterOf: ClusterOf,
): string[] {
  const on = service.at === undefined ? cluster : clusterOf(service.at);
  const where =
    service.sql === undefined ? clusterId(on) : sqlInstanceId('SqlInstanceId', service.sql, on);
  return [
    `<Service RoleVersion="1" ServiceVersion="6" Type="Microsoft.Rtc.Management.Deploy.Internal.ServiceRoles.${service.role}">`,
    ` ${serviceId(cluster, service.role)}`,
    ' <DependsOn>',
    ...service.needs.map(need => {
      const of = need.of === undefined ? cluster : clusterOf(need.of);
      return `  <Dependency Usage="${need.usage}">${serviceId(of, need.role)}</Dependency>`;
    }),
    ' </DependsOn>',
    ` <InstalledOn>${where}</InstalledOn>`,
    ` <Ports xmlns="${rolesNamespace}" />`,
    ...(service.detail === undefined ? [] : [` ${service.detail}`]),
    '</Service>',
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map(line => `  ${line}`);
}

/** The published topology document. */
export function topologyXml(source: TopologySource): string {
  const { sipDomains, sites, clusters } = source;
  const clusterOf: ClusterOf = fqdn => {
    const found = clusters.find(cluster => cluster.fqdn === fqdn);
    if (found === undefined) throw new RangeError(`No cluster ${fqdn}`);
    return found;
  };
  const signature = guidFrom('topology', ...clusters.map(cluster => cluster.fqdn));
  return [
    `<Topology xmlns="${topologyNamespace}" Signature="${signature}">`,
    ` <InternalDomains AllowAllDomains="false" DefaultDomain="${xmlText(sipDomains[0] ?? '')}">`,
    ...sipDomains.map(
      name =>
        `  <InternalDomain Name="${xmlText(name)}" Authoritative="true" AllowSubDomains="false" />`,
    ),
    ' </InternalDomains>',
    ' <Sites>',
    ...sites.flatMap(site => [
      `  <CentralSite SiteId="${site.id}">`,
      `   <Name>${xmlText(site.name)}</Name>`,
      '   <Location />',
      '  </CentralSite>',
    ]),
    ' </Sites>',
    ' <Clusters>',
    ...clusters.flatMap(cluster => indented(clusterXml(cluster))),
    ' </Clusters>',
    ' <SqlInstances>',
    ...clusters.flatMap(cluster => indented(sqlInstanceXml(cluster, clusterOf))),
    ' </SqlInstances>',
    ' <Services>',
    ...clusters.flatMap(cluster =>
      cluster.services.flatMap(service => indented(serviceXml(cluster, service, clusterOf))),
    ),
    ' </Services>',
    '</Topology>',
  ].join('\n');
}

/** Details of a file store service. */
export function fileStoreDetail(share: string): string {
  return `<FileStoreService xmlns="${rolesNamespace}" ShareName="${xmlText(share)}" />`;
}

/** Details of a registrar. */
export function registrarDetail(director = false): string {
  return `<RegistrarService xmlns="${rolesNamespace}" IsDirector="${director}" />`;
}

/** Details of a Central Management service. */
export function centralManagementDetail(): string {
  return `<CentralMgmtService xmlns="${rolesNamespace}" IsActive="true" />`;
}

/** Details of web services with the name that clients outside use. */
export function webServicesDetail(externalHost: string): string {
  return `<WebService xmlns="${rolesNamespace}"><ExternalSettings Host="${xmlText(externalHost)}" /></WebService>`;
}
