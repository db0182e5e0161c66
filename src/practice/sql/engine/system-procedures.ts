import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemErrors } from '../storage/server-paths.ts';
import { bigintType, intType, nvarchar, smallintType, sysname, varchar } from '../values/types.ts';
import { seenSessions } from '../views/session-views.ts';
import type { ResultColumn } from '../wire/tokens.ts';
import type { Execution } from './execution.ts';
import { changeMembership, requireLogin } from './principal-changes.ts';
import { argumentText, type ProcedureArgument } from './procedures.ts';
import { notSupported, sqlError } from './sql-error.ts';

type Arguments = readonly ProcedureArgument[];
type Procedure = (execution: Execution, list: Arguments) => Promise<number>;

/** An argument by name or place, as text; undefined when it was not given. */
function textAt(list: Arguments, place: number, ...names: readonly string[]): string | undefined {
  const named = list.find(one => names.some(name => one.name?.toLowerCase() === name));
  const found = named ?? (list[place]?.name === undefined ? list[place] : undefined);
  return found === undefined || found.value === null ? undefined : argumentText(found);
}

function required(list: Arguments, place: number, procedure: string, name: string): string {
  const text = textAt(list, place, name);
  if (text === undefined) throw sqlError(201, procedure, name);
  return text;
}

/** What is at a path of the server: file, folder, folder above. */
async function lookAt(execution: Execution, path: string): Promise<[bigint, bigint, bigint]> {
  const located = await execution.instance.paths.locate(path);
  if (!located.found) return [0n, 0n, 0n];
  const found = await stat(located.local).catch(() => undefined);
  const parent = await stat(dirname(located.local)).catch(() => undefined);
  return [
    found?.isFile() === true ? 1n : 0n,
    found?.isDirectory() === true ? 1n : 0n,
    parent?.isDirectory() === true ? 1n : 0n,
  ];
}

const fileExists: Procedure = async (execution, list) => {
  const path = required(list, 0, 'xp_fileexist', '@filename');
  const row = await lookAt(execution, path);
  const columns: ResultColumn[] = [
    { name: 'File Exists', type: intType },
    { name: 'File is a Directory', type: intType },
    { name: 'Parent Directory Exists', type: intType },
  ];
  await execution.resultSet(columns, [row]);
  return 0;
};

/** Makes a folder and those above it, on a drive that the server has. */
const createSubdir: Procedure = async (execution, list) => {
  const path = required(list, 0, 'xp_create_subdir', '@newsubdir');
  const drive = await execution.instance.paths.locate(`${path.slice(0, 2)}\\`);
  if (!drive.found || drive.drive === undefined) throw sqlError(22048, 3, systemErrors[3] ?? '');
  await execution.instance.paths.makeFolder(path);
  return 0;
};

const fixedDrives: Procedure = async execution => {
  const columns: ResultColumn[] = [
    { name: 'drive', type: varchar(1) },
    { name: 'MB free', type: intType },
  ];
  const { instance } = execution;
  const rows = Object.keys(instance.facts.drives).map(drive => [
    drive,
    BigInt(Math.floor((instance.freeSpace(drive) ?? 0) / 1_048_576)),
  ]);
  await execution.resultSet(columns, rows);
  return 0;
};

const who2: Procedure = async execution => {
  const columns: ResultColumn[] = [
    { name: 'SPID', type: varchar(5) },
    { name: 'Status', type: nvarchar(30) },
    { name: 'Login', type: sysname },
    { name: 'HostName', type: sysname },
    { name: 'BlkBy', type: varchar(5) },
    { name: 'DBName', type: sysname },
    { name: 'Command', type: nvarchar(26) },
    { name: 'CPUTime', type: intType },
    { name: 'DiskIO', type: bigintType },
    { name: 'LastBatch', type: varchar(14) },
    { name: 'ProgramName', type: sysname },
    { name: 'SPID', type: varchar(5) },
    { name: 'REQUESTID', type: varchar(5) },
  ];
  const rows = seenSessions({ execution }).map(seen => {
    const date = new Date(seen.lastRequest).toISOString();
    const last = `${date.slice(5, 7)}/${date.slice(8, 10)} ${date.slice(11, 19)}`;
    return [
      String(seen.spid),
      seen.request === undefined ? 'sleeping' : 'RUNNABLE',
      seen.login,
      seen.host,
      '  .',
      seen.database,
      seen.request?.command ?? 'AWAITING COMMAND',
      0n,
      BigInt(seen.request?.writes ?? 0),
      last,
      seen.program,
      String(seen.spid),
      '0',
    ];
  });
  await execution.resultSet(columns, rows);
  return 0;
};

