import { findSqlInstance, sameName } from '../../estate/lookup.ts';
import type { Estate, Pool, PoolStore } from '../../estate/model.ts';
import { databasesOfStore } from '../../estate/stores.ts';
import type { MissingNeed } from '../sets.ts';

/**
 * One thing that must lie in a backup set so that servers can be recovered from it. Plain data: it
 * goes to the threads that read the sets.
 */
export interface BackupNeed extends MissingNeed {
  /** Other names under which it is found: the second half of a mirror. */
  readonly alsoOf: readonly string[];
  /** Whether another thing of that kind may be meant, so that its file must name `of`. */
  readonly ambiguous: boolean;
}

/** Databases that exports carry, or that setup makes anew; nothing is lost without a backup of them. */
const notBackedUp = new Set(
  [
    'xds',
    'lis',
    'rtc',
    'rtcxds',
    'rtcdyn',
    'rtcab',
    'rtcab1',
    'rtcshared',
    'rgsconfig',
    'rgsdyn',
    'cpsdyn',
    'lyss',
    'mgccomp',
    'master',
    'model',
    'msdb',
    'tempdb',
  ].map(name => name.toLowerCase()),
);

/** Types of pool whose servers run Lync itself; the others are recovered by their own procedures. */
const lyncTypes = new Set([
  'standard-edition',
  'enterprise',
  'director',
  'mediation',
  'edge',
  'persistent-chat',
]);

/** Types of pool that have users of their own. */
const userTypes = new Set(['standard-edition', 'enterprise']);

const hostOf = (instance: string): string => instance.split('\\')[0] ?? instance;

function unique(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter(name => {
    const key = name.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}

/** The hosts of a store: its instance's, and that of the mirror. */
function hostsOf(estate: Estate, sql: string | undefined): string[] {
  if (sql === undefined) return [];
  const mirror = findSqlInstance(estate, sql)?.mirror;
  return [hostOf(sql), ...(mirror === undefined ? [] : [hostOf(mirror)])];
}

function storeOf(pool: Pool, kind: PoolStore['kind']): string | undefined {
  return pool.stores.find(store => store.kind === kind)?.sql;
}

function ofEstate(estate: Estate): BackupNeed[] {
  const central = estate.centralManagement;
  if (central === undefined) return [];
  const pool = estate.pools.find(({ fqdn }) => sameName(fqdn, central));
  const hosts = hostsOf(estate, pool && storeOf(pool, 'central-management'));
  const own = [...(pool?.servers ?? [central]), ...hosts];
  const all = estate.pools.filter(({ type }) => lyncTypes.has(type)).flatMap(each => each.servers);
  const base = { of: '', alsoOf: [], ambiguous: false };
  return [
    { ...base, kind: 'settings', databases: ['xds'], servers: unique([...own, ...all]) },
    { ...base, kind: 'locations', databases: ['lis'], servers: unique(own) },
  ];
}

function ofPools(estate: Estate): BackupNeed[] {
  const users = estate.pools.filter(({ type }) => userTypes.has(type));
  const groups = estate.pools.filter(({ services }) =>
    services.some(name => sameName(name, 'response-groups')),
  );
  const need = (
    pool: Pool,
    kind: 'user-data' | 'response-groups',
    databases: readonly string[],
    store: PoolStore['kind'],
    ambiguous: boolean,
  ): BackupNeed => ({
    kind,
    of: pool.fqdn,
    databases,
    servers: unique([...pool.servers, ...hostsOf(estate, storeOf(pool, store))]),
    alsoOf: [],
    ambiguous,
  });
  return [
    ...users.map(pool => need(pool, 'user-data', ['rtcxds'], 'user', users.length > 1)),
    ...groups.map(pool =>
      need(pool, 'response-groups', ['rgsconfig'], 'application', groups.length > 1),
    ),
  ];
}

/** Databases of an instance that only SQL Server can save, and the servers of the pools they serve. */
interface Wanted {
  readonly instance: string;
  readonly database: string;
  readonly servers: readonly string[];
}

function wantedByStores(estate: Estate): Wanted[] {
  return estate.pools.flatMap(pool =>
    pool.stores.flatMap(({ kind, sql }) => {
      const usual = databasesOfStore[kind].filter(name => !notBackedUp.has(name.toLowerCase()));
      const listed = findSqlInstance(estate, sql)?.databases ?? [];
      const named = usual.filter(name => listed.some(other => sameName(name, other)));
      const wanted = listed.length > 0 ? named : usual;
      return wanted.map(database => ({ instance: sql, database, servers: pool.servers }));
    }),
  );
}

function wantedByInstances(estate: Estate): Wanted[] {
  return estate.sqlInstances.flatMap(({ name, databases }) =>
    databases
      .filter(database => !notBackedUp.has(database.toLowerCase()))
      .map(database => ({ instance: name, database, servers: [] })),
  );
}

function ofDatabases(estate: Estate): BackupNeed[] {
  const found = new Map<string, Wanted>();
  for (const wanted of [...wantedByStores(estate), ...wantedByInstances(estate)]) {
    const mirror = findSqlInstance(estate, wanted.instance)?.mirror;
    const keyOf = (instance: string): string => `${instance}/${wanted.database}`.toLowerCase();
    const keys = [wanted.instance, ...(mirror === undefined ? [] : [mirror])].map(keyOf);
    const key = keys.find(each => found.has(each)) ?? keyOf(wanted.instance);
    const known = found.get(key) ?? { ...wanted, servers: [] };
    found.set(key, { ...known, servers: [...known.servers, ...wanted.servers] });
  }
  const all = [...found.values()];
  return all.map(({ instance, database, servers }) => {
    const mirror = findSqlInstance(estate, instance)?.mirror;
    return {
      kind: 'database',
      of: instance,
      databases: [database],
      servers: unique([...hostsOf(estate, instance), ...servers]),
      alsoOf: mirror === undefined ? [] : [mirror],
      ambiguous: all.filter(other => sameName(other.database, database)).length > 1,
    };
  });
}

function ofFileStores(estate: Estate): BackupNeed[] {
  return estate.fileStores.map(({ path, pools, server }) => {
    const members = estate.pools.filter(({ fqdn }) => pools.some(name => sameName(name, fqdn)));
    return {
      kind: 'file-store',
      of: path,
      databases: [],
      servers: unique([
        ...members.flatMap(pool => pool.servers),
        ...(server === undefined ? [] : [server]),
      ]),
      alsoOf: [],
      ambiguous: estate.fileStores.length > 1,
    };
  });
}

function ofCertificates(estate: Estate): BackupNeed[] {
  const inLync = estate.pools.filter(({ type }) => lyncTypes.has(type)).flatMap(p => p.servers);
  const withOwn = estate.servers.filter(s => s.certificates.length > 0).map(s => s.fqdn);
  return unique([...inLync, ...withOwn]).map(fqdn => ({
    kind: 'certificates',
    of: fqdn,
    databases: [],
    servers: [fqdn],
    alsoOf: [],
    ambiguous: true,
  }));
}

/**
 * What a set must hold so that every server of the estate can be recovered from it: settings and
 * location data of the Central Management store; user data and response groups of each pool; the
 * databases that only SQL Server can save; the file stores; the list of each server's certificates
 * (domain facts, section 1). What setup makes anew is not asked for.
 */
export function backupNeeds(estate: Estate): readonly BackupNeed[] {
  return [
    ...ofEstate(estate),
    ...ofPools(estate),
    ...ofDatabases(estate),
    ...ofFileStores(estate),
    ...ofCertificates(estate),
  ];
}
