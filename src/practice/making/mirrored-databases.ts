import type { ServerPlan, SqlPlan } from '../roles/role.ts';
import { databasesOf } from '../roles/software.ts';
import type { MirroringState } from '../state.ts';

/** Which half a new estate begins with as principal: the one that the pools name. */
function roleOf(
  place: string,
  primaries: readonly string[],
): MirroringState['databases'][number]['role'] {
  return primaries.includes(place) ? 'principal' : 'mirror';
}

function entriesOf(
  plan: ServerPlan,
  sql: SqlPlan,
  mirror: string,
  primaries: readonly string[],
): MirroringState['databases'] {
  const role = roleOf(`${plan.fqdn}\\${sql.instance}`, primaries);
  return databasesOf(sql.stores).map(name => ({
    instance: sql.instance,
    name,
    role,
    partner: mirror,
    witness: sql.witness ?? '',
  }));
}

/** The mirrored databases of a server; `primaries` are the instances that pools name. */
export function mirroringOf(plan: ServerPlan, primaries: readonly string[]): MirroringState {
  return {
    databases: (plan.sql ?? []).flatMap(sql =>
      sql.mirror === undefined ? [] : entriesOf(plan, sql, sql.mirror, primaries),
    ),
  };
}
