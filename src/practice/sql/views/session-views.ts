import type { OtherSession } from '../engine/instance/instance.ts';
import type { RunningRequest, Session } from '../engine/sessions/session.ts';
import {
  bigintType,
  bitType,
  datetimeType,
  floatType,
  guidType,
  intType,
  nvarchar,
  smallintType,
  varbinary,
  varchar,
} from '../values/types.ts';
import { datetime, guid, viewOf, type SystemView, type ViewContext } from './view.ts';

/** A client's session or another application's, seen alike. */
interface Seen {
  readonly spid: number;
  readonly login: string;
  readonly host: string;
  readonly program: string;
  readonly database: string;
  readonly since: number;
  readonly lastRequest: number;
  readonly request: RunningRequest | undefined;
  readonly transactions: number;
  readonly pid: number;
  readonly sid: string;
  readonly encrypted: boolean;
}

function ofSession(session: Session): Seen {
  return {
    spid: session.spid,
    login: session.login.name,
    host: session.client.hostName,
    program: session.client.appName,
    database: session.database,
    since: session.since,
    lastRequest: session.lastRequest,
    request: session.request,
    transactions: session.transactions.depth,
    pid: session.client.clientPid,
    sid: session.login.sid,
    encrypted: session.control.encrypted,
  };
}

function ofOther(other: OtherSession): Seen {
  return {
    ...other,
    lastRequest: other.since,
    request: undefined,
    transactions: 0,
    pid: 4,
    sid: '01',
    encrypted: false,
  };
}

/** Every session, in the order of their numbers. */
export function seenSessions({ execution }: Pick<ViewContext, 'execution'>): Seen[] {
  const { instance } = execution;
  return [...[...instance.sessions.values()].map(ofSession), ...instance.others.map(ofOther)].sort(
    (a, b) => a.spid - b.spid,
  );
}

function databaseId(context: ViewContext, name: string): number {
  return context.execution.instance.find(name)?.facts.id ?? 0;
}

const sessionColumns: Parameters<typeof viewOf<Seen>>[1] = [
  ['session_id', smallintType, seen => seen.spid],
  ['login_time', datetimeType, seen => datetime(seen.since)],
  ['host_name', nvarchar(128), seen => seen.host],
  ['program_name', nvarchar(128), seen => seen.program],
  ['host_process_id', intType, seen => seen.pid],
  ['client_interface_name', nvarchar(32), () => '.Net SqlClient Data Provider'],
  ['security_id', varbinary(85), seen => Buffer.from(seen.sid, 'hex')],
  ['login_name', nvarchar(128), seen => seen.login],
  ['original_login_name', nvarchar(128), seen => seen.login],
  ['status', nvarchar(30), seen => (seen.request === undefined ? 'sleeping' : 'running')],
  ['cpu_time', intType, () => 0],
  ['memory_usage', intType, () => 2],
  ['last_request_start_time', datetimeType, seen => datetime(seen.lastRequest)],
  ['last_request_end_time', datetimeType, seen => datetime(seen.lastRequest)],
  ['reads', bigintType, seen => seen.request?.reads ?? 0],
  ['writes', bigintType, seen => seen.request?.writes ?? 0],
  ['logical_reads', bigintType, () => 0],
  ['is_user_process', bitType, () => true],
  ['open_transaction_count', intType, seen => seen.transactions],
];
/** Came with 2012; more columns do no harm on the older one. */
const sessions = viewOf<Seen>(seenSessions, [
  ...sessionColumns,
  ['database_id', smallintType, (seen, context) => databaseId(context, seen.database)],
]);

interface Active {
  readonly seen: Seen;
  readonly request: RunningRequest;
}

function active(context: ViewContext): Active[] {
  return seenSessions(context).flatMap(seen =>
    seen.request === undefined ? [] : [{ seen, request: seen.request }],
  );
}

function elapsed(request: RunningRequest, { execution }: ViewContext): number {
  return Math.max(0, execution.instance.world.now() - request.started);
}

const requests = viewOf<Active>(active, [
  ['session_id', smallintType, ({ seen }) => seen.spid],
  ['request_id', intType, () => 0],
  ['start_time', datetimeType, ({ request }) => datetime(request.started)],
  [
    'status',
    nvarchar(30),
    ({ request }) => (request.waitType === undefined ? 'running' : 'suspended'),
  ],
  ['command', nvarchar(32), ({ request }) => request.command],
  [
    'sql_handle',
    varbinary(64),
    ({ seen }) => Buffer.from(`02${seen.spid.toString(16).padStart(8, '0')}`, 'hex'),
  ],
  ['database_id', smallintType, ({ seen }, context) => databaseId(context, seen.database)],
  ['user_id', intType, () => 1],
  ['connection_id', guidType, ({ seen }) => guid(connectionGuid(seen))],
  ['blocking_session_id', smallintType, () => 0],
  ['wait_type', nvarchar(60), ({ request }) => request.waitType ?? null],
  ['wait_time', intType, () => 0],
  ['last_wait_type', nvarchar(60), ({ request }) => request.waitType ?? 'MISCELLANEOUS'],
  ['open_transaction_count', intType, ({ seen }) => seen.transactions],
  ['percent_complete', { ...floatType, name: 'real' }, ({ request }) => request.percent],
  ['estimated_completion_time', bigintType, ({ request }, context) => remaining(request, context)],
  ['cpu_time', intType, () => 0],
  ['total_elapsed_time', intType, ({ request }, context) => elapsed(request, context)],
  ['reads', bigintType, ({ request }) => request.reads],
  ['writes', bigintType, ({ request }) => request.writes],
  ['logical_reads', bigintType, () => 0],
]);

