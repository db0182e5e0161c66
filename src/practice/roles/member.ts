import type { StoreKind } from '../../estate/model.ts';
import { assignmentsOf, issue } from '../data/certificates.ts';
import type { TopologyCluster, TopologyService } from '../data/topology.ts';
import type { BuildSheet, ComputerState } from '../state.ts';
import { cleanComputer, plainSheet, setUpTime } from './computer.ts';
import { estateServer } from './estate-server.ts';
import type { BuildContext, PoolPlan, ServerBuild, ServerPlan } from './role.ts';
import {
  localInstances,
  mediaFolder,
  roleSoftware,
  servicesOf,
  sqlExpress,
  windowsFeatures,
} from './software.ts';

/** What sets one kind of pool member apart from another. */
export interface MemberKind {
  /** Role in `estate.yaml`. */
  readonly role: string;
  /** Type of its pool in `estate.yaml`. */
  readonly type: string;
  /** Services of the pool in the topology, its stores apart. */
  services(pool: PoolPlan): readonly TopologyService[];
  certificates(server: ServerPlan, pool: PoolPlan, context: BuildContext): Certificates;
  /** Whether it stands outside the domain. */
  readonly workgroup?: boolean;
}

type Certificates = BuildSheet['certificates'];

/** Role in the topology of each kind of store. */
export const storeRoles: Readonly<Record<StoreKind, string>> = {
  user: 'UserStore',
  application: 'ApplicationStore',
  'central-management': 'CentralMgmtStore',
  archiving: 'ArchivingStore',
  monitoring: 'MonitoringStore',
  'persistent-chat': 'PersistentChatStore',
  'persistent-chat-compliance': 'PersistentChatComplianceStore',
};

const storeKinds = new Map(Object.entries(storeRoles));

/** The stores of a pool: role in the topology, server and instance. */
export function storesOf(
  pool: PoolPlan,
): readonly { readonly role: string; readonly server: string; readonly instance: string }[] {
  return Object.entries(pool.stores).map(([kind, place]) => {
    const [server = '', instance = ''] = place.split('\\');
    return { role: storeKinds.get(kind) ?? kind, server, instance };
  });
}

/** The pool that a member belongs to; a blueprint without it is a defect. */
function poolPlanOf(plan: ServerPlan, context: BuildContext): PoolPlan {
  const pool = context.blueprint.pools?.find(one => one.fqdn === plan.pool);
  if (pool === undefined) throw new RangeError(`No pool ${plan.pool ?? ''} for ${plan.fqdn}`);
  return pool;
}

function computerOf(
  sheet: BuildSheet,
  topologyRoles: readonly string[],
  context: BuildContext,
): ComputerState {
  const setUp = setUpTime(context.now);
  const certificates = sheet.certificates.map((certificate, i) =>
    issue(
      certificate,
      { name: '', subject: context.issuer, nextSerial: 6144 + i },
      setUp,
      context.random,
    ),
  );
  return {
    ...cleanComputer(sheet, setUp, context.random),
    features: [...windowsFeatures],
    software: roleSoftware(),
    media: [mediaFolder],
    sql: localInstances.map(name => ({ name, ...sqlExpress })),
    services: servicesOf(topologyRoles, 'Running'),
    certificates,
    assignments: assignmentsOf(sheet.certificates, certificates),
    activated: true,
  };
}

/** A server that is a member of a pool: roles and certificates, no data of its own. */
export function buildMember(
  kind: MemberKind,
  plan: ServerPlan,
  context: BuildContext,
): ServerBuild {
  const pool = poolPlanOf(plan, context);
  const workgroup = kind.workgroup === true;
  const sheet: BuildSheet = {
    ...plainSheet(plan, context),
    roles: [kind.role],
    certificates: kind.certificates(plan, pool, context),
    ...(workgroup ? { workgroup } : {}),
  };
  const plain = { rows: 100 };
  return {
    sheet,
    computer: computerOf(
      sheet,
      kind.services(pool).map(service => service.role),
      context,
    ),
    databases: [
      { instance: 'RTCLOCAL', name: 'rtc', content: plain },
      { instance: 'RTCLOCAL', name: 'rtcdyn', content: plain },
      { instance: 'LYNCLOCAL', name: 'lyss', content: plain },
    ],
    files: [],
    replicates: true,
    users: [],
    contacts: [],
    estate: {
      server: {
        ...estateServer(plan, [kind.role]),
        certificates: sheet.certificates.map(({ uses, subject }) => ({ use: uses, subject })),
        deployment: { bootstrapper: 'Bootstrapper.exe', media: mediaFolder },
      },
      shares: [],
    },
  };
}

/** The members of a pool in the order of the blueprint, which is that of the topology. */
export function membersOf(pool: PoolPlan, context: BuildContext): readonly ServerPlan[] {
  return context.blueprint.servers.filter(server => server.pool === pool.fqdn);
}

/** A pool's part of the topology; its stores are installed on their SQL Servers. */
export function clusterOfPool(
  kind: MemberKind,
  pool: PoolPlan,
  context: BuildContext,
): TopologyCluster {
  const stores = storesOf(pool).map(({ role, server, instance }): TopologyService => ({
    role,
    at: server,
    sql: instance,
    needs: [],
  }));
  return {
    fqdn: pool.fqdn,
    ...context.clusterOf(pool.fqdn),
    machines: membersOf(pool, context).map(({ fqdn, address }) => ({ fqdn, address })),
    sqlInstances: [],
    services: [...kind.services(pool), ...stores],
  };
}

/** A pool's entry in `estate.yaml`. */
export function poolEntry(
  kind: MemberKind,
  pool: PoolPlan,
  context: BuildContext,
): Record<string, unknown> {
  const { user, application, ...others } = pool.stores;
  const stores = Object.entries(others).map(([store, sql]) => ({ kind: store, sql }));
  const backEnd = user ?? application;
  return {
    fqdn: pool.fqdn,
    site: pool.site,
    type: kind.type,
    servers: membersOf(pool, context).map(server => server.fqdn),
    services: [...pool.services],
    ...(pool.fileStore === undefined
      ? {}
      : { 'file-store': `\\\\${pool.fileStore.server}\\${pool.fileStore.share}` }),
    ...(backEnd === undefined ? {} : { sql: backEnd }),
    ...(stores.length === 0 ? {} : { stores }),
    ...(pool.nextHop === undefined ? {} : { 'next-hop': pool.nextHop }),
    ...(pool.pairedWith === undefined ? {} : { 'paired-with': pool.pairedWith }),
  };
}
