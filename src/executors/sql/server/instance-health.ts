import * as l10n from '@vscode/l10n';
import { describeProblem, Problem } from '../../../errors/problem.ts';
import type { SqlInstance } from '../../../estate/model.ts';
import { unreachableCodes } from '../connection/connect-failure.ts';
import type { SqlSessions } from '../connection/sessions.ts';
import { readServerFiles } from '../restore/target.ts';
import { askRows } from './ask.ts';

/** A database as a check of its instance found it. */
export interface DatabaseHealth {
  readonly name: string;
  /** `ONLINE`, `RESTORING`, … */
  readonly state: string;
  /** `MIRROR`, `PRINCIPAL`, or empty. */
  readonly mirror: string;
  /** `MULTI_USER`, `SINGLE_USER`, `RESTRICTED_USER`. */
  readonly access: string;
  /** Of all its files. */
  readonly bytes: number;
  readonly recovery: string;
  /** When its newest backup ended, the server's time; empty where msdb knows none. */
  readonly lastBackup: string;
}

/**
 * What a check of an instance found. `impaired`: it answers, and a database is not as it should be, or not
 * there; `lost`: it does not answer; `unknown`: it could not be asked, for a reason on this side or because
 * it refused the login. The details say why.
 */
export interface InstanceHealth {
  readonly state: 'healthy' | 'impaired' | 'lost' | 'unknown';
  /** A few words for a list. */
  readonly words: string;
  /** Empty where the instance did not answer. */
  readonly version: string;
  readonly edition: string;
  /** Without those of the server itself, by name. */
  readonly databases: readonly DatabaseHealth[];
  readonly details: readonly string[];
}

const question =
  'SELECT d.name, d.state_desc, d.user_access_desc, d.recovery_model_desc, m.mirroring_role_desc,' +
  ' (SELECT CONVERT(varchar(23), MAX(b.backup_finish_date), 121) FROM msdb.dbo.backupset b WHERE b.database_name = d.name) AS last_backup' +
  ' FROM sys.databases d LEFT JOIN sys.database_mirroring m ON m.database_id = d.database_id' +
  ' WHERE d.database_id > 4 ORDER BY d.name';

/** What is wrong with a database, in a line; empty where nothing is. */
function fault({ name, state, access, mirror }: DatabaseHealth): string {
  if (state === 'RESTORING' && mirror === 'MIRROR') return '';
  if (state !== 'ONLINE') return `${name}: ${state}`;
  return access === 'MULTI_USER' ? '' : `${name}: ${access}`;
}

function faultsOf({ databases: named }: SqlInstance, found: readonly DatabaseHealth[]): string[] {
  const missing = named.filter(
    name => !found.some(one => one.name.toLowerCase() === name.toLowerCase()),
  );
  return [
    ...found.map(fault).filter(line => line !== ''),
    ...missing.map(name => l10n.t('{0}: not on this server', name)),
  ];
}

async function ask(
  instance: SqlInstance,
  sessions: SqlSessions,
  signal: AbortSignal,
): Promise<InstanceHealth> {
  await using session = await sessions.open(instance, signal);
  const rows = await askRows(session, { text: question }, instance.name, signal);
  const files = await readServerFiles(session, instance.name, signal);
  const databases = rows.map(row => ({
    name: row.text('name'),
    state: row.text('state_desc'),
    mirror: row.text('mirroring_role_desc'),
    access: row.text('user_access_desc'),
    bytes: files
      .filter(({ database }) => database === row.text('name'))
      .reduce((sum, { bytes }) => sum + bytes, 0),
    recovery: row.text('recovery_model_desc'),
    lastBackup: row.text('last_backup'),
  }));
  const details = faultsOf(instance, databases);
  return {
    state: details.length === 0 ? 'healthy' : 'impaired',
    words:
      details.length === 0
        ? l10n.t('running')
        : l10n.t('running, {0} databases not as they should be', details.length),
    version: session.facts.version,
    edition: session.facts.edition,
    databases,
    details,
  };
}

/**
 * Asks an instance for its databases; nothing is changed there. Never throws for what keeps it from
 * answering; an abort of the signal is thrown.
 */
export async function askInstance(
  instance: SqlInstance,
  sessions: SqlSessions,
  signal: AbortSignal,
): Promise<InstanceHealth> {
  try {
    return await ask(instance, sessions, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof Problem)) throw thrown;
    const silent = unreachableCodes.has(thrown.code);
    return {
      state: silent ? 'lost' : 'unknown',
      words: silent ? l10n.t('does not answer') : l10n.t('could not be asked'),
      version: '',
      edition: '',
      databases: [],
      details: describeProblem(thrown.data),
    };
  }
}
