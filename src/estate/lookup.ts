import type { Estate, Pool, Server, SqlInstance } from './model.ts';

/** DNS names, and names of SQL Server instances, are the same in any case. */
export function sameName(a: string, b: string): boolean {
  if (a === b) return true;
  return a.length === b.length && a.toLowerCase() === b.toLowerCase();
}

/** The server with that FQDN, in any case. */
export function findServer(estate: Estate, fqdn: string): Server | undefined {
  return estate.servers.find(server => sameName(server.fqdn, fqdn));
}

/** The pool with that FQDN, in any case. */
export function findPool(estate: Estate, fqdn: string): Pool | undefined {
  return estate.pools.find(pool => sameName(pool.fqdn, fqdn));
}

/** The pool that the server is a member of. */
export function poolOf(estate: Estate, server: string): Pool | undefined {
  return estate.pools.find(pool => pool.servers.some(member => sameName(member, server)));
}

/** The SQL Server instance with that name (`host\instance`), in any case. */
export function findSqlInstance(estate: Estate, name: string): SqlInstance | undefined {
  return estate.sqlInstances.find(instance => sameName(instance.name, name));
}

/** Whether the pool, or the pool of the server, hosts the Central Management store. */
export function hostsCentralManagement(estate: Estate, fqdn: string): boolean {
  const { centralManagement } = estate;
  if (centralManagement === undefined) return false;
  return sameName(
    centralManagement,
    findPool(estate, fqdn)?.fqdn ?? poolOf(estate, fqdn)?.fqdn ?? fqdn,
  );
}
