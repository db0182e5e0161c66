import { bracketed, literal } from '../quoting.ts';
import type { MediaBackup } from './media.ts';

/** Percent between two progress messages. */
const statsStep = 5;

function devices(paths: readonly string[]): string {
  return paths.map(path => `DISK = ${literal(path)}`).join(', ');
}

export interface BackupOrder {
  readonly database: string;
  readonly kind: 'full' | 'differential' | 'log';
  /** One file, or one for each stripe, as the server sees them; all of them new. */
  readonly paths: readonly string[];
  readonly copyOnly: boolean;
  readonly compress: boolean;
  /** Leaves the database RESTORING: the tail of the log before a restore over it. */
  readonly tail?: boolean;
  /** At most 128 characters. */
  readonly name: string;
}

/** BACKUP into new files, with checksums. */
export function backupStatement(order: BackupOrder): string {
  const { database, kind, paths, copyOnly, compress, tail = false, name } = order;
  const options = [
    ...(kind === 'differential' ? ['DIFFERENTIAL'] : []),
    ...(copyOnly ? ['COPY_ONLY'] : []),
    'FORMAT',
    'INIT',
    'CHECKSUM',
    ...(compress ? ['COMPRESSION'] : []),
    ...(tail ? ['NORECOVERY'] : []),
    `STATS = ${statsStep}`,
    `NAME = ${literal(name.slice(0, 128))}`,
  ];
  const what = kind === 'log' ? 'LOG' : 'DATABASE';
  return `BACKUP ${what} ${bracketed(database)} TO ${devices(paths)} WITH ${options.join(', ')}`;
}

/** RESTORE VERIFYONLY of one backup. */
export function verifyStatement({ media, header }: MediaBackup): string {
  const options = [
    `FILE = ${header.position}`,
    ...(header.checksums ? ['CHECKSUM'] : []),
    `STATS = ${statsStep}`,
  ];
  return `RESTORE VERIFYONLY FROM ${devices(media.paths)} WITH ${options.join(', ')}`;
}

export interface RestoreOrder {
  readonly target: string;
  readonly backup: MediaBackup;
  readonly moves: readonly { readonly logical: string; readonly path: string }[];
  readonly replace: boolean;
  /** Whether the database is to be used after this one. */
  readonly recovery: boolean;
  readonly stopAt?: string | undefined;
}

/** RESTORE DATABASE or LOG of one backup of a chain. */
export function restoreStatement(order: RestoreOrder): string {
  const { target, backup, moves, replace, recovery, stopAt } = order;
  const { media, header } = backup;
  const log = header.kind === 'log';
  const options = [
    `FILE = ${header.position}`,
    ...moves.map(({ logical, path }) => `MOVE ${literal(logical)} TO ${literal(path)}`),
    ...(replace ? ['REPLACE'] : []),
    ...(header.checksums ? ['CHECKSUM'] : []),
    ...(log && stopAt !== undefined ? [`STOPAT = ${literal(stopAt)}`] : []),
    `STATS = ${statsStep}`,
    recovery ? 'RECOVERY' : 'NORECOVERY',
  ];
  const what = log ? 'LOG' : 'DATABASE';
  const from = devices(media.paths);
  return `RESTORE ${what} ${bracketed(target)} FROM ${from} WITH ${options.join(', ')}`;
}

/**
 * Sessions cut and the restore begun in one batch on one connection, so that nobody gets in between;
 * after a failure of the first, the second is not sent to work.
 */
export function aloneThen(target: string, statement: string): string {
  return [
    `ALTER DATABASE ${bracketed(target)} SET SINGLE_USER WITH ROLLBACK IMMEDIATE;`,
    `IF @@ERROR = 0 ${statement};`,
  ].join('\n');
}

export function multiUser(target: string): string {
  return `ALTER DATABASE ${bracketed(target)} SET MULTI_USER`;
}

export function checkDatabase(target: string): string {
  return `DBCC CHECKDB (${literal(target)}) WITH NO_INFOMSGS, ALL_ERRORMSGS, DATA_PURITY`;
}
