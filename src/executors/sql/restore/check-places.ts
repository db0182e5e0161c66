import * as l10n from '@vscode/l10n';
import { placesRefused, spaceMissing } from '../../../errors/sql-restore-target.ts';
import { literal } from '../quoting.ts';
import { hearAnswer } from '../server/ask.ts';
import type { MediaReading } from './media.ts';
import {
  placeConflicts,
  samePath,
  tooSmall,
  unknownMoves,
  volumeNeeds,
  type PlacedFile,
  type Volume,
  type VolumeNeed,
} from './placement.ts';
import type { ServerFile } from './target.ts';
import type { RestoreWish } from './wish.ts';

/** What the server has at a path; `undefined` where it does not tell this login. */
interface PathLook {
  readonly file: boolean;
  readonly folder: boolean;
}

async function lookAt(
  { session, signal }: MediaReading,
  path: string,
): Promise<PathLook | undefined> {
  const text = `EXEC master.sys.xp_fileexist ${literal(path)}`;
  const { rows, errors, lost } = await hearAnswer(session, { text }, signal);
  const [row] = rows;
  if (errors.length > 0 || lost !== undefined || row === undefined) return undefined;
  return { file: row.flag('File Exists'), folder: row.flag('File is a Directory') };
}

async function readVolumes({ session, signal }: MediaReading): Promise<Volume[]> {
  const mounted = await hearAnswer(
    session,
    {
      text:
        'SELECT DISTINCT v.volume_mount_point AS mount, CAST(v.available_bytes AS bigint) AS free FROM sys.master_files f' +
        ' CROSS APPLY sys.dm_os_volume_stats(f.database_id, f.file_id) v',
    },
    signal,
  );
  const volumes = mounted.rows.map(row => ({ mount: row.text('mount'), free: row.number('free') }));
  const drives = await hearAnswer(session, { text: 'EXEC master.sys.xp_fixeddrives' }, signal);
  for (const row of drives.rows) {
    const mount = `${row.text('drive')}:\\`;
    const megabytes = row.number('MB free');
    const isNew = !volumes.some(one => one.mount.toLowerCase() === mount.toLowerCase());
    if (isNew && megabytes !== undefined) volumes.push({ mount, free: megabytes * 1024 ** 2 });
  }
  return volumes.flatMap(({ mount, free }) =>
    mount === '' || free === undefined ? [] : [{ mount, free }],
  );
}

function folderOf(path: string): string {
  return path.replace(/\\[^\\]*$/u, '');
}

export interface CheckedPlaces {
  /** Folders that have to be made first. */
  readonly folders: readonly string[];
  readonly needs: readonly VolumeNeed[];
  /** Files of no database that would be replaced. */
  readonly overwritten: readonly string[];
}

export interface PlacesToCheck {
  readonly reading: MediaReading;
  readonly wish: RestoreWish;
  readonly placed: readonly PlacedFile[];
  /** Number of the database that is there. */
  readonly target: number | undefined;
  readonly serverFiles: readonly ServerFile[];
  readonly bytesText: (bytes: number) => string;
}

interface Refusal {
  readonly path: string;
  readonly why: string;
}

function ownRefusals({ placed, target, serverFiles, wish }: PlacesToCheck): Refusal[] {
  const files = placed.map(({ file }) => file);
  const odd = placed.filter(({ path }) => !/^(?:[A-Za-z]:\\|\\\\)[^"<>|*?]+$/u.test(path));
  return [
    ...unknownMoves(files, wish.move).map(name => ({
      path: name,
      why: l10n.t(
        'the backup has no file of that logical name; it has {0}',
        files.map(({ logical }) => logical).join(', '),
      ),
    })),
    ...odd.map(({ path }) => ({ path, why: l10n.t('this is no full path of Windows') })),
    ...placeConflicts(placed, target, serverFiles).map(conflict => ({
      path: conflict.placed.path,
      why:
        conflict.kind === 'owned'
          ? l10n.t('the file belongs to the database {0}', conflict.owner)
          : l10n.t('{0} would go there as well', conflict.other.file.logical),
    })),
  ];
}

/** Looks at each place with the server's eyes. */
async function lookAtPlaces(
  places: PlacesToCheck,
): Promise<{ refusals: Refusal[]; folders: string[]; overwritten: string[] }> {
  const { reading, placed, target, serverFiles, wish } = places;
  const refusals: Refusal[] = [];
  const folders: string[] = [];
  const overwritten: string[] = [];
  const own = serverFiles.filter(file => file.databaseId === target);
  for (const { path, file } of placed) {
    const folder = folderOf(path);
    const around = await lookAt(reading, folder);
    const there = await lookAt(reading, path);
    const isOwn = own.some(file => samePath(file.physical, path));
    if (around?.folder === false && !folders.includes(folder)) {
      if (wish.makeFolders) folders.push(folder);
      else refusals.push({ path, why: l10n.t('the folder is not there') });
    }
    // FILESTREAM data are a folder
    if (there?.folder === true && !(isOwn && file.type === 'S'))
      refusals.push({ path, why: l10n.t('a folder stands there') });
    if (there?.file !== true || isOwn) continue;
    if (wish.overwriteFiles) overwritten.push(path);
    else refusals.push({ path, why: l10n.t('a file is there that belongs to no database') });
  }
  return { refusals, folders, overwritten };
}

/**
 * Whether the files can go where they would: nobody else's file, no file in the way, the folder there,
 * room for the restored size. Throws a refusal that names all of them at once.
 */
export async function checkPlaces(places: PlacesToCheck): Promise<CheckedPlaces> {
  const { reading, placed, target, serverFiles, bytesText } = places;
  const seen = await lookAtPlaces(places);
  const refusals = [...ownRefusals(places), ...seen.refusals];
  if (refusals.length > 0) {
    throw placesRefused(reading.instance, refusals, reading.account, [
      l10n.t('send the files elsewhere with "data-folder", "log-folder" or "move".'),
      l10n.t('"make-folders: true" makes folders; "overwrite-files: true" replaces lost files.'),
    ]);
  }
  const own = serverFiles.filter(file => file.databaseId === target);
  const needs = volumeNeeds(placed, own, await readVolumes(reading));
  const small = tooSmall(needs);
  if (small.length > 0) {
    throw spaceMissing(
      reading.instance,
      small.map(({ mount, needed, freed, free }) => ({
        mount,
        needed: bytesText((needed - freed) * 1.1),
        free: bytesText(free ?? 0),
      })),
    );
  }
  return { folders: seen.folders, needs, overwritten: seen.overwritten };
}
