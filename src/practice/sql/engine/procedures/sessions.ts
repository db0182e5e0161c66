import {
  bigintType,
  intType,
  nvarchar,
  smallintType,
  sysname,
  varchar,
} from '../../values/types.ts';
import { seenSessions } from '../../views/session-views.ts';
import type { ResultColumn } from '../../wire/tokens.ts';
import { sameName } from '../expressions/scope.ts';
import { sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';
import { textAt, type Arguments, type Procedure } from './procedure.ts';

/** The sessions that the argument means: all, `active`, a login's, or one by its number; throws 15007. */
function asked(execution: Execution, list: Arguments): ReturnType<typeof seenSessions> {
  const sessions = seenSessions({ execution });
  const text = textAt(list, 0, '@loginame');
  if (text === undefined) return sessions;
  if (sameName(text, 'active')) return sessions.filter(seen => seen.request !== undefined);
  if (/^\d+$/u.test(text)) return sessions.filter(seen => seen.spid === Number(text));
  if (execution.instance.findLogin(text) === undefined) throw sqlError(15007, text);
  return sessions.filter(seen => sameName(seen.login, text));
}

const who2: Procedure = async (execution, list) => {
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
  const rows = asked(execution, list).map(seen => {
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

const who: Procedure = async (execution, list) => {
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
  const rows = asked(execution, list).map(seen => [
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

/** Procedures about who is connected. */
export const sessionProcedures: readonly (readonly [string, Procedure])[] = [
  ['sp_who', who],
  ['sp_who2', who2],
  [
    'sp_reset_connection',
    execution => {
      execution.session.reset();
      return Promise.resolve(0);
    },
  ],
];