function remaining(request: RunningRequest, context: ViewContext): number {
  if (request.percent <= 0) return 0;
  return (elapsed(request, context) * (100 - request.percent)) / request.percent;
}

function connectionGuid(seen: Seen): string {
  return `00000000-0000-4000-8000-${seen.spid.toString(16).toUpperCase().padStart(12, '0')}`;
}

const connections = viewOf<Seen>(seenSessions, [
  ['session_id', intType, seen => seen.spid],
  ['most_recent_session_id', intType, seen => seen.spid],
  ['connect_time', datetimeType, seen => datetime(seen.since)],
  ['net_transport', nvarchar(40), () => 'TCP'],
  ['protocol_type', nvarchar(40), () => 'TSQL'],
  ['encrypt_option', nvarchar(40), seen => (seen.encrypted ? 'TRUE' : 'FALSE')],
  ['auth_scheme', nvarchar(40), () => 'SQL'],
  ['client_net_address', varchar(48), () => '127.0.0.1'],
  ['connection_id', guidType, seen => guid(connectionGuid(seen))],
]);

/** Every session holds a shared lock on the database that it is in. */
const locks = viewOf<Seen>(seenSessions, [
  ['resource_type', nvarchar(60), () => 'DATABASE'],
  ['resource_database_id', intType, (seen, context) => databaseId(context, seen.database)],
  ['request_mode', nvarchar(60), () => 'S'],
  ['request_status', nvarchar(60), () => 'GRANT'],
  ['request_session_id', intType, seen => seen.spid],
]);

const processes = viewOf<Seen>(seenSessions, [
  ['spid', smallintType, seen => seen.spid],
  ['kpid', smallintType, () => 0],
  ['blocked', smallintType, () => 0],
  ['waittime', bigintType, () => 0],
  ['lastwaittype', nvarchar(32), () => 'MISCELLANEOUS'],
  ['dbid', smallintType, (seen, context) => databaseId(context, seen.database)],
  ['uid', smallintType, () => 1],
  ['cpu', intType, () => 0],
  ['physical_io', bigintType, () => 0],
  ['login_time', datetimeType, seen => datetime(seen.since)],
  ['last_batch', datetimeType, seen => datetime(seen.lastRequest)],
  ['open_tran', smallintType, seen => seen.transactions],
  ['status', nvarchar(30), seen => (seen.request === undefined ? 'sleeping' : 'runnable')],
  ['hostname', nvarchar(128), seen => seen.host],
  ['program_name', nvarchar(128), seen => seen.program],
  ['hostprocess', nvarchar(10), seen => String(seen.pid)],
  ['cmd', nvarchar(26), seen => seen.request?.command ?? 'AWAITING COMMAND'],
  ['loginame', nvarchar(128), seen => seen.login],
]);

const systemInfo = viewOf<'server'>(
  () => ['server'],
  [
    ['cpu_count', intType, () => 2],
    [
      'sqlserver_start_time',
      datetimeType,
      (_, { execution }) => datetime(execution.instance.started),
    ],
  ],
);

const services = viewOf<'engine'>(
  () => ['engine'],
  [
    [
      'servicename',
      nvarchar(256),
      (_, { execution }) => `SQL Server (${execution.instance.instanceName.toUpperCase()})`,
    ],
    ['startup_type_desc', nvarchar(256), () => 'Automatic'],
    ['status', intType, () => 4],
    ['status_desc', nvarchar(256), () => 'Running'],
    [
      'service_account',
      nvarchar(256),
      (_, { execution }) => serviceAccount(execution.instance.instanceName),
    ],
  ],
);

function serviceAccount(instanceName: string): string {
  return instanceName === 'MSSQLSERVER'
    ? 'NT Service\\MSSQLSERVER'
    : `NT Service\\MSSQL$${instanceName.toUpperCase()}`;
}

export const sessionViews: readonly (readonly [string, SystemView])[] = [
  ['sys.dm_exec_sessions', sessions],
  ['sys.dm_exec_requests', requests],
  ['sys.dm_exec_connections', connections],
  ['sys.dm_tran_locks', locks],
  ['sys.sysprocesses', processes],
  ['sys.dm_os_sys_info', systemInfo],
  ['sys.dm_server_services', services],
];
