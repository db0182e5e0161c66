import type { SqlSession } from '../backend.ts';
import { askRows, hearAnswer } from '../server/ask.ts';

/** A SQL Server instance as it describes itself. */
export interface ServerFacts {
  /** `@@SERVERNAME`: its own name, which an alias in the estate file may hide. */
  readonly ownName: string;
  /** For example `11.0.7001.0`. */
  readonly version: string;
  readonly edition: string;
  readonly express: boolean;
  readonly collation: string;
  /** Internal version of the database files that it makes. */
  readonly databaseVersion: number;
  /** Its clock against UTC, minutes. */
  readonly utcOffset: number;
  /** Made when the instance was installed: another one means another instance. */
  readonly identity: string;
  /** Account of the service; `undefined` where the server does not tell. */
  readonly account: string | undefined;
}

const question =
  "SELECT CAST(@@SERVERNAME AS nvarchar(256)) AS own, CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS version," +
  " CAST(SERVERPROPERTY('Edition') AS nvarchar(128)) AS edition, CAST(SERVERPROPERTY('EngineEdition') AS int) AS engine," +
  " CAST(SERVERPROPERTY('Collation') AS nvarchar(128)) AS collation, DATEDIFF(minute, GETUTCDATE(), GETDATE()) AS utc_offset," +
  " (SELECT version FROM master.dbo.sysdatabases WHERE name = N'master') AS files," +
  " (SELECT CAST(service_broker_guid AS nvarchar(36)) FROM sys.databases WHERE name = N'msdb') AS identity_guid";

/** Came with 2008 R2 SP1; what it tells is not worth a failure. */
const accountQuestion =
  "SELECT TOP (1) service_account AS account FROM sys.dm_server_services WHERE servicename LIKE N'SQL Server (%'";
const expressEngine = 4;

/** Reads what decides what a server can back up and restore. Throws a `Problem`. */
export async function readServerFacts(
  session: SqlSession,
  instance: string,
  signal: AbortSignal,
): Promise<ServerFacts> {
  const [row] = await askRows(session, { text: question }, instance, signal);
  const services = await hearAnswer(session, { text: accountQuestion }, signal);
  const edition = row?.text('edition') ?? '';
  return {
    ownName: row?.text('own') ?? '',
    version: row?.text('version') ?? '',
    edition,
    express: row?.number('engine') === expressEngine || /express/iu.test(edition),
    collation: row?.text('collation') ?? '',
    databaseVersion: row?.number('files') ?? 0,
    utcOffset: row?.number('utc_offset') ?? 0,
    identity: row?.text('identity_guid').toUpperCase() ?? '',
    account: services.rows[0]?.optional('account'),
  };
}

/** Major, minor and build of a version. */
export function versionParts(version: string): readonly [number, number, number] {
  const [major = 0, minor = 0, build = 0] = version.split('.').map(Number);
  return [major, minor, build];
}

/** Compares two versions number by number; missing parts are 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map(text => text.split('.').map(Number));
  const length = Math.max(left?.length ?? 0, right?.length ?? 0);
  for (let i = 0; i < length; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Whether the edition can write compressed backups: from 2008 R2 on all but Express; in 2008 Enterprise
 * and Developer alone.
 */
export function compresses({ version, edition, express }: ServerFacts): boolean {
  if (express || /\bweb\b/iu.test(edition)) return false;
  const [major, minor] = versionParts(version);
  if (major < 10) return false;
  return major > 10 || minor >= 50 || /enterprise|developer|evaluation/iu.test(edition);
}

/** Largest size of the data files of a database, bytes; `undefined` without a limit. */
export function databaseLimit({ version, express }: ServerFacts): number | undefined {
  if (!express) return undefined;
  const [major, minor] = versionParts(version);
  const gigabytes = major < 10 || (major === 10 && minor < 50) ? 4 : 10;
  return gigabytes * 1024 ** 3;
}
