import type { Blueprint, PoolPlan, ServerPlan } from '../roles/role.ts';

type Some = Partial<ServerPlan>;

const domain = 'contoso.com';
const fqdn = (name: string): string => `${name}.${domain}`;

/** A server of a site: name, role, last part of its address, and what else its role needs. */
function server(
  site: string,
  name: string,
  role: string,
  host: number,
  more: Some = {},
): ServerPlan {
  const net = site === 'Paris' ? '10.20.0' : '10.21.0';
  return {
    fqdn: fqdn(name),
    role,
    site,
    address: `${net}.${host}`,
    services: [],
    centralManagement: false,
    ...more,
  };
}

const homeServices = ['response-groups', 'conferencing'];

function standardEdition(name: string, host: number, centralManagement: boolean): ServerPlan {
  const more = { services: homeServices, centralManagement };
  return server('Paris', name, 'standard-edition', host, more);
}

function pool(site: string, name: string, role: string, more: Partial<PoolPlan>): PoolPlan {
  return {
    fqdn: fqdn(name),
    role,
    site,
    services: [],
    centralManagement: false,
    stores: {},
    ...more,
  };
}

const frontEnd = (site: string, name: string, host: number, of: string): ServerPlan =>
  server(site, name, 'front-end', host, { pool: fqdn(of) });

/** A server that is a pool of its own. */
const alone = (name: string, role: string, host: number): ServerPlan =>
  server('Paris', name, role, host, { pool: fqdn(name) });

function sqlServers(centralPool: string): ServerPlan[] {
  const central = (name: string): string[] => (name === centralPool ? ['CentralMgmtStore'] : []);
  const half = (mirror: string): Some => ({
    sql: [
      {
        instance: 'rtc',
        stores: ['UserStore', 'ApplicationStore', ...central(fqdn('pool01'))],
        mirror: `${fqdn(mirror)}\\rtc`,
        witness: `${fqdn('wit01')}\\wit`,
      },
    ],
  });
  const chat = ['PersistentChatStore', 'PersistentChatComplianceStore'];
  return [
    server('Paris', 'be01', 'sql-server', 31, half('be02')),
    server('Paris', 'be02', 'sql-server', 32, half('be01')),
    server('Paris', 'wit01', 'sql-server', 33, { sql: [{ instance: 'wit', stores: [] }] }),
    server('Paris', 'sqlmon01', 'sql-server', 34, {
      sql: [{ instance: 'mon', stores: ['ArchivingStore', 'MonitoringStore'] }],
    }),
    server('Paris', 'sqlpc01', 'sql-server', 35, { sql: [{ instance: 'pchat', stores: chat }] }),
    server('Lyon', 'be11', 'sql-server', 31, {
      sql: [
        {
          instance: 'rtc',
          stores: ['UserStore', 'ApplicationStore', ...central(fqdn('pool02'))],
        },
      ],
    }),
  ];
}

function pools(centralPool: string): PoolPlan[] {
  const backEnd = (name: string, place: string): PoolPlan['stores'] => ({
    user: place,
    application: place,
    ...(fqdn(name) === centralPool ? { 'central-management': place } : {}),
  });
  const reports = { archiving: `${fqdn('sqlmon01')}\\mon`, monitoring: `${fqdn('sqlmon01')}\\mon` };
  const chat = `${fqdn('sqlpc01')}\\pchat`;
  const nextHop = fqdn('pool01');
  return [
    pool('Paris', 'pool01', 'front-end', {
      services: [...homeServices, 'archiving', 'monitoring'],
      centralManagement: fqdn('pool01') === centralPool,
      stores: { ...backEnd('pool01', `${fqdn('be01')}\\rtc`), ...reports },
      fileStore: { server: fqdn('fs01'), share: 'LyncShare' },
      pairedWith: fqdn('pool02'),
    }),
    pool('Paris', 'pc01', 'persistent-chat', {
      services: ['persistent-chat'],
      stores: { 'persistent-chat': chat, 'persistent-chat-compliance': chat },
      nextHop,
    }),
    pool('Paris', 'dir01', 'director', { nextHop }),
    pool('Paris', 'med01', 'mediation', { nextHop }),
    pool('Paris', 'edge01', 'edge', { nextHop }),
    pool('Lyon', 'pool02', 'front-end', {
      services: homeServices,
      centralManagement: fqdn('pool02') === centralPool,
      stores: backEnd('pool02', `${fqdn('be11')}\\rtc`),
      fileStore: { server: fqdn('fs11'), share: 'LyncShare' },
      pairedWith: fqdn('pool01'),
    }),
  ];
}

/** Pools of the full practice estate that can hold the Central Management store. */
export const centralPools: readonly string[] = ['se01', 'pool01', 'pool02'].map(fqdn);

/**
 * Every kind of server in two sites: two Standard Edition servers, an Enterprise pool of three Front
 * Ends with a mirrored back end and its witness, Archiving and Monitoring, Persistent Chat, Director,
 * Mediation, Edge, file server, and a second site with a pool that is paired with the first.
 * `centralPool`: FQDN of the pool with the Central Management store, one of `centralPools`.
 */
export function fullEstate(centralPool: string): Blueprint {
  return {
    name: 'Contoso practice estate, every kind of server',
    domain,
    netbios: 'CONTOSO',
    sipDomains: [domain],
    sites: [
      { name: 'Paris', id: 1 },
      { name: 'Lyon', id: 2 },
    ],
    backup: { server: fqdn('bk01'), share: 'LyncBackup' },
    servers: [
      standardEdition('se01', 11, centralPool === fqdn('se01')),
      standardEdition('se02', 12, false),
      frontEnd('Paris', 'fe01', 21, 'pool01'),
      frontEnd('Paris', 'fe02', 22, 'pool01'),
      frontEnd('Paris', 'fe03', 23, 'pool01'),
      ...sqlServers(centralPool).filter(({ site }) => site === 'Paris'),
      alone('pc01', 'persistent-chat', 41),
      alone('dir01', 'director', 42),
      alone('med01', 'mediation', 43),
      alone('edge01', 'edge', 44),
      server('Paris', 'fs01', 'file-server', 51, { shares: ['LyncShare', 'SqlMirror'] }),
      server('Paris', 'bk01', 'backup-host', 20),
      frontEnd('Lyon', 'fe11', 21, 'pool02'),
      frontEnd('Lyon', 'fe12', 22, 'pool02'),
      ...sqlServers(centralPool).filter(({ site }) => site === 'Lyon'),
      server('Lyon', 'fs11', 'file-server', 51, { shares: ['LyncShare'] }),
    ],
    pools: pools(centralPool),
    externals: [
      { fqdn: fqdn('gw01'), kind: 'pstn-gateway', site: 'Paris', address: '10.20.0.61' },
      { fqdn: fqdn('owa01'), kind: 'office-web-apps', site: 'Paris', address: '10.20.0.62' },
    ],
  };
}
