import { sameName } from './lookup.ts';
import type { Estate, Pool, PoolStore, StoreKind } from './model.ts';

/**
 * Databases of each kind of store, as setup names them (`Install-CsDatabase -DatabaseType`). A site
 * may have given the archiving and monitoring ones other names; `databases` of the instance tells.
 */
export const databasesOfStore: Readonly<Record<StoreKind, readonly string[]>> = {
  user: ['rtcxds', 'rtcshared', 'rtcab'],
  application: ['rgsconfig', 'rgsdyn', 'cpsdyn'],
  'central-management': ['xds', 'lis'],
  archiving: ['LcsLog'],
  monitoring: ['LcsCDR', 'QoEMetrics'],
  'persistent-chat': ['mgc'],
  'persistent-chat-compliance': ['mgccomp'],
};

/** Kinds that `sql:` of a pool stands for. */
export function backEndKinds(type: string): readonly StoreKind[] {
  return type === 'persistent-chat' ? ['persistent-chat'] : ['user', 'application'];
}

/** A pool's entry as far as its stores are concerned. */
export interface StoresEntry {
  readonly type: string;
  readonly sql: string | undefined;
  readonly stores: readonly PoolStore[];
  readonly centralManagement: boolean;
}

/**
 * The stores of a pool with the shorthand spelled out, and the shorthand of stores that are spelled
 * out. A Central Management store that nobody places is on the back end.
 */
export function storesOf(entry: StoresEntry): {
  readonly sql: string | undefined;
  readonly stores: readonly PoolStore[];
} {
  const kinds = backEndKinds(entry.type);
  const sql = entry.sql ?? entry.stores.find(({ kind }) => kinds.includes(kind))?.sql;
  const stores = [...entry.stores];
  const add = (kind: StoreKind): void => {
    if (sql === undefined || stores.some(store => store.kind === kind)) return;
    stores.push({ kind, sql });
  };
  if (entry.sql !== undefined) for (const kind of kinds) add(kind);
  if (entry.centralManagement) add('central-management');
  return { sql, stores };
}

/** The pools that keep a store on that instance, and which stores. */
export function storesOnInstance(
  estate: Estate,
  instance: string,
): readonly { readonly pool: Pool; readonly kind: StoreKind }[] {
  return estate.pools.flatMap(pool =>
    pool.stores.filter(({ sql }) => sameName(sql, instance)).map(({ kind }) => ({ pool, kind })),
  );
}