const who: Procedure = async execution => {
  const columns: ResultColumn[] = [
    { name: 'spid', type: smallintType },
    { name: 'ecid', type: smallintType },
    { name: 'status', type: nvarchar(30) },
    { name: 'loginame', type: nvarchar(128) },
    { name: 'hostname', type: nvarchar(128) },
    { name: 'blk', type: varchar(5) },
    { name: 'dbname', type: nvarchar(128) },
    { name: 'cmd', type: nvarchar(26) },
    { name: 'request_id', type: intType },
  ];
  const rows = seenSessions({ execution }).map(seen => [
    BigInt(seen.spid),
    0n,
    seen.request === undefined ? 'sleeping' : 'runnable',
    seen.login,
    seen.host,
    '0',
    seen.database,
    seen.request?.command ?? 'AWAITING COMMAND',
    0n,
  ]);
  await execution.resultSet(columns, rows);
  return 0;
};

const addRoleMember: Procedure = (execution, list) => {
  const role = required(list, 0, 'sp_addrolemember', '@rolename');
  const member = required(list, 1, 'sp_addrolemember', '@membername');
  changeMembership(execution, role, member, true);
  return Promise.resolve(0);
};

const dropRoleMember: Procedure = (execution, list) => {
  const role = required(list, 0, 'sp_droprolemember', '@rolename');
  const member = required(list, 1, 'sp_droprolemember', '@membername');
  changeMembership(execution, role, member, false);
  return Promise.resolve(0);
};

function serverRoleChange(procedure: string, add: boolean): Procedure {
  return (execution, list) => {
    const login = requireLogin(execution, required(list, 0, procedure, '@loginame'));
    const role = required(list, 1, procedure, '@rolename').toLowerCase();
    const others = login.roles.filter(one => one !== role);
    login.roles = add ? [...others, role] : others;
    return Promise.resolve(0);
  };
}

/** `Report`: SQL users whose login is missing. */
const changeUsersLogin: Procedure = async (execution, list) => {
  const action = required(list, 0, 'sp_change_users_login', '@action').toLowerCase();
  if (action !== 'report') throw notSupported(`sp_change_users_login '${action}'`);
  const { instance, session } = execution;
  const content = instance.database(session.database).content;
  const rows = (content?.principals ?? [])
    .filter(one => one.type === 'S' && one.id > 4 && instance.loginBySid(one.sid) === undefined)
    .map(one => [one.name, Buffer.from(one.sid, 'hex')]);
  await execution.resultSet(
    [
      { name: 'UserName', type: sysname },
      { name: 'UserSID', type: { ...varchar(85), name: 'varbinary' } },
    ],
    rows,
  );
  return 0;
};

const resetConnection: Procedure = execution => {
  execution.session.reset();
  return Promise.resolve(0);
};

const changeOwner: Procedure = (execution, list) => {
  const login = requireLogin(execution, required(list, 0, 'sp_changedbowner', '@loginame'));
  const database = execution.instance.database(execution.session.database);
  database.facts.ownerSid = login.sid;
  return Promise.resolve(0);
};

/** The procedures that there are, by lower-case name. */
export const systemProcedures: ReadonlyMap<string, Procedure> = new Map<string, Procedure>([
  ['xp_fileexist', fileExists],
  ['xp_create_subdir', createSubdir],
  ['xp_fixeddrives', fixedDrives],
  ['sp_who', who],
  ['sp_who2', who2],
  ['sp_addrolemember', addRoleMember],
  ['sp_droprolemember', dropRoleMember],
  ['sp_addsrvrolemember', serverRoleChange('sp_addsrvrolemember', true)],
  ['sp_dropsrvrolemember', serverRoleChange('sp_dropsrvrolemember', false)],
  ['sp_change_users_login', changeUsersLogin],
  ['sp_changedbowner', changeOwner],
  ['sp_reset_connection', resetConnection],
]);
