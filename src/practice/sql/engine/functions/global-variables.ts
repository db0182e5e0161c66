import { bigintType, intType, nvarchar, type SqlType, type SqlValue } from '../../values/types.ts';
import { notSupported, sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';

interface GlobalVariable {
  readonly type: SqlType;
  read(): SqlValue;
}

/** Text of @@VERSION. */
export function versionText(execution: Execution): string {
  const { product } = execution.instance;
  return [
    `Microsoft SQL Server ${product.yearName} (${product.level}) - ${product.versionText} (X64) `,
    '\tPractice server of Recovery Runbooks, not a product of Microsoft',
    `\t${product.edition} on Windows NT 6.2 <X64>`,
    '',
  ].join('\n');
}

type Reader = (execution: Execution) => SqlValue;

const variables: ReadonlyMap<string, readonly [SqlType, Reader]> = new Map<
  string,
  readonly [SqlType, Reader]
>([
  ['@@VERSION', [nvarchar(300), versionText]],
  ['@@SERVERNAME', [nvarchar(128), ({ instance }) => instance.serverName]],
  ['@@SERVICENAME', [nvarchar(128), ({ instance }) => instance.instanceName.toUpperCase()]],
  ['@@SPID', [intType, ({ session }) => BigInt(session.spid)]],
  ['@@ERROR', [intType, ({ session }) => BigInt(session.lastError)]],
  ['@@ROWCOUNT', [intType, ({ session }) => BigInt(session.rowCount)]],
  ['@@TRANCOUNT', [intType, ({ session }) => BigInt(session.transactions.depth)]],
  ['@@IDENTITY', [bigintType, ({ session }) => session.lastIdentity ?? null]],
  ['@@LANGUAGE', [nvarchar(128), () => 'us_english']],
  ['@@LANGID', [intType, () => 0n]],
  ['@@MAX_PRECISION', [intType, () => 38n]],
  ['@@FETCH_STATUS', [intType, ({ session }) => BigInt(session.fetchStatus)]],
  ['@@CURSOR_ROWS', [intType, ({ session }) => BigInt(session.cursorRows)]],
  ['@@MICROSOFTVERSION', [intType, ({ instance }) => microsoftVersion(instance.product.version)]],
  ['@@OPTIONS', [intType, () => 5496n]],
  ['@@DATEFIRST', [intType, () => 7n]],
  [
    '@@LOCK_TIMEOUT',
    [intType, ({ session }) => BigInt(session.settings.others.get('LOCK_TIMEOUT') ?? '-1')],
  ],
  ['@@NESTLEVEL', [intType, ({ depth }) => BigInt(depth)]],
  ['@@TEXTSIZE', [intType, () => 2147483647n]],
]);

function microsoftVersion([major, minor, build]: readonly [number, number, number]): bigint {
  return BigInt(major) * 0x1000000n + BigInt(minor) * 0x10000n + BigInt(build);
}

/** What a server has and this one does not: counters of work that is not counted here. */
const others = new Set(
  `@@CONNECTIONS @@CPU_BUSY @@DBTS @@IDLE @@IO_BUSY @@MAX_CONNECTIONS @@PACKET_ERRORS @@PACK_RECEIVED
  @@PACK_SENT @@PROCID @@REMSERVER @@TIMETICKS @@TOTAL_ERRORS @@TOTAL_READ @@TOTAL_WRITE`.split(
    /\s+/u,
  ),
);

/** `@@NAME`; throws 137 for one that is not known. */
export function globalVariable(execution: Execution, name: string, line: number): GlobalVariable {
  const found = variables.get(name.toUpperCase());
  if (found === undefined && others.has(name.toUpperCase())) throw notSupported(name, line);
  if (found === undefined) {
    const error = sqlError(137, name);
    error.line = line;
    throw error;
  }
  const [type, read] = found;
  return { type, read: () => read(execution) };
}
