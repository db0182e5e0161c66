import type { Problem } from '../../../errors/problem.ts';
import {
  backupNewer,
  backupTooOld,
  backupUnfit,
  certificateMissing,
  expressLimit,
} from '../../../errors/sql-restore.ts';
import { askRows } from '../server/ask.ts';
import type { BackupFile, BackupHeader } from './backup-header.ts';
import type { MediaBackup, MediaReading } from './media.ts';
import { databaseLimit, versionParts, type ServerFacts } from './server-facts.ts';

/** Version as the server's own errors write it. */
function versionText([major, minor, build]: BackupHeader['software']): string {
  return `${major}.${minor}.${build}`;
}

function isNewer({ software, databaseVersion }: BackupHeader, server: ServerFacts): boolean {
  if (server.databaseVersion > 0 && databaseVersion > 0)
    return databaseVersion > server.databaseVersion;
  const [major, minor] = versionParts(server.version);
  return software[0] > major || (software[0] === major && software[1] > minor);
}

/** 2012 and later read backups from 2005 (9) on; 2008 still reads 2000 (8). */
function isTooOld({ software: [major] }: BackupHeader, server: ServerFacts): boolean {
  const [own] = versionParts(server.version);
  return major > 0 && major < (own >= 11 ? 9 : 8);
}

/** Why the server does not read a backup of that version; `undefined` where it does. */
export function versionProblem(
  { media, header }: MediaBackup,
  server: ServerFacts,
  instance: string,
): Problem | undefined {
  const path = media.paths.join(', ');
  const version = versionText(header.software);
  if (isNewer(header, server)) return backupNewer(path, version, server.version, instance);
  return isTooOld(header, server) ? backupTooOld(path, version, server.version) : undefined;
}

/** Refuses what the header itself says is not fit, and what another version made. */
export function checkHeaders(
  steps: readonly MediaBackup[],
  server: ServerFacts,
  instance: string,
): void {
  for (const step of steps) {
    const { media, header } = step;
    const path = media.paths.join(', ');
    if (header.unfinished) throw backupUnfit(path, 'unfinished');
    if (header.damaged) throw backupUnfit(path, 'damaged');
    if (header.snapshot) throw backupUnfit(path, 'snapshot');
    if (header.incompleteMetadata) throw backupUnfit(path, 'incomplete');
    const other = versionProblem(step, server, instance);
    if (other !== undefined) throw other;
  }
}

/** Refuses data files that are larger than an Express edition takes. */
export function checkLimit(
  files: readonly BackupFile[],
  server: ServerFacts,
  instance: string,
  bytesText: (bytes: number) => string,
): void {
  const limit = databaseLimit(server);
  if (limit === undefined) return;
  const data = files.filter(({ type }) => type === 'D');
  const bytes = data.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > limit) throw expressLimit(instance, bytesText(bytes), bytesText(limit));
}

/** Thumbprints of certificates without which the backups cannot be read. */
export function neededCertificates(
  steps: readonly MediaBackup[],
  files: readonly BackupFile[],
): string[] {
  const all = [
    ...steps.map(({ header }) => header.encryptor),
    ...files.map(one => one.encryptedBy),
  ];
  return [...new Set(all.filter(one => one !== undefined && one !== '' && one !== '0x'))].filter(
    one => one !== undefined,
  );
}

/** Throws where a certificate that an encrypted backup needs is not on the server. */
export async function checkCertificates(
  reading: MediaReading,
  steps: readonly MediaBackup[],
  files: readonly BackupFile[],
): Promise<void> {
  const needed = neededCertificates(steps, files);
  if (needed.length === 0) return;
  const { session, instance, signal } = reading;
  const text = 'SELECT thumbprint FROM master.sys.certificates';
  const rows = await askRows(session, { text }, instance, signal);
  const known = new Set(rows.map(row => row.text('thumbprint').toUpperCase()));
  const path = steps[0]?.media.paths.join(', ') ?? '';
  for (const one of needed)
    if (!known.has(one.toUpperCase())) throw certificateMissing(path, one, instance);
}
