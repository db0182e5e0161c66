import { sameName } from '../../estate/lookup.ts';
import type { Pool, SqlInstance } from '../../estate/model.ts';
import type { Situation } from '../situation.ts';

/** A SQL Server host (or one instance of it) that is asked for. */
export interface BackEndCase {
  /** FQDN. */
  readonly host: string;
  /** Its instances that are lost. */
  readonly instances: readonly SqlInstance[];
  /** Enterprise pools that keep their users or their settings there. */
  readonly pools: readonly [Pool, ...Pool[]];
}

function instancesAsked({ asked, estate }: Situation): readonly SqlInstance[] {
  if (asked.kind === 'instance') return [asked.instance];
  if (asked.kind !== 'server') return [];
  const described = estate.sqlInstances.filter(({ host }) => sameName(host, asked.server.fqdn));
  if (described.length > 0) return described;
  const named = estate.pools
    .flatMap(pool => pool.stores.map(({ sql }) => sql))
    .filter(sql => sameName(sql.split('\\')[0] ?? sql, asked.server.fqdn));
  return [...new Set(named.map(name => name.toLowerCase()))].map(name => {
    const [host = name, instance = ''] = name.split('\\');
    return { name, host, instance, databases: [], settings: {} };
  });
}

/** The back end that is asked for; `undefined` where it is none of an Enterprise pool. */
export function backEndCase(situation: Situation): BackEndCase | undefined {
  const instances = instancesAsked(situation);
  const [first] = instances;
  if (first === undefined) return undefined;
  const uses = instances.flatMap(one => situation.storesOnInstance(one));
  const [pool, ...others] = new Set(
    uses
      .filter(({ pool, kind }) => {
        const own = kind === 'user' || kind === 'application' || kind === 'central-management';
        return own && pool.type === 'enterprise';
      })
      .map(use => use.pool),
  );
  return pool && { host: first.host, instances, pools: [pool, ...others] };
}

/** Whether the Central Management store is on one of the instances. */
export function holdsCentralStore(situation: Situation, { instances }: BackEndCase): boolean {
  return instances
    .flatMap(one => situation.storesOnInstance(one))
    .some(({ kind }) => kind === 'central-management');
}

/** The other half of the mirror, for an instance that has one. */
export function partnerOf(situation: Situation, instance: SqlInstance): SqlInstance | undefined {
  const { mirror } = instance;
  if (mirror === undefined) return undefined;
  return situation.estate.sqlInstances.find(({ name }) => sameName(name, mirror));
}

/** Whether each instance that is mirrored has its partner, and there is one that is. */
export function partnerAlive(situation: Situation, { instances }: BackEndCase): boolean {
  const partners = instances.flatMap(one => {
    const partner = partnerOf(situation, one);
    return partner === undefined ? [] : [partner];
  });
  return partners.length > 0 && partners.every(one => !situation.instanceLost(one));
}

/** Whether the pools name this half of the mirror as their store: the first of the two. */
export function isPrimary({ instances, pools }: BackEndCase): boolean {
  return pools.some(pool =>
    pool.stores.some(({ sql }) => instances.some(({ name }) => sameName(name, sql))),
  );
}
