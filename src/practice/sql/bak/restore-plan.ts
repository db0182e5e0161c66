import { existsSync } from 'node:fs';
import { sameName } from '../engine/expressions/scope.ts';
import type { Database, DatabaseFile } from '../engine/instance/database.ts';
import { SqlErrors, sqlError } from '../engine/messages/sql-error.ts';
import { isSysadmin } from '../engine/principals/access.ts';
import type { Execution } from '../engine/sessions/execution.ts';
import { ownerOf } from '../engine/statements/create-database.ts';
import { systemErrors } from '../storage/server-paths.ts';
import { parseServerPath, samePath } from '../storage/windows-paths.ts';
import type { SetHeader } from './headers.ts';
import type { Options } from './options.ts';

/** Version as error 3169 writes it: 11.00.7001. */
function versionText([major, minor, build]: readonly number[]): string {
  const two = (value = 0): string => String(value).padStart(2, '0');
  return `${two(major)}.${two(minor)}.${String(build ?? 0).padStart(4, '0')}`;
}

/** Throws 3110 unless the login may restore this database. */
export function checkPermission(
  execution: Execution,
  name: string,
  existing: Database | undefined,
): void {
  const { login } = execution.session;
  const allowed =
    isSysadmin(login) ||
    login.roles.includes('dbcreator') ||
    existing?.facts.ownerSid === login.sid;
  if (!allowed) throw sqlError(3110, name);
}

/** Throws 3102 and 3101 when somebody is in the database. */
export function checkAlone(execution: Execution, database: Database): void {
  const { instance, session } = execution;
  if (sameName(session.database, database.name)) throw sqlError(3102, database.name);
  if (instance.usersOf(database.name, session).length > 0) throw sqlError(3101);
}

/** Throws 3169 for a backup of a newer server. */
export function checkVersion(execution: Execution, header: SetHeader): void {
  const { product } = execution.instance;
  if (header.databaseVersion > product.databaseVersion)
    throw sqlError(3169, versionText(header.softwareVersion), versionText(product.version));
}

/** Throws 3154 and 3159 where a full backup would go over something else without REPLACE. */
export function checkOverwrite(existing: Database, header: SetHeader, options: Options): void {
  if (options.has('REPLACE')) return;
  const { facts } = existing;
  if (!sameName(existing.name, header.databaseName) || facts.familyGuid !== header.familyGuid)
    throw sqlError(3154, existing.name);
  const hasTail =
    facts.state === 'ONLINE' && facts.recoveryModel !== 'SIMPLE' && facts.logFrom !== undefined;
  if (hasTail && !options.has('STOPAT')) throw sqlError(3159, existing.name);
}

/** Where each file of the backup goes; throws 3234. */
export function targetFiles(header: SetHeader, options: Options): DatabaseFile[] {
  const moves = options.moves();
  for (const { logical } of moves)
    if (!header.files.some(file => sameName(file.logicalName, logical)))
      throw sqlError(3234, logical, header.databaseName);
  return header.files.map(file => {
    const move = moves.find(one => sameName(one.logical, file.logicalName));
    return { ...file, physicalName: move?.path ?? file.physicalName };
  });
}

/** Throws 5133 and 3156, 1834, 3142 for places that the files cannot go to; 3119 and 3013 follow. */
export async function checkPlaces(
  execution: Execution,
  target: string,
  files: readonly DatabaseFile[],
  replace: boolean,
): Promise<void> {
  const { instance } = execution;
  for (const file of files) {
    const path = file.physicalName;
    const located = await instance.paths.locate(path);
    const failed = sqlError(3156, file.logicalName, path);
    if (!located.found || located.drive === undefined) {
      const number = located.found ? 5 : located.error;
      const text = `${number}(${systemErrors[number] ?? ''})`;
      throw new SqlErrors([sqlError(5133, path, text), failed, sqlError(3119)]);
    }
    const owner = ownerOf(instance, path);
    if (owner !== undefined && !sameName(owner.name, target))
      throw new SqlErrors([sqlError(1834, path, owner.name), failed, sqlError(3119)]);
    if (owner === undefined && existsSync(located.local) && !replace)
      throw sqlError(3142, file.logicalName, path);
    const twin = files.find(other => other !== file && samePath(other.physicalName, path));
    if (twin !== undefined)
      throw new SqlErrors([
        sqlError(3176, path, file.logicalName, twin.logicalName),
        failed,
        sqlError(3119),
      ]);
  }
}

/** Throws 3257 when a drive lacks the room for the restored size. */
export function checkSpace(
  execution: Execution,
  files: readonly DatabaseFile[],
  existing: Database | undefined,
): void {
  const { instance } = execution;
  const wanted = new Map<string, number>();
  const count = (list: readonly DatabaseFile[], sign: number): void => {
    for (const file of list) {
      const path = parseServerPath(file.physicalName);
      if (path.kind !== 'drive') continue;
      wanted.set(path.drive, (wanted.get(path.drive) ?? 0) + sign * file.sizePages * 8192);
    }
  };
  count(files, 1);
  count(existing?.facts.files ?? [], -1);
  for (const [drive, bytes] of wanted) {
    const free = instance.freeSpace(drive) ?? 0;
    if (bytes > free) throw sqlError(3257, `${drive}:\\`, bytes, free);
  }
}

/** Throws 1827 where an Express edition's limit of 10 GB for a database would be passed. */
export function checkLimit(execution: Execution, files: readonly DatabaseFile[]): void {
  const { product } = execution.instance;
  if (!product.express) return;
  const limit = product.version[0] === 10 && product.version[1] === 0 ? 4096 : 10_240;
  const data = files.filter(file => file.kind === 'ROWS');
  const size = data.reduce((sum, file) => sum + file.sizePages, 0) / 128;
  if (size > limit) throw sqlError(1827, limit);
}
