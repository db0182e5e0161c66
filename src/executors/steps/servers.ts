import { serverNeeded, serverUnknown, shortNameAmbiguous } from '../../errors/steps.ts';
import { sameName, findServer as serverOfName } from '../../estate/lookup.ts';
import type { Estate, Server } from '../../estate/model.ts';

/** The server of that FQDN, or of that short name where only one has it. Throws where two have. */
export function findServer(estate: Estate, name: string): Server | undefined {
  const whole = serverOfName(estate, name);
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
