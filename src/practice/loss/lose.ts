import { rm } from 'node:fs/promises';
import { alreadyLost, unknownServer } from '../../errors/practice.ts';
import { emptyDisk } from '../making/installed-files.ts';
import { nothingInstalled } from '../roles/computer.ts';
import type { ComputerState } from '../state.ts';
import { stateTime, type PracticeStore } from '../store.ts';
import { spreadLoss } from './loss-effects.ts';

/** The server's name as the estate writes it; throws a `Problem` for one that it does not have. */
export async function knownServer(store: PracticeStore, name: string): Promise<string> {
  const servers = await store.servers();
  const found = servers.find(
    server =>
      server.toLowerCase() === name.toLowerCase() ||
      server.split('.')[0]?.toLowerCase() === name.toLowerCase(),
  );
  if (found === undefined) throw unknownServer(name, servers);
  return found;
}

/** What is left of a computer whose hardware burned: its name, and that it is gone. */
function lostComputer(computer: ComputerState, now: number): ComputerState {
  return {
    ...computer,
    power: 'lost',
    lostAt: stateTime(now),
    ...nothingInstalled(),
  };
}

/**
 * Destroys a server with everything that it held: databases, shares, disk, certificates. The
 * directory (computer account, users, connection point) stays as it is. Other servers feel it: a mirror
 * takes over where there is a witness, a pool that has too few Front Ends left stops working.
 * `now` is ms since 1970. Throws a `Problem` for an unknown server or one that is lost already.
 */
export async function loseServer(
  store: PracticeStore,
  name: string,
  now: number,
): Promise<ComputerState> {
  const fqdn = await knownServer(store, name);
  const { layout } = store;
  const computer = await store.computer(fqdn);
  if (computer.power === 'lost') throw alreadyLost(fqdn, computer.lostAt);
  const lost = lostComputer(computer, now);
  await spreadLoss(store, fqdn);
  await store.write(layout.computer(fqdn), lost);
  await rm(layout.mirroring(fqdn), { force: true });
  await rm(layout.databases(fqdn), { recursive: true, force: true });
  await rm(layout.shares(fqdn), { recursive: true, force: true });
  // The endpoint may be reading there in this moment; it lets go by itself.
  await rm(layout.sql(fqdn), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  await emptyDisk(layout.disk(fqdn));
  return lost;
}
