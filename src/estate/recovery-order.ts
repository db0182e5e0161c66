import { hostsOf, identityOf, type ServerIdentity } from './identity.ts';
import { findPool, findSqlInstance, poolOf, sameName } from './lookup.ts';
import type { Estate, Pool, StoreKind } from './model.ts';

/**
 * What is recovered before what after a total loss. Data stages (`user-data`, `location-data`,
 * `response-groups`) name pools, the others servers; the first and the last stand for what lies
 * outside the estate and for the checks at the end.
 */
const recoveryStages = [
  'directory-and-backup',
  'file-stores',
  'central-management',
  'back-ends',
  'front-ends',
  'user-data',
  'location-data',
  'response-groups',
  'persistent-chat',
  'archiving-and-monitoring',
  'directors-and-mediation',
  'edge',
  'others',
  'verification',
] as const;

export type StageName = (typeof recoveryStages)[number];

export interface RecoveryStage {
  readonly stage: StageName;
  /** FQDNs of the servers to recover in this stage, in their order. */
  readonly servers: readonly string[];
  /** FQDNs of the pools that these servers, or this data, belong to. */
  readonly pools: readonly string[];
}

const stageOfRole: readonly (readonly [role: string, stage: StageName])[] = [
  ['BackupHost', 'directory-and-backup'],
  ['FileServer', 'file-stores'],
  ['BackEnd', 'back-ends'],
  ['Witness', 'back-ends'],
  ['StandardEdition', 'front-ends'],
  ['FrontEnd', 'front-ends'],
  ['PersistentChat', 'persistent-chat'],
  ['Director', 'directors-and-mediation'],
  ['Mediation', 'directors-and-mediation'],
  ['Edge', 'edge'],
];

/** The earliest stage that any part of the server is needed in. */
function stageOf({ roles, centralManagement, instances }: ServerIdentity): StageName {
  const named = stageOfRole
    .filter(([role]) => roles.some(name => sameName(name, role)))
    .map(([, stage]) => stage);
  if (centralManagement) named.push('central-management');
  const kinds = instances.flatMap(({ stores }) => stores.map(({ kind }) => kind));
  if (kinds.some(kind => kind.startsWith('persistent-chat'))) named.push('persistent-chat');
  const records = kinds.includes('archiving') || kinds.includes('monitoring');
  if (records || roles.some(role => sameName(role, 'SqlServer'))) {
    named.push('archiving-and-monitoring');
  }
  return recoveryStages.find(stage => named.includes(stage)) ?? 'others';
}

/** Principals before mirrors, and witnesses last: a mirror is made from its principal. */
function partRank({ instances }: ServerIdentity): number {
  const parts = instances.map(({ part }) => part);
  if (parts.length === 0 || parts.includes('principal') || parts.includes('alone')) return 0;
  return parts.includes('mirror') ? 1 : 2;
}

interface Host {
  readonly fqdn: string;
  readonly part: number;
  stage: number;
}

/** Hosts of a name that a dependency leads to: the members of a pool, or the host itself. */
function hostsOfName(estate: Estate, name: string): readonly string[] {
  return findPool(estate, name)?.servers ?? [name];
}

/** For each host, by lower-case name, the hosts that must work before it. */
function before(estate: Estate): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const pool of estate.pools) {
    const names = [...pool.dependsOn, ...(pool.nextHop === undefined ? [] : [pool.nextHop])];
    const needed = names.flatMap(name => hostsOfName(estate, name));
    for (const member of pool.servers) found.set(member.toLowerCase(), needed);
  }
  return found;
}

/** Draws what is needed into the stage of what needs it, as often as something moves. */
function drawForward(hosts: Map<string, Host>, needs: Map<string, readonly string[]>): void {
  for (let moved = true; moved;) {
    moved = false;
    for (const [name, host] of hosts) {
      for (const needed of needs.get(name) ?? []) {
        const other = hosts.get(needed.toLowerCase());
        if (other === undefined || other.stage <= host.stage) continue;
        other.stage = host.stage;
        moved = true;
      }
    }
  }
}

