import { guidFrom } from '../chance.ts';

/** A service of the topology. Shape of the document: the published form of Lync Server 2013. */
export interface TopologyService {
  readonly role: string;
  /** Instance name of SQL Server that it is installed on; without it, the cluster itself. */
  readonly sql?: string;
  /** What it needs: usage and role, on the same cluster unless a cluster is named. */
  readonly needs: readonly { readonly usage: string; readonly role: string }[];
  /** Element with the role's details, ready made. */
  readonly detail?: string;
}

export interface TopologyCluster {
  readonly fqdn: string;
  readonly site: number;
  readonly number: number;
  /** FQDN and address of the members. */
  readonly machines: readonly { readonly fqdn: string; readonly address: string }[];
  readonly sqlInstances: readonly string[];
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

function serviceXml(cluster: TopologyCluster, service: TopologyService): string[] {
  const where =
    service.sql === undefined
      ? clusterId(cluster)
      : `<SqlInstanceId Name="${xmlText(service.sql)}">${clusterId(cluster)}</SqlInstanceId>`;
  return [
    `<Service RoleVersion="1" ServiceVersion="6" Type="Microsoft.Rtc.Management.Deploy.Internal.ServiceRoles.${service.role}">`,
    ` ${serviceId(cluster, service.role)}`,
    ' <DependsOn>',
    ...service.needs.map(
      need => `  <Dependency Usage="${need.usage}">${serviceId(cluster, need.role)}</Dependency>`,
    ),
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
    ...clusters.flatMap(cluster =>
      cluster.sqlInstances.map(
        name =>
          `  <SqlInstance><SqlInstanceId Name="${xmlText(name)}">${clusterId(cluster)}</SqlInstanceId></SqlInstance>`,
      ),
    ),
    ' </SqlInstances>',
    ' <Services>',
    ...clusters.flatMap(cluster =>
      cluster.services.flatMap(service => indented(serviceXml(cluster, service))),
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
export function registrarDetail(): string {
  return `<RegistrarService xmlns="${rolesNamespace}" IsDirector="false" />`;
}

/** Details of a Central Management service. */
export function centralManagementDetail(): string {
  return `<CentralMgmtService xmlns="${rolesNamespace}" IsActive="true" />`;
}

/** Details of web services with the name that clients outside use. */
export function webServicesDetail(externalHost: string): string {
  return `<WebService xmlns="${rolesNamespace}"><ExternalSettings Host="${xmlText(externalHost)}" /></WebService>`;
}
