import path from 'node:path';
import { fileStoreOfPool, fileStoresOf } from './file-stores.ts';
import { sameName } from './lookup.ts';
import type { BackupPolicy, Estate, PathMapping, Pool, Server, Shell, Site } from './model.ts';
import type { PathPlatform } from './paths.ts';
import { defaultDeployment, type EstateFile } from './schema.ts';
import { sqlInstancesOf } from './sql-instances.ts';
import { storesOf } from './stores.ts';
import { normalisePath } from './unc.ts';

type ShellEntry = NonNullable<EstateFile['servers'][number]['shell']>;
type Credential = NonNullable<ShellEntry['winrm']>['credential'];

/** The object without its undefined properties, as `exactOptionalPropertyTypes` wants it. */
function credentialOf(credential: NonNullable<Credential>): { user: string; secret: string } {
  return {
    user: credential.user,
    secret: credential.secret ?? credential.password?.secret ?? '',
  };
}

function shellOf(entry: ShellEntry, fqdn: string): Shell {
  const { winrm, ssh, command } = entry;
  if (winrm !== undefined) {
    return {
      transport: 'winrm',
      authentication: winrm.authentication,
      useSSL: winrm.useSSL,
      ...(winrm.credential === undefined ? {} : { credential: credentialOf(winrm.credential) }),
      ...(winrm.configurationName === undefined
        ? {}
        : { configurationName: winrm.configurationName }),
      ...(winrm.port === undefined ? {} : { port: winrm.port }),
    };
  }
  if (ssh !== undefined) {
    return {
      transport: 'ssh',
      host: ssh.host ?? fqdn,
      executable: ssh.executable,
      options: ssh.options,
      ...(ssh.user === undefined ? {} : { user: ssh.user }),
      ...(ssh.port === undefined ? {} : { port: ssh.port }),
    };
  }
  return command === undefined ? { transport: 'local' } : { transport: 'command', command };
}

function serverOf(entry: EstateFile['servers'][number], site: string): Server {
  return {
    fqdn: entry.fqdn,
    site: entry.site ?? site,
    roles: entry.roles,
    certificates: entry.certificates,
    deployment: {
      bootstrapper: entry.deployment?.bootstrapper ?? defaultDeployment.bootstrapper,
      media: entry.deployment?.media ?? defaultDeployment.media,
    },
    ...(entry.address === undefined ? {} : { address: entry.address }),
    ...(entry.shell === undefined ? {} : { shell: shellOf(entry.shell, entry.fqdn) }),
  };
}

function isStandardEdition(server: Server | undefined): boolean {
  return server?.roles.some(role => sameName(role, 'StandardEdition')) ?? false;
}

/** Type of a pool that does not name it: that of its one server. */
function typeOf(server: Server | undefined): string {
  if (isStandardEdition(server)) return 'standard-edition';
  return server?.roles[0]?.toLowerCase() ?? 'standard-edition';
}

function storeOf(file: EstateFile): string | undefined {
  const named = file['central-management'];
  if (named !== undefined) return named;
  return file.pools.find(
    ({ services, stores }) =>
      services.includes('central-management') ||
      stores.some(({ kind }) => kind === 'central-management'),
  )?.fqdn;
}

type PoolEntry = EstateFile['pools'][number];

function poolOf(
  file: EstateFile,
  servers: readonly Server[],
  site: string,
  entry: PoolEntry,
): Pool {
  const own = servers.find(server => sameName(server.fqdn, entry.fqdn));
  const type = entry.type ?? typeOf(own);
  const fileStore = entry['file-store'] ?? fileStoreOfPool(file, entry.fqdn);
  const central = storeOf(file);
  const { sql, stores } = storesOf({
    type,
    sql: entry.sql,
    stores: entry.stores,
    centralManagement: central !== undefined && sameName(central, entry.fqdn),
  });
  return {
    fqdn: entry.fqdn,
    site: entry.site ?? own?.site ?? site,
    type,
    servers: entry.servers ?? [entry.fqdn],
    services: entry.services,
    stores,
    dependsOn: entry['depends-on'],
    ...(fileStore === undefined ? {} : { fileStore: normalisePath(fileStore) }),
    ...(sql === undefined ? {} : { sql }),
    ...(entry.version === undefined ? {} : { version: entry.version }),
    ...(entry['next-hop'] === undefined ? {} : { nextHop: entry['next-hop'] }),
    ...(entry['paired-with'] === undefined ? {} : { pairedWith: entry['paired-with'] }),
  };
}

/** The pools of the file, and each Standard Edition server that none of them names as one of its own. */
function poolsOf(file: EstateFile, servers: readonly Server[], site: string): Pool[] {
  const pools = file.pools.map(entry => poolOf(file, servers, site, entry));
  const members = new Set(pools.flatMap(pool => pool.servers.map(fqdn => fqdn.toLowerCase())));
  for (const server of servers) {
    if (!isStandardEdition(server) || members.has(server.fqdn.toLowerCase())) continue;
    const sql = file.sql.find(({ instance }) => sameName(hostOf(instance), server.fqdn))?.instance;
    const entry = { fqdn: server.fqdn, services: [], stores: [], 'depends-on': [], sql };
    pools.push(poolOf(file, servers, site, entry));
  }
  return pools;
}

function hostOf(instance: string): string {
  return instance.split('\\')[0] ?? instance;
}

function pathsOf(file: EstateFile, estateFile: string, platform: PathPlatform): PathMapping[] {
  const rules = platform === 'windows' ? path.win32 : path.posix;
  return Object.entries(file.paths).map(([unc, local]) => ({
    unc: normalisePath(unc),
    local: rules.resolve(rules.dirname(estateFile), local),
  }));
}

function sitesOf(file: EstateFile): Site[] {
  if (file.sites.length > 0) return file.sites;
  const named = [...file.pools, ...file.servers].flatMap(({ site }) => site ?? []);
  const names = new Set(named.length > 0 ? named : [file.name]);
  return Array.from(names, name => ({ name }));
}

function backupOf(file: EstateFile): BackupPolicy | undefined {
  if (file.backup === undefined) return undefined;
  const { location, copy, rpo, rto, retention } = file.backup;
  return {
    location: normalisePath(location),
    ...(rpo === undefined ? {} : { rpoMs: rpo }),
    ...(rto === undefined ? {} : { rtoMs: rto }),
    ...(copy === undefined ? {} : { copy: normalisePath(copy) }),
    ...(retention === undefined ? {} : { retention }),
  };
}

/** The model of a file in which nothing was found; `estateFile` is its absolute path. */
export function buildEstate(
  file: EstateFile,
  estateFile: string,
  hash: string,
  platform: PathPlatform,
): Estate {
  const sites = sitesOf(file);
  const site = sites[0]?.name ?? file.name;
  const servers = file.servers.map(entry => serverOf(entry, site));
  const pools = poolsOf(file, servers, site);
  const store = storeOf(file);
  const backup = backupOf(file);
  return {
    file: estateFile,
    hash,
    kind: file.kind,
    name: file.name,
    productVersion: file.product,
    domain: file.domain ?? '',
    sipDomains: file['sip-domains'],
    sites,
    pools,
    servers,
    sqlInstances: sqlInstancesOf(file, pools),
    fileStores: fileStoresOf(file, pools, servers),
    external: file.external,
    notUnderstood: file['not-understood'],
    paths: pathsOf(file, estateFile, platform),
    addresses: file.addresses,
    ...(store === undefined ? {} : { centralManagement: store }),
    ...(backup === undefined ? {} : { backup }),
    ...(file.hands === undefined ? {} : { hands: file.hands }),
  };
}
