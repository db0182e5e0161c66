import { serverNeeded, serverUnknown, shortNameAmbiguous } from '../../errors/steps.ts';
import type { Estate, Pool, Server } from '../../estate/model.ts';

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The server of that FQDN (any letter case) or of that unique short name, if the estate has one. */
export function findServer(estate: Estate, name: string): Server | undefined {
  const whole = estate.servers.find(server => sameName(server.fqdn, name));
  if (whole !== undefined || name.includes('.')) return whole;
  const matches = estate.servers.filter(server => sameName(server.fqdn.split('.')[0] ?? '', name));
  if (matches.length > 1) {
    throw shortNameAmbiguous(
      name,
      matches.map(server => server.fqdn),
    );
  }
  return matches[0];
}

/** The server that a step names, else its target. Throws a usage problem that names the known ones. */
export function requireServer(estate: Estate, name: string | undefined, target?: string): Server {
  const wanted = name ?? target;
  if (wanted === undefined) throw serverNeeded();
  const server = findServer(estate, wanted);
  if (server !== undefined) return server;
  throw serverUnknown(
    wanted,
    estate.servers.map(one => one.fqdn),
  );
}

/** The pool that a server is a member of, or is. */
export function poolOf(estate: Estate, fqdn: string): Pool | undefined {
  return estate.pools.find(
    pool => sameName(pool.fqdn, fqdn) || pool.servers.some(server => sameName(server, fqdn)),
  );
}

/** Whether two host names are the same, whatever their letter case. */
export const sameHost = sameName;
