import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { folderNotEmpty, folderUnusable } from '../../errors/practice.ts';
import type { RandomBytes } from '../chance.ts';
import { issue } from '../data/certificates.ts';
import { settingsOf, unexportedSettings } from '../data/settings.ts';
import { topologyXml } from '../data/topology.ts';
import type { Blueprint, ServerBuild } from '../roles/role.ts';
import { createPracticeDatabases } from '../sql/estate/create-databases.ts';
import { createPracticeLogins } from '../sql/estate/logins-file.ts';
import type { AuthorityState, ConfigurationState } from '../state.ts';
import { PracticeStore, stateTime } from '../store.ts';
import { buildEstate, centralHalves, type EstateBuild } from './build.ts';
import { dhcpOf, directoryOf, poolsOf, zoneOf } from './directory-files.ts';
import { estateFileText } from './estate-file.ts';
import { writeInstalledFiles } from './installed-files.ts';
import { mirroringOf } from './mirrored-databases.ts';

export interface CreateOptions {
  /** ms since 1970. */
  readonly now: number;
  readonly random: RandomBytes;
}

const authority: AuthorityState = {
  name: 'ca01.contoso.com\\Contoso-CA',
  subject: 'CN=Contoso-CA, DC=contoso, DC=com',
  nextSerial: 8192,
};

/** The server that works as master: the first of the pool with the Central Management store. */
function masterOf({ clusters }: EstateBuild): string {
  const cluster = clusters.find(({ services }) =>
    services.some(service => service.role === 'CentralMgmt'),
  );
  return cluster?.machines[0]?.fqdn ?? '';
}

function configurationOf(build: EstateBuild, options: CreateOptions): ConfigurationState {
  const { blueprint, clusters } = build;
  const oauth = {
    uses: ['OAuthTokenIssuer'],
    subject: `CN=${blueprint.domain}`,
    alternativeNames: [blueprint.domain],
    friendlyName: 'Lync OAuth',
  };
  const changed = stateTime(options.now - 60 * 60 * 1000);
  return {
    version: 40,
    changed,
    topology: topologyXml({ sipDomains: blueprint.sipDomains, sites: blueprint.sites, clusters }),
    settings: settingsOf(blueprint),
    oauth: [
      {
        ...issue(oauth, authority, options.now - 90 * 86_400_000, options.random),
        exportable: true,
      },
    ],
    unexported: unexportedSettings(),
    master: { fqdn: masterOf(build), heartbeat: stateTime(options.now) },
  };
}

async function writeDirectory(
  store: PracticeStore,
  build: EstateBuild,
  random: RandomBytes,
): Promise<void> {
  const { layout } = store;
  await store.write(layout.directory, directoryOf(build, random));
  await store.write(layout.dns, zoneOf(build));
  await store.write(layout.dhcp, dhcpOf(build));
  await store.write(layout.pools, poolsOf(build));
  await store.write(layout.authority, authority);
  await store.write(layout.buildSheets, { servers: build.servers.map(server => server.sheet) });
  await store.write(layout.faults, { faults: [] });
}

async function writeServer(
  store: PracticeStore,
  { sheet, computer, replicates }: ServerBuild,
  configuration: ConfigurationState,
): Promise<void> {
  const { layout } = store;
  const { fqdn } = sheet;
  const replica = {
    enabled: replicates,
    version: configuration.version,
    reported: configuration.master.heartbeat,
  };
  await store.write(layout.computer(fqdn), { ...computer, replica });
  await mkdir(layout.disk(fqdn), { recursive: true });
  await writeInstalledFiles(layout.disk(fqdn), computer.software);
  for (const share of sheet.shares) {
    await mkdir(layout.share(fqdn, share.name), { recursive: true });
  }
  if (replicates) {
    const local = { ...configuration, unexported: [] };
    await store.write(layout.database(fqdn, 'RTCLOCAL', 'xds'), local);
  }
}

/** What the pools and servers hold: the management shell's databases, mirrors, file stores. */
async function writeData(
  store: PracticeStore,
  build: EstateBuild,
  configuration: ConfigurationState,
): Promise<void> {
  const { layout } = store;
  for (const { server, instance, name, content } of build.databases) {
    await store.write(layout.database(server, instance, name), content);
  }
  for (const half of centralHalves(build)) {
    const [host = '', instance = ''] = half.split('\\');
    await store.write(layout.database(host, instance, 'xds'), configuration);
  }
  const primaries = (build.blueprint.pools ?? []).flatMap(pool => Object.values(pool.stores));
  for (const plan of build.blueprint.servers) {
    const mirroring = mirroringOf(plan, primaries);
    if (mirroring.databases.length > 0) await store.write(layout.mirroring(plan.fqdn), mirroring);
  }
  for (const file of build.files) {
    const path = join(layout.share(file.server, file.share), ...file.path.split('/'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.content);
  }
}

/** The SQL Server instances with their databases, and the logins that open them all. */
async function writeSql(
  { layout }: PracticeStore,
  { blueprint, servers }: EstateBuild,
  { now, random }: CreateOptions,
): Promise<void> {
  const bytes = (size: number): Buffer => Buffer.from(random(size));
  for (const { sheet, sqlInstances = [] } of servers) {
    for (const instance of sqlInstances) {
      await createPracticeDatabases(layout.root, {
        ...instance,
        host: sheet.fqdn,
        domain: blueprint.netbios,
        now: () => now,
        random: bytes,
      });
    }
  }
  await createPracticeLogins(layout.root, bytes);
}

async function claimFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw folderUnusable(folder, error instanceof Error ? error.message : String(error));
  }
  const [first] = await readdir(folder);
  if (first !== undefined) throw folderNotEmpty(folder, first);
}

/**
 * Makes a practice estate in `folder` (absolute), which must be new or empty. `estate.yaml` is
 * written last: a folder without it is no estate. Throws a `Problem` for a folder that cannot be used.
 */
export async function createPracticeEstate(
  folder: string,
  blueprint: Blueprint,
  options: CreateOptions,
): Promise<PracticeStore> {
  await claimFolder(folder);
  const store = new PracticeStore(folder);
  const build = buildEstate(blueprint, { ...options, issuer: authority.subject });
  const configuration = configurationOf(build, options);
  await writeDirectory(store, build, options.random);
  for (const server of build.servers) await writeServer(store, server, configuration);
  await writeData(store, build, configuration);
  await writeSql(store, build, options);
  await writeFile(store.layout.estateFile, estateFileText(build), { flag: 'wx' });
  return store;
}
