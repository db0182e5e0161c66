import { buildMember, clusterOfPool, poolEntry, type MemberKind } from './member.ts';
import type { PracticeRole } from './role.ts';

/** A role whose pools hold no data of their own: topology, certificates and services are all. */
export function plainPoolRole(name: string, kind: MemberKind): PracticeRole {
  return {
    name,
    build: (plan, context) => buildMember(kind, plan, context),
    buildPool: (pool, context) => ({
      cluster: clusterOfPool(kind, pool, context),
      databases: [],
      files: [],
      users: [],
      contacts: [],
      estate: poolEntry(kind, pool, context),
    }),
  };
}
