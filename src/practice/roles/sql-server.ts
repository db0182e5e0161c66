import type { TopologyCluster } from '../data/topology.ts';
import { productOf } from '../sql/engine/product.ts';
import type { BuildSheet, SqlInstanceState } from '../state.ts';
import { cleanComputer, plainSheet, setUpTime } from './computer.ts';
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

function clusterOf(plan: ServerPlan, number: number, site: number): TopologyCluster {
  const sql = plan.sql ?? [];
  return {
    fqdn: plan.fqdn,
    site,
    number,
    machines: [{ fqdn: plan.fqdn, address: plan.address }],
    sqlInstances: sql.map(one => one.instance),
    services: sql.flatMap(one => one.stores.map(role => ({ role, sql: one.instance, needs: [] }))),
    foreign: true,
  };
}

function estateOf(plan: ServerPlan): ServerBuild['estate'] {
  const sql = plan.sql ?? [];
  return {
    server: {
      fqdn: plan.fqdn,
      site: plan.site,
      roles: ['SqlServer'],
      address: plan.address,
      shell: { command: ['recovery-runbooks', 'practice', 'shell', plan.fqdn] },
    },
    sql: sql.map(one => ({
      instance: nameOf(plan, one),
      version: one.version ?? 2012,
      edition: (one.edition ?? 'Standard').toLowerCase(),
      databases: databasesOf(one.stores),
    })),
    shares: [],
  };
}

/** SQL Server for archiving, monitoring, Persistent Chat, or the back end of a pool. */
function build(plan: ServerPlan, context: BuildContext): ServerBuild {
  const { blueprint, now, random } = context;
  const site = blueprint.sites.find(candidate => candidate.name === plan.site)?.id ?? 1;
  const number = blueprint.servers.findIndex(server => server.fqdn === plan.fqdn) + 1;
  const sql = plan.sql ?? [];
  const sheet: BuildSheet = {
    ...plainSheet(plan, context),
    roles: ['SqlServer'],
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
    cluster: clusterOf(plan, number, site),
    users: [],
    contacts: [],
    estate: estateOf(plan),
  };
}

export const sqlServer: PracticeRole = { name: 'sql-server', build };
