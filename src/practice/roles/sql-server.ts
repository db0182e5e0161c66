import type { TopologyCluster } from '../data/topology.ts';
import { productOf } from '../sql/engine/instance/product.ts';
import type { BuildSheet, SqlInstanceState } from '../state.ts';
import { cleanComputer, plainSheet, setUpTime } from './computer.ts';
import { estateServer } from './estate-server.ts';
import { storesOf } from './member.ts';
import type {
  BuildContext,
  PracticeRole,
  ServerBuild,
  ServerPlan,
  SqlInstanceBuild,
  SqlPlan,
} from './role.ts';
import { databasesOf } from './software.ts';

/** An instance's name as Windows shows it. */
function setupName(instance: string): string {
  return instance === '' ? 'MSSQLSERVER' : instance.toUpperCase();
}

function stateOf(plan: SqlPlan): SqlInstanceState {
  const product = productOf(plan.version, plan.edition);
  if (product === undefined) throw new RangeError(`No SQL Server ${plan.version ?? ''}`);
  return {
    name: setupName(plan.instance),
    version: product.versionText,
    edition: product.edition,
  };
}

function instanceOf(plan: SqlPlan): SqlInstanceBuild {
  const { version, edition } = stateOf(plan);
  return { instance: plan.instance, version, edition, databases: databasesOf(plan.stores) };
}

/** `host\instance`, or the host alone for the default instance. */
function nameOf(plan: ServerPlan, sql: SqlPlan): string {
  const isDefault = setupName(sql.instance) === 'MSSQLSERVER';
  return isDefault ? plan.fqdn : `${plan.fqdn}\\${sql.instance}`;
}

/** Stores on an instance that belong to no pool: the SQL Server's own cluster serves them. */
function ownStores(plan: ServerPlan, sql: SqlPlan, context: BuildContext): readonly string[] {
  const place = `${plan.fqdn}\\${sql.instance}`;
  const names = [place, ...(sql.mirror === undefined ? [] : [sql.mirror])];
  const taken = (context.blueprint.pools ?? []).flatMap(pool =>
    storesOf(pool)
      .filter(({ server, instance }) => names.includes(`${server}\\${instance}`))
      .map(({ role }) => role),
  );
  return sql.stores.filter(role => !taken.includes(role));
}

function clusterOf(plan: ServerPlan, context: BuildContext): TopologyCluster {
  const sql = plan.sql ?? [];
  return {
    fqdn: plan.fqdn,
    ...context.clusterOf(plan.fqdn),
    machines: [{ fqdn: plan.fqdn, address: plan.address }],
    sqlInstances: sql.map(({ instance, mirror, witness }) => ({
      name: instance,
      ...(mirror === undefined ? {} : { mirror }),
      ...(witness === undefined ? {} : { witness }),
    })),
    services: sql.flatMap(one =>
      ownStores(plan, one, context).map(role => ({ role, sql: one.instance, needs: [] })),
    ),
    foreign: true,
  };
}

/** What the server is for, by the stores on it. */
function roleOf(plan: ServerPlan): string {
  const stores = (plan.sql ?? []).flatMap(sql => sql.stores);
  if (stores.includes('UserStore')) return 'BackEnd';
  return stores.length === 0 ? 'Witness' : 'SqlServer';
}

function estateOf(plan: ServerPlan): ServerBuild['estate'] {
  const sql = plan.sql ?? [];
  return {
    server: estateServer(plan, [roleOf(plan)]),
    sql: sql.map(one => ({
      instance: nameOf(plan, one),
      version: one.version ?? 2012,
      edition: (one.edition ?? 'Standard').toLowerCase(),
      databases: databasesOf(one.stores),
      ...(one.mirror === undefined ? {} : { mirror: one.mirror }),
      ...(one.witness === undefined ? {} : { witness: one.witness }),
    })),
    shares: [],
  };
}

/** SQL Server for archiving, monitoring, Persistent Chat, or the back end of a pool. */
function build(plan: ServerPlan, context: BuildContext): ServerBuild {
  const { now, random } = context;
  const sql = plan.sql ?? [];
  const sheet: BuildSheet = {
    ...plainSheet(plan, context),
    roles: [roleOf(plan)],
    sql: sql.map(stateOf),
  };
  return {
    sheet,
    computer: {
      ...cleanComputer(sheet, setUpTime(now), random),
      sql: sheet.sql,
    },
    databases: [],
    sqlInstances: sql.map(instanceOf),
    files: [],
    cluster: clusterOf(plan, context),
    replicates: false,
    users: [],
    contacts: [],
    estate: estateOf(plan),
  };
}

export const sqlServer: PracticeRole = { name: 'sql-server', build };
