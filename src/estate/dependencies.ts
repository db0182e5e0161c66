import { findPool, findServer, findSqlInstance, sameName } from './lookup.ts';
import type { Estate, Pool, StoreKind } from './model.ts';
import { pathKey } from './unc.ts';

export type ItemKind = 'pool' | 'server' | 'sql' | 'file-store' | 'external';

/** Why one thing needs another. */
export type DependencyReason =
  | 'member'
  | 'store'
  | 'file-store'
  | 'next-hop'
  | 'depends-on'
  | 'paired-with'
  | 'mirror'
  | 'witness'
  | 'host'
  | 'configuration';

/** One thing of the estate that needs another one. */
export interface Dependency {
  /** What needs: FQDN, `host\instance` or UNC path, as the estate writes it. */
  readonly name: string;
  readonly kind: ItemKind;
  /** What is needed. */
  readonly needs: string;
  readonly needsKind: ItemKind;
  readonly reason: DependencyReason;
  /** The store that is needed, where the reason is one. */
  readonly store?: StoreKind;
  /**
   * `stops`: without it the thing does not work. `suffers`: it goes on with less: content of meetings, records,
   * a second copy, changes of the configuration.
   */
  readonly effect: 'stops' | 'suffers';
}

/** A thing that is touched when another one is lost; `steps` 1 is the nearest. */
export interface Dependent extends Dependency {
  readonly steps: number;
}

/** Stores without which a pool cannot serve its users. */
const vitalStores = new Set<StoreKind>(['user', 'application', 'persistent-chat']);

function kindOfName(estate: Estate, name: string): ItemKind {
  if (findPool(estate, name) !== undefined) return 'pool';
  if (findServer(estate, name) !== undefined) return 'server';
  if (estate.external.some(({ fqdn }) => sameName(fqdn, name))) return 'external';
  return 'server';
}

function ofPool(estate: Estate, pool: Pool): Dependency[] {
  const from = { name: pool.fqdn, kind: 'pool' } as const;
  const single = pool.servers.length === 1;
  const central = estate.centralManagement;
  const named = (reason: DependencyReason, needs: string): Dependency => ({
    ...from,
    needs,
    needsKind: kindOfName(estate, needs),
    reason,
    effect: reason === 'paired-with' || reason === 'configuration' ? 'suffers' : 'stops',
  });
  return [
    ...pool.servers
      .filter(needs => !sameName(needs, pool.fqdn))
      .map((needs): Dependency => ({
        ...from,
        needs,
        needsKind: 'server',
        reason: 'member',
        effect: single ? 'stops' : 'suffers',
      })),
    ...pool.stores.map(({ kind: store, sql: needs }): Dependency => ({
      ...from,
      needs,
      needsKind: 'sql',
      reason: 'store',
      store,
      effect: vitalStores.has(store) ? 'stops' : 'suffers',
    })),
    ...(pool.fileStore === undefined
      ? []
      : [
          {
            ...from,
            needs: pool.fileStore,
            needsKind: 'file-store',
            reason: 'file-store',
            effect: 'suffers',
          } as const,
        ]),
    ...(pool.nextHop === undefined ? [] : [named('next-hop', pool.nextHop)]),
    ...pool.dependsOn.map(needs => named('depends-on', needs)),
    ...(pool.pairedWith === undefined ? [] : [named('paired-with', pool.pairedWith)]),
    ...(central === undefined || sameName(central, pool.fqdn)
      ? []
      : [named('configuration', central)]),
  ];
}

function ofInstances(estate: Estate): Dependency[] {
  return estate.sqlInstances.flatMap(({ name, host, mirror, witness }) => {
    const from = { name, kind: 'sql' } as const;
    const other = (reason: 'mirror' | 'witness', needs: string): Dependency => ({
      ...from,
      needs,
      needsKind: 'sql',
      reason,
      effect: 'suffers',
    });
    return [
      { ...from, needs: host, needsKind: 'server', reason: 'host', effect: 'stops' } as const,
      ...(mirror === undefined ? [] : [other('mirror', mirror)]),
      ...(witness === undefined ? [] : [other('witness', witness)]),
    ];
  });
}

function ofFileStores(estate: Estate): Dependency[] {
  return estate.fileStores.flatMap(({ path, server }) =>
    server === undefined
      ? []
      : [
          {
            name: path,
            kind: 'file-store',
            needs: server,
            needsKind: 'server',
            reason: 'host',
            effect: 'stops',
          } as const,
        ],
  );
}

/** Every direct dependency of the estate, in the order of the file. */
export function dependencies(estate: Estate): readonly Dependency[] {
  return [
    ...estate.pools.flatMap(pool => ofPool(estate, pool)),
    ...ofInstances(estate),
    ...ofFileStores(estate),
  ];
}

/** FQDN, `host\instance` or path as one text to compare by. */
function nameKey(name: string): string {
  return /^[\\/]{2}/.test(name) ? pathKey(name) : name.toLowerCase();
}

/**
 * What is touched when the pool, server, instance or file store of that name is lost, nearest first, each thing once. It is followed
 * further only from what stops: a mirrored instance, or a pool that has other members, goes on.
 */
export function dependentsOf(estate: Estate, name: string): readonly Dependent[] {
  const all = dependencies(estate);
  const seen = new Set([nameKey(name)]);
  const found: Dependent[] = [];
  let lost = [name];
  for (let steps = 1; lost.length > 0; steps++) {
    const keys = new Set(lost.map(nameKey));
    const touched = all
      .filter(({ name: other, needs }) => keys.has(nameKey(needs)) && !seen.has(nameKey(other)))
      .map(dependency => ({ ...softened(estate, dependency), steps }));
    // A thing that needs what is lost in two ways is told by the worse one.
    touched.sort((a, b) => (a.effect === b.effect ? 0 : a.effect === 'stops' ? -1 : 1));
    lost = [];
    for (const dependent of touched) {
      const key = nameKey(dependent.name);
      if (seen.has(key)) continue;
      seen.add(key);
      found.push(dependent);
      if (dependent.effect === 'stops') lost.push(dependent.name);
    }
  }
  return found;
}

/** A pool whose back end has a mirror goes on with the other half. */
function softened(estate: Estate, dependency: Dependency): Dependency {
  if (dependency.reason !== 'store') return dependency;
  const mirrored = findSqlInstance(estate, dependency.needs)?.mirror !== undefined;
  return mirrored ? { ...dependency, effect: 'suffers' } : dependency;
}
