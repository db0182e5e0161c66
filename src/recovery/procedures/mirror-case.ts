import { sameName } from '../../estate/lookup.ts';
import type { Pool, SqlInstance, StoreKind } from '../../estate/model.ts';
import type { Situation } from '../situation.ts';
import { backEndCase, isPrimary, partnerAlive, partnerOf } from './back-end-case.ts';

/** A mirrored back end of which exactly one half is lost. */
export interface MirrorCase {
  readonly pool: Pool;
  readonly lost: SqlInstance;
  readonly left: SqlInstance;
  /** Kinds of store on it. */
  readonly kinds: readonly StoreKind[];
  /** Whether the topology names the lost half first. */
  readonly primaryLost: boolean;
  readonly central: boolean;
  readonly hostLost: boolean;
}

export function mirrorCase(situation: Situation): MirrorCase | undefined {
  const found = backEndCase(situation);
  const [lost] = found?.instances ?? [];
  if (found === undefined || lost === undefined || !partnerAlive(situation, found))
    return undefined;
  const left = partnerOf(situation, lost);
  const [pool] = found.pools;
  if (left === undefined) return undefined;
  const kinds = situation
    .storesOnInstance(lost)
    .filter(use => sameName(use.pool.fqdn, pool.fqdn))
    .map(({ kind }) => kind);
  return {
    pool,
    lost,
    left,
    kinds,
    primaryLost: isPrimary(found),
    central: kinds.includes('central-management'),
    hostLost: situation.serverLost(lost.host),
  };
}
