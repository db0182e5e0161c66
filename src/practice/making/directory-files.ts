import type { RandomBytes } from '../chance.ts';
import { newSid } from '../chance.ts';
import { hostNameOf } from '../roles/computer.ts';
import type { PoolPlan } from '../roles/role.ts';
import { computerGroups } from '../roles/software.ts';
import type { DirectoryState, DnsState, PoolsState } from '../state.ts';
import { centralHalves, type EstateBuild } from './build.ts';

/** The account that works in a practice estate, with the rights that the documentation asks for. */
const operator = 'CONTOSO\\recovery';

/** Active Directory of the new estate. An Edge Server is outside the domain. */
export function directoryOf(build: EstateBuild, random: RandomBytes): DirectoryState {
  const { blueprint, servers } = build;
  const domainSid = newSid(random);
  const [connectionPoint = '', connectionPointMirror] = centralHalves(build);
  return {
    format: 1,
    domain: blueprint.domain,
    netbios: blueprint.netbios,
    computers: servers
      .map((server, i) => ({
        name: `${hostNameOf(server.sheet.fqdn)}$`,
        fqdn: server.sheet.fqdn,
        sid: `${domainSid}-${1104 + i}`,
        groups: server.replicates ? [...computerGroups] : [],
      }))
      .filter((_, i) => servers[i]?.sheet.workgroup !== true),
    groups: [
      'RTCUniversalServerAdmins',
      'RTCUniversalReadOnlyAdmins',
      'CsResponseGroupAdministrator',
      'CsPersistentChatAdministrator',
      'Domain Admins',
      'Administrators',
    ].map(name => ({ name, members: [operator] })),
    users: [...build.users],
    contacts: [...build.contacts],
    connectionPoint,
    ...(connectionPointMirror === undefined ? {} : { connectionPointMirror }),
  };
}

/** The DNS zone: servers, pools by each of their members, outside systems, and what clients ask for. */
export function zoneOf({ blueprint }: EstateBuild): DnsState {
  const { servers, pools = [], externals = [], sipDomains } = blueprint;
  const record = (name: string, data: string): DnsState['records'][number] => ({
    type: 'A',
    name,
    data,
  });
  const home = servers.find(server => server.role === 'standard-edition');
  const front = home?.fqdn ?? '';
  const address = home?.address ?? '';
  return {
    records: [
      ...[...servers, ...externals].map(one => record(one.fqdn, one.address)),
      ...pools.flatMap(pool =>
        servers
          .filter(server => server.pool === pool.fqdn && server.fqdn !== pool.fqdn)
          .map(server => record(pool.fqdn, server.address)),
      ),
      ...sipDomains.flatMap(name => [
        record(`sip.${name}`, address),
        record(`meet.${name}`, address),
        record(`dialin.${name}`, address),
        { type: 'SRV', name: `_sipinternaltls._tcp.${name}`, data: `0 0 5061 ${front}` },
      ]),
    ],
  };
}

/** What the DHCP server tells phones. */
export function dhcpOf({ blueprint }: EstateBuild): unknown {
  const front = blueprint.servers.find(server => server.role === 'standard-edition')?.fqdn ?? '';
  return {
    scopes: [
      {
        scope: '10.20.0.0',
        options: [
          { option: '120', value: blueprint.sipDomains.map(name => `sip.${name}`).join(',') },
          { option: '43', value: `MS-UC-Client ${front}:443/CertProv/CertProvisioningService.svc` },
        ],
      },
    ],
  };
}

/** State of the pools that is in no topology. */
export function poolsOf({ blueprint }: EstateBuild): PoolsState {
  const { servers, pools = [] } = blueprint;
  const entry = (
    fqdn: string,
    members: string[],
    userStore: string,
    pairedWith: PoolPlan['pairedWith'] = '',
  ): PoolsState['pools'][number] => ({ fqdn, members, userStore, pairedWith, failedOver: '' });
  return {
    pools: [
      ...servers
        .filter(server => server.role === 'standard-edition')
        .map(({ fqdn }) => entry(fqdn, [fqdn], `${fqdn}\\rtc`)),
      ...pools.map(pool =>
        entry(
          pool.fqdn,
          servers.filter(server => server.pool === pool.fqdn).map(server => server.fqdn),
          pool.stores.user ?? '',
          pool.pairedWith,
        ),
      ),
    ],
  };
}
