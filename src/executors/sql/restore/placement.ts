import { lastPart, parsePath } from '../../../estate/unc.ts';
import type { BackupFile } from './backup-header.ts';
import type { ServerFile } from './target.ts';

/** Where a file of the database goes. */
export interface PlacedFile {
  readonly file: BackupFile;
  /** Path as the SQL Server computer sees it. */
  readonly path: string;
}

export interface PlacementWish {
  /** Name of the database in the backup, and the name that it gets. */
  readonly source: string;
  readonly target: string;
  /** Paths by logical name, as the step gives them. */
  readonly move: Readonly<Record<string, string>>;
  readonly dataFolder: string | undefined;
  readonly logFolder: string | undefined;
  /** Files of the database that is there now. */
  readonly existing: readonly ServerFile[];
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Two spellings of one Windows path. */
export function samePath(a: string, b: string): boolean {
  const plain = (path: string): string => path.replaceAll(/[\\/]+/gu, '\\').toLowerCase();
  return plain(a) === plain(b);
}

function fileName(path: string): string {
  return parsePath(path).path === undefined
    ? (path.split(/[\\/]/u).at(-1) ?? path)
    : lastPart(path);
}

function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/u, '');
}

/** The file's name for a database under another name: the old name in it replaced, else put before. */
function renamed(name: string, { source, target }: PlacementWish): string {
  if (same(source, target)) return name;
  const safe = target.replaceAll(/[\\/:*?"<>|]/gu, '_');
  return name.toLowerCase().startsWith(source.toLowerCase())
    ? `${safe}${name.slice(source.length)}`
    : `${safe}_${name}`;
}

function wanted(
  { logical, physical, type, id }: BackupFile,
  files: readonly BackupFile[],
  wish: PlacementWish,
): string {
  const moved = Object.entries(wish.move).find(([name]) => same(name, logical))?.[1];
  if (moved !== undefined) return moved.replaceAll('/', '\\');
  const folder = type === 'L' ? (wish.logFolder ?? wish.dataFolder) : wish.dataFolder;
  const name = renamed(fileName(physical), wish);
  if (folder !== undefined) return `${folder.replaceAll('/', '\\').replace(/\\+$/u, '')}\\${name}`;
  const kind = type === 'L' ? 'LOG' : 'ROWS';
  const ofKind = wish.existing.filter(one => one.type === kind);
  const only = ofKind.length === 1 && files.filter(one => one.type === type).length === 1;
  const now =
    ofKind.find(one => same(one.logical, logical) && one.id === id) ??
    ofKind.find(one => same(one.logical, logical)) ??
    (only ? ofKind[0] : undefined);
  if (now !== undefined) return now.physical;
  return same(wish.source, wish.target) ? physical : `${folderOf(physical)}\\${name}`;
}

/**
 * Where the files of a backup go: where the step says, else over the files of the database that is
 * there, else where they were, under the database's new name.
 */
export function placeFiles(files: readonly BackupFile[], wish: PlacementWish): PlacedFile[] {
  return files.map(file => ({ file, path: wanted(file, files, wish) }));
}

/** Logical names of `move` that the backup does not have (3234). */
export function unknownMoves(
  files: readonly BackupFile[],
  move: Readonly<Record<string, string>>,
): string[] {
  return Object.keys(move).filter(name => !files.some(({ logical }) => same(logical, name)));
}

export type PlaceConflict =
  /** Another database has the file (1834). */
  | { readonly kind: 'owned'; readonly placed: PlacedFile; readonly owner: string }
  /** Two files of the backup would be one (3176). */
  | { readonly kind: 'twice'; readonly placed: PlacedFile; readonly other: PlacedFile };

/** What is wrong with the places by what the server says of its files. */
export function placeConflicts(
  placed: readonly PlacedFile[],
  target: number | undefined,
  files: readonly ServerFile[],
): PlaceConflict[] {
  return placed.flatMap((one, i): PlaceConflict[] => {
    const owner = files.find(
      file => file.databaseId !== target && samePath(file.physical, one.path),
    );
    if (owner !== undefined) return [{ kind: 'owned', placed: one, owner: owner.database }];
    const other = placed.slice(0, i).find(before => samePath(before.path, one.path));
    return other === undefined ? [] : [{ kind: 'twice', placed: one, other }];
  });
}

/** A volume of the server and its free bytes. */
export interface Volume {
  /** `D:\` or a mount point below a drive. */
  readonly mount: string;
  readonly free: number;
}

export interface VolumeNeed {
  readonly mount: string;
  /** Bytes that the restored files take, and bytes that they give back. */
  readonly needed: number;
  readonly freed: number;
  /** `undefined` where the server does not tell. */
  readonly free: number | undefined;
}

function volumeOf(path: string, volumes: readonly Volume[]): Volume | undefined {
  const inside = (mount: string): boolean =>
    `${path.toLowerCase()}\\`.startsWith(mount.toLowerCase().replace(/\\*$/u, '\\'));
  return volumes
    .filter(({ mount }) => inside(mount))
    .toSorted((a, b) => b.mount.length - a.mount.length)[0];
}

/**
 * Room that a restore takes on each volume, by the restored size of its files: the size of the backup
 * says nothing. Files of the database that is there and would be replaced count as freed.
 */
export function volumeNeeds(
  placed: readonly PlacedFile[],
  replaced: readonly ServerFile[],
  volumes: readonly Volume[],
): VolumeNeed[] {
  const needs = new Map<string, VolumeNeed>();
  const add = (path: string, needed: number, freed: number): void => {
    const volume = volumeOf(path, volumes);
    const mount = volume?.mount ?? /^[A-Za-z]:/u.exec(path)?.[0] ?? path;
    const before = needs.get(mount) ?? { mount, needed: 0, freed: 0, free: volume?.free };
    needs.set(mount, {
      ...before,
      needed: before.needed + needed,
      freed: before.freed + freed,
    });
  };
  for (const { file, path } of placed) add(path, file.bytes, 0);
  for (const { physical, bytes } of replaced) add(physical, 0, bytes);
  return [...needs.values()].filter(({ needed }) => needed > 0);
}

/** A tenth more than what is needed: files grow while the log is rolled forward. */
const margin = 1.1;

/** Volumes that are too small. */
export function tooSmall(needs: readonly VolumeNeed[]): VolumeNeed[] {
  return needs.filter(
    ({ needed, freed, free }) =>
      free !== undefined && (needed - freed) * (needed > freed ? margin : 1) > free,
  );
}
