import { z } from 'zod';
import { readConfiguration } from '../central-store.ts';
import { readInstances } from '../sql/estate/read-instances.ts';
import { certificateState, type ComputerState } from '../state.ts';
import { stateTimeMs, type PracticeStore } from '../store.ts';

export interface DatabaseStatus {
  readonly instance: string;
  readonly name: string;
  /** Rows by table, for the databases whose content a recovery brings back. */
  readonly rows: Readonly<Record<string, number>>;
  /** As SQL Server names it, where it is another one than ONLINE. */
  readonly state?: string;
}

export interface ServerStatus {
  readonly fqdn: string;
  /** `being rebuilt`: Windows runs, but not every role and service that it had does. */
  readonly state: 'running' | 'lost' | 'being rebuilt';
  readonly lostAt?: string;
  readonly hostName: string;
  readonly services: readonly { readonly name: string; readonly status: string }[];
  readonly databases: readonly DatabaseStatus[];
  readonly certificates: readonly {
    readonly uses: readonly string[];
    readonly subject: string;
    readonly notAfter: string;
    readonly privateKey: boolean;
  }[];
  readonly shares: readonly string[];
  readonly replication: 'up to date' | 'stale' | 'none';
}

export interface EstateStatus {
  readonly folder: string;
  readonly servers: readonly ServerStatus[];
  /** Where the service connection point says that the Central Management store is. */
  readonly connectionPoint: string;
  /** The server that works as Central Management master, and whether its store answers. */
  readonly centralManagement: { readonly master: string; readonly answers: boolean };
  readonly faults: readonly string[];
}

const anyTable = z.looseObject({});

/** Lengths of the lists of a database's content, by name. */
async function rowsOf(store: PracticeStore, path: string): Promise<Record<string, number>> {
  const content = await store.must(path, anyTable);
  const rows: Record<string, number> = {};
  for (const [table, value] of Object.entries(content)) {
    if (Array.isArray(value)) rows[table] = value.length;
  }
  return rows;
}

async function databasesOf(store: PracticeStore, fqdn: string): Promise<DatabaseStatus[]> {
  const found: DatabaseStatus[] = [];
  for (const { instance, name } of await store.databases(fqdn)) {
    const rows = await rowsOf(store, store.layout.database(fqdn, instance, name));
    found.push({ instance, name, rows });
  }
  return [...found, ...(await sqlDatabasesOf(store, fqdn, found))];
}

/** Databases that only SQL Server has; of the others the management shell's view is the one that counts. */
async function sqlDatabasesOf(
  store: PracticeStore,
  fqdn: string,
  known: readonly DatabaseStatus[],
): Promise<DatabaseStatus[]> {
  return (await readInstances(store.layout.sql(fqdn))).flatMap(({ instance, databases }) =>
    databases
      .filter(
        ({ name }) =>
          !known.some(one => one.instance === instance && one.name === name.toLowerCase()),
      )
      .map(({ name, content, facts }) => ({
        instance,
        name,
        rows: Object.fromEntries(
          (content?.tables ?? []).map(table => [table.name, table.rows.length]),
        ),
        ...(facts.state === 'ONLINE' ? {} : { state: facts.state }),
      })),
  );
}

function certificatesOf(computer: ComputerState): ServerStatus['certificates'] {
  return z
    .array(certificateState)
    .parse(computer.certificates)
    .map(certificate => ({
      uses: computer.assignments
        .filter(assignment => assignment.thumbprint === certificate.thumbprint)
        .map(assignment => assignment.use),
      subject: certificate.subject,
      notAfter: certificate.notAfter,
      privateKey: certificate.privateKey,
    }));
}

async function serverStatus(
  store: PracticeStore,
  fqdn: string,
  version: number | undefined,
): Promise<ServerStatus> {
  const computer = await store.computer(fqdn);
  const sheet = await store.buildSheet(fqdn);
  const hasRole = (sheet?.certificates.length ?? 0) > 0;
  const complete =
    !hasRole ||
    (computer.services.length > 1 && computer.services.every(one => one.status === 'Running'));
  const shares = computer.shares.map(share => share.name);
  const sql = sheet?.sql.every(one => computer.sql.some(had => had.name === one.name)) ?? true;
  const shared = sheet?.shares.every(share => shares.includes(share.name)) ?? true;
  const whole = complete && shared && sql;
  const lost = computer.power === 'lost';
  const replicated = computer.replica.enabled;
  return {
    fqdn,
    state: lost ? 'lost' : whole ? 'running' : 'being rebuilt',
    ...(lost ? { lostAt: computer.lostAt } : {}),
    hostName: computer.hostName,
    services: computer.services.map(({ name, status }) => ({ name, status })),
    databases: await databasesOf(store, fqdn),
    certificates: certificatesOf(computer),
    shares,
    replication: !replicated
      ? 'none'
      : computer.replica.version === version
        ? 'up to date'
        : 'stale',
  };
}

/** The state of every server and of what they share. Reads only. */
export async function practiceStatus(store: PracticeStore): Promise<EstateStatus> {
  const configuration = await readConfiguration(store);
  const servers: ServerStatus[] = [];
  for (const fqdn of await store.servers()) {
    servers.push(await serverStatus(store, fqdn, configuration?.version));
  }
  const faults = await store.faults();
  return {
    folder: store.layout.root,
    servers,
    connectionPoint: (await store.directory()).connectionPoint,
    centralManagement: {
      master: configuration?.master.fqdn ?? '',
      answers: configuration !== undefined,
    },
    faults: faults.map(fault =>
      `${fault.id}: ${fault.kind} ${fault.target} ${fault.detail}`.trim(),
    ),
  };
}

/** Whether a certificate is good at `now` (ms since 1970). */
export function isCurrent(notBefore: string, notAfter: string, now: number): boolean {
  return (stateTimeMs(notBefore) ?? now) <= now && now < (stateTimeMs(notAfter) ?? 0);
}