/** Hosts by stage and part, each after what it needs. */
function ordered(hosts: Map<string, Host>, needs: Map<string, readonly string[]>): Host[] {
  const done = new Set<string>();
  const result: Host[] = [];
  const visit = (name: string): void => {
    const host = hosts.get(name);
    if (host === undefined || done.has(name)) return;
    done.add(name);
    for (const needed of needs.get(name) ?? []) {
      if (hosts.get(needed.toLowerCase())?.stage === host.stage) visit(needed.toLowerCase());
    }
    result.push(host);
  };
  const byRank = Array.from(hosts.entries()).toSorted(
    ([, a], [, b]) => a.stage - b.stage || a.part - b.part,
  );
  for (const [name] of byRank) visit(name);
  return result.toSorted((a, b) => a.stage - b.stage);
}

/** Whether the store of the pool is gone with these hosts: a mirror that survives keeps it. */
export function storeIsLost(
  estate: Estate,
  pool: Pool,
  kind: StoreKind,
  lost: readonly string[],
): boolean {
  const isLost = (instance: string): boolean => {
    const host = findSqlInstance(estate, instance)?.host ?? instance;
    return lost.some(name => sameName(name, host));
  };
  return pool.stores.some(store => {
    if (store.kind !== kind || !isLost(store.sql)) return false;
    const mirror = findSqlInstance(estate, store.sql)?.mirror;
    return mirror === undefined || isLost(mirror);
  });
}

function dataPools(estate: Estate, stage: StageName, lost: readonly string[]): readonly string[] {
  const without = (kind: StoreKind): readonly Pool[] =>
    estate.pools.filter(pool => storeIsLost(estate, pool, kind, lost));
  const pools = ((): readonly Pool[] => {
    switch (stage) {
      case 'user-data':
        return without('user');
      case 'location-data':
        return without('central-management');
      case 'response-groups':
        return without('application').filter(({ services }) =>
          services.includes('response-groups'),
        );
      default:
        return [];
    }
  })();
  return pools.map(({ fqdn }) => fqdn);
}

/** FQDNs of all hosts of a site, those that only an instance names among them. */
export function hostsOfSite(estate: Estate, site: string): readonly string[] {
  return hostsOf(estate).filter(host => identityOf(estate, host)?.site === site);
}

/**
 * The order in which lost servers come back (all hosts of the estate without `lost`): file stores, the
 * Central Management store, other back ends, front ends, their data, Persistent Chat, archiving and monitoring, Director
 * and Mediation, Edge. What `depends-on` names comes before what needs it. Stages with nothing to do are left out.
 */
export function dependencyOrder(
  estate: Estate,
  lost: readonly string[] = hostsOf(estate),
): readonly RecoveryStage[] {
  const hosts = new Map<string, Host>();
  for (const name of lost) {
    const identity = identityOf(estate, name);
    if (identity === undefined) continue;
    const stage = recoveryStages.indexOf(stageOf(identity));
    hosts.set(name.toLowerCase(), { fqdn: identity.fqdn, part: partRank(identity), stage });
  }
  const needs = before(estate);
  drawForward(hosts, needs);
  const inOrder = ordered(hosts, needs);
  return recoveryStages.flatMap((stage, rank): RecoveryStage[] => {
    const servers = inOrder.filter(host => host.stage === rank).map(({ fqdn }) => fqdn);
    const own = servers.flatMap(server => poolOf(estate, server)?.fqdn ?? []);
    const pools = [...new Set([...own, ...dataPools(estate, stage, lost)])];
    const always = stage === 'directory-and-backup' || stage === 'verification';
    return always || servers.length > 0 || pools.length > 0 ? [{ stage, servers, pools }] : [];
  });
}
