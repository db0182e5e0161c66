import { dataOwner, mirrorEntries, takeOver } from '../mirroring.ts';
import facts from '../modules/PracticeServer/facts.json' with { type: 'json' };
import { poolsState, userStoreState, type PoolsState } from '../state.ts';
import { storePlace } from '../store-place.ts';
import type { PracticeStore } from '../store.ts';

type Pool = PoolsState['pools'][number];

/** What the Backup Service had brought to the partner of a paired pool by then. */
async function keepBackupData(store: PracticeStore, pool: Pool, lost: string): Promise<void> {
  if (pool.pairedWith === '' || pool.userStore === '') return;
  const { instance } = storePlace(pool.userStore);
  const entries = await mirrorEntries(store, lost);
  const isHalf =
    storePlace(pool.userStore).server === lost ||
    entries.some(entry => entry.partner.toLowerCase() === pool.userStore.toLowerCase());
  if (!isHalf || dataOwner(lost, instance, 'rtcxds', entries) === undefined) return;
  const users = await store.read(store.layout.database(lost, instance, 'rtcxds'), userStoreState);
  if (users !== undefined) await store.write(store.layout.backupData(pool.fqdn), users);
}

/** Front Ends that are too few for their pool go on waiting for the others. */
async function loseQuorum(store: PracticeStore, pool: Pool, lost: string): Promise<void> {
  if (!pool.members.includes(lost) || pool.members.length === 1) return;
  const others = pool.members.filter(member => member !== lost);
  const running: string[] = [];
  for (const member of others) {
    const { services } = await store.computer(member);
    const frontEnd = services.find(({ name }) => name === 'RTCSRV');
    if (frontEnd?.status === 'Running') running.push(member);
  }
  const row = facts.quorum.filter(({ members }) => members <= pool.members.length).at(-1);
  if (running.length >= (row?.running ?? 1)) return;
  for (const member of running) {
    await store.changeComputer(member, computer => ({
      ...computer,
      services: computer.services.map(service =>
        service.name === 'RTCSRV'
          ? { ...service, status: 'StartPending', lostPeers: true }
          : service,
      ),
    }));
  }
}

/** What the loss of a server does to the others, before what it held is gone. */
export async function spreadLoss(store: PracticeStore, lost: string): Promise<void> {
  const pools = (await store.read(store.layout.pools, poolsState))?.pools ?? [];
  for (const pool of pools) await keepBackupData(store, pool, lost);
  await takeOver(store, lost);
  for (const pool of pools) await loseQuorum(store, pool, lost);
}
