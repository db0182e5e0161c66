import type { Problem, TheirWords } from '../../../errors/problem.ts';
import type { KnownSqlError } from '../../../errors/sql-catalogue.ts';
import {
  backupUnreadable,
  stripeMissing,
  stripeTwice,
  stripesDoNotMatch,
} from '../../../errors/sql-restore.ts';
import type { SqlSession } from '../backend.ts';
import { literal } from '../quoting.ts';
import { askRows, type Row } from '../server/ask.ts';
import { backupFile, backupHeader, type BackupFile, type BackupHeader } from './backup-header.ts';

/** The files of one media set: one file, or all stripes in their order. Paths as the server sees them. */
export interface MediaSet {
  readonly id: string;
  readonly paths: readonly string[];
}

/** One backup inside a media set. */
export interface MediaBackup {
  readonly media: MediaSet;
  readonly header: BackupHeader;
}

export interface MediaReading {
  readonly session: SqlSession;
  readonly instance: string;
  /** Account of the SQL Server service, where it is known. */
  readonly account: string | undefined;
  readonly signal: AbortSignal;
}

interface Label {
  readonly path: string;
  readonly id: string;
  readonly families: number;
  readonly sequence: number;
}

function ask(
  { session, instance, account, signal }: MediaReading,
  text: string,
  path: string,
): Promise<readonly Row[]> {
  const failure = (theirs: readonly TheirWords[], known: KnownSqlError | undefined): Problem =>
    backupUnreadable(path, instance, account, theirs, known);
  return askRows(session, { text, failure }, instance, signal);
}

async function labelOf(reading: MediaReading, path: string): Promise<Label> {
  const [row] = await ask(reading, `RESTORE LABELONLY FROM DISK = ${literal(path)}`, path);
  return {
    path,
    id: row?.text('MediaSetId').toUpperCase() ?? '',
    families: row?.number('FamilyCount') ?? 1,
    sequence: row?.number('FamilySequenceNumber') ?? 1,
  };
}

/** Files grouped by the media set that their labels name; every stripe must be there, once. */
function groupLabels(labels: readonly Label[]): MediaSet[] {
  const groups = new Map<string, Label[]>();
  for (const label of labels) groups.set(label.id, [...(groups.get(label.id) ?? []), label]);
  const incomplete = [...groups.values()].filter(group => group.length < (group[0]?.families ?? 1));
  return [...groups.values()].map(group => {
    const [first] = group;
    const families = first?.families ?? 1;
    const seen = new Map<number, string>();
    for (const { sequence, path } of group) {
      const twin = seen.get(sequence);
      if (twin !== undefined) throw stripeTwice(twin, path, sequence);
      seen.set(sequence, path);
    }
    if (group.length < families) {
      // two halves of two striped sets: naming what each lacks would send people the wrong way
      const [other] = incomplete.filter(one => one !== group);
      if (other?.[0] !== undefined && first !== undefined)
        throw stripesDoNotMatch(first.path, other[0].path, families);
      const missing = Array.from({ length: families }, (_, i) => i + 1).filter(n => !seen.has(n));
      throw stripeMissing([...seen.values()], families, missing);
    }
    const sorted = group.toSorted((a, b) => a.sequence - b.sequence);
    return { id: first?.id ?? '', paths: sorted.map(({ path }) => path) };
  });
}

/**
 * Every backup in the files, with the stripes of a set put together by their labels. Throws a refusal
 * that names the file that the server cannot read, or the stripe that is missing.
 */
export async function readMedia(
  reading: MediaReading,
  paths: readonly string[],
): Promise<MediaBackup[]> {
  const labels: Label[] = [];
  for (const path of paths) labels.push(await labelOf(reading, path));
  const backups: MediaBackup[] = [];
  for (const media of groupLabels(labels)) {
    const [first = ''] = media.paths;
    const text = `RESTORE HEADERONLY FROM DISK = ${literal(first)}`;
    for (const row of await ask(reading, text, first))
      backups.push({ media, header: backupHeader(row) });
  }
  return backups;
}

/** The database's files in a backup. */
export async function readFileList(
  reading: MediaReading,
  { media, header }: MediaBackup,
): Promise<BackupFile[]> {
  const [first = ''] = media.paths;
  const text = `RESTORE FILELISTONLY FROM DISK = ${literal(first)} WITH FILE = ${header.position}`;
  return (await ask(reading, text, first)).map(backupFile);
}
