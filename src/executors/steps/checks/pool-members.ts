import { notAPool } from '../../../errors/checks.ts';
import { findPool } from '../../../estate/lookup.ts';
import type { Server } from '../../../estate/model.ts';
import type { ActionServices } from '../action.ts';
import { requireServer } from '../servers.ts';

/** The members of a pool, or of a stand-alone server. Throws a usage problem for other names. */
export function membersOfPool(name: string, { estate }: ActionServices): readonly Server[] {
  const pool = findPool(estate, name);
  if (pool !== undefined) return pool.servers.map(fqdn => requireServer(estate, fqdn));
  if (estate.pools.length === 0) throw notAPool(name, []);
  const server = estate.servers.find(({ fqdn }) => fqdn.toLowerCase() === name.toLowerCase());
  if (server !== undefined) return [server];
  throw notAPool(
    name,
    estate.pools.map(({ fqdn }) => fqdn),
  );
}
