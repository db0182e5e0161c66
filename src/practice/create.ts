import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { folderNotEmpty, folderUnusable } from '../errors/practice.ts';
import { newSid, type RandomBytes } from './chance.ts';
import { issue } from './data/certificates.ts';
import { settingsOf, unexportedSettings } from './data/settings.ts';
import { topologyXml } from './data/topology.ts';
import { estateFileText } from './estate-file.ts';
import { writeInstalledFiles } from './installed-files.ts';
import { roleCatalogue } from './roles/catalogue.ts';
import { hostNameOf } from './roles/computer.ts';
import type { Blueprint, BuildContext, ServerBuild } from './roles/role.ts';
import { computerGroups } from './roles/software.ts';
import { createPracticeDatabases } from './sql/estate/create-databases.ts';
import { createPracticeLogins } from './sql/estate/logins-file.ts';
import type { AuthorityState, ConfigurationState, DirectoryState } from './state.ts';
import { PracticeStore, stateTime } from './store.ts';

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

/** The account that works in a practice estate, with the rights that the documentation asks for. */
const operator = 'CONTOSO\\recovery';

function buildServers(blueprint: Blueprint, options: CreateOptions): ServerBuild[] {
  const context: BuildContext = { blueprint, issuer: authority.subject, ...options };
  return blueprint.servers.map(plan => {
    const role = roleCatalogue.get(plan.role);
    if (role === undefined) throw new RangeError(`No practice role ${plan.role}`);
    return role.build(plan, context);
  });
}

/** Whether Lync's own software is installed there. */
function hasLync(build: ServerBuild): boolean {
  return build.cluster !== undefined && build.cluster.foreign !== true;
}

function directoryOf(
  blueprint: Blueprint,
  builds: readonly ServerBuild[],
  random: RandomBytes,
): DirectoryState {
  const domainSid = newSid(random);
  const central = builds.find(build =>
    build.cluster?.services.some(service => service.role === 'CentralMgmt'),
  );
  return {
    format: 1,
    domain: blueprint.domain,
    netbios: blueprint.netbios,
    computers: builds.map((build, i) => ({
      name: `${hostNameOf(build.sheet.fqdn)}$`,
      fqdn: build.sheet.fqdn,
      sid: `${domainSid}-${1104 + i}`,
      groups: hasLync(build) ? [...computerGroups] : [],
    })),
    groups: [
      'RTCUniversalServerAdmins',
      'RTCUniversalReadOnlyAdmins',
      'CsResponseGroupAdministrator',
      'CsPersistentChatAdministrator',
      'Domain Admins',
      'Administrators',
    ].map(name => ({ name, members: [operator] })),
    users: builds.flatMap(build => build.users),
    contacts: builds.flatMap(build => build.contacts),
    connectionPoint: central === undefined ? '' : `${central.sheet.fqdn}\\rtc`,
  };
}

function configurationOf(
  blueprint: Blueprint,
  builds: readonly ServerBuild[],
  options: CreateOptions,
): ConfigurationState {
  const plan = blueprint.servers.find(server => server.centralManagement);
  const clusters = builds.flatMap(build => (build.cluster === undefined ? [] : [build.cluster]));
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
    master: { fqdn: plan?.fqdn ?? '', heartbeat: stateTime(options.now) },
  };
}

async function writeDirectory(
  store: PracticeStore,
  blueprint: Blueprint,
  builds: readonly ServerBuild[],
  random: RandomBytes,
): Promise<void> {
  const { layout } = store;
  const alias = (name: string, of: string): { type: string; name: string; data: string } => ({
    type: 'A',
    name,
    data: blueprint.servers.find(server => server.fqdn === of)?.address ?? '',
  });
  const front = blueprint.servers.find(server => server.role === 'standard-edition')?.fqdn ?? '';
  const sip = blueprint.sipDomains.flatMap(name => [
    alias(`sip.${name}`, front),
    alias(`meet.${name}`, front),
    alias(`dialin.${name}`, front),
    { type: 'SRV', name: `_sipinternaltls._tcp.${name}`, data: `0 0 5061 ${front}` },
  ]);
  await store.write(layout.directory, directoryOf(blueprint, builds, random));
  await store.write(layout.dns, {
    records: [...blueprint.servers.map(server => alias(server.fqdn, server.fqdn)), ...sip],
  });
  await store.write(layout.dhcp, {
    scopes: [
      {
        scope: '10.20.0.0',
        options: [
          { option: '120', value: blueprint.sipDomains.map(name => `sip.${name}`).join(',') },
          { option: '43', value: `MS-UC-Client ${front}:443/CertProv/CertProvisioningService.svc` },
        ],
      },
    ],
  });
  await store.write(layout.authority, authority);
  await store.write(layout.buildSheets, { servers: builds.map(build => build.sheet) });
  await store.write(layout.faults, { faults: [] });
}

async function writeServer(
  store: PracticeStore,
  build: ServerBuild,
  configuration: ConfigurationState,
): Promise<void> {
  const { layout } = store;
  const { fqdn } = build.sheet;
  const replica = {
    enabled: hasLync(build),
    version: configuration.version,
    reported: configuration.master.heartbeat,
  };
  await store.write(layout.computer(fqdn), { ...build.computer, replica });
  await mkdir(layout.disk(fqdn), { recursive: true });
  await writeInstalledFiles(layout.disk(fqdn), build.computer.software);
  for (const share of build.sheet.shares) {
    await mkdir(layout.share(fqdn, share.name), { recursive: true });
  }
  for (const { instance, name, content } of build.databases) {
    await store.write(layout.database(fqdn, instance, name), content);
  }
  if (hasLync(build)) {
    const local = { ...configuration, unexported: [] };
    await store.write(layout.database(fqdn, 'RTCLOCAL', 'xds'), local);
  }
  if (build.cluster?.services.some(service => service.role === 'CentralMgmtStore') === true) {
    await store.write(layout.database(fqdn, 'RTC', 'xds'), configuration);
  }
  for (const file of build.files) {
    const path = join(layout.share(fqdn, file.share), ...file.path.split('/'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.content);
  }
}

/** The SQL Server instances with their databases, and the logins that open them all. */
async function writeSql(
  { layout }: PracticeStore,
  blueprint: Blueprint,
  builds: readonly ServerBuild[],
  { now, random }: CreateOptions,
): Promise<void> {
  const bytes = (size: number): Buffer => Buffer.from(random(size));
  for (const { sheet, sqlInstances = [] } of builds) {
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
  const builds = buildServers(blueprint, options);
  const configuration = configurationOf(blueprint, builds, options);
  await writeDirectory(store, blueprint, builds, options.random);
  for (const build of builds) await writeServer(store, build, configuration);
  await writeSql(store, blueprint, builds, options);
  await writeFile(store.layout.estateFile, estateFileText(blueprint, builds), { flag: 'wx' });
  return store;
}
