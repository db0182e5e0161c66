import { existsSync } from 'node:fs';
import type { ServerStatement } from '../../language/statements.ts';
import { systemErrors } from '../../storage/server-paths.ts';
import { folderOf, samePath } from '../../storage/windows-paths.ts';
import { newDatabase, type DatabaseFile } from '../instance/database.ts';
import type { Instance } from '../instance/instance.ts';
import { notSupported, sqlError, SqlErrors } from '../messages/sql-error.ts';
import { isSysadmin } from '../principals/access.ts';
import type { Execution } from '../sessions/execution.ts';

type Create = Extract<ServerStatement, { kind: 'create-database' }>;

/** `64MB` in pages of 8 KiB. */
function pagesOf(size: string | undefined, byDefault: number): number {
  const match = /^(\d+)\s*(KB|MB|GB|TB)?$/iu.exec(size ?? '');
  if (match === null) return byDefault;
  const factors: Readonly<Record<string, number>> = {
    KB: 1 / 8,
    MB: 128,
    GB: 131_072,
    TB: 134_217_728,
  };
  return Math.ceil(Number(match[1]) * (factors[(match[2] ?? 'MB').toUpperCase()] ?? 128));
}

function fileOf(
  instance: Instance,
  database: string,
  log: boolean,
  fileId: number,
  options: readonly { readonly name: string; readonly value: string }[],
): DatabaseFile {
  const option = (name: string): string | undefined =>
    options.find(one => one.name === name)?.value;
  const logicalName = option('NAME') ?? (log ? `${database}_log` : database);
  const file = `${database}${log ? '_log.ldf' : '.mdf'}`;
  return {
    fileId,
    kind: log ? 'LOG' : 'ROWS',
    logicalName,
    physicalName: option('FILENAME') ?? `${instance.defaultDataPath}\\${file}`,
    guid: instance.newGuid(),
    sizePages: pagesOf(option('SIZE'), log ? 128 : 384),
    maxPages: -1,
  };
}

/** The database that has this file. */
export function ownerOf(instance: Instance, path: string): { name: string } | undefined {
  return instance
    .databases()
    .find(database => database.facts.files.some(file => samePath(file.physicalName, path)));
}

async function checkFile(instance: Instance, file: DatabaseFile): Promise<void> {
  const located = await instance.paths.locate(file.physicalName);
  const failed = sqlError(1802);
  if (!located.found || located.drive === undefined) {
    const number = located.found ? 5 : located.error;
    const text = `${number}(${systemErrors[number] ?? ''})`;
    throw new SqlErrors([failed, sqlError(5133, file.physicalName, text)]);
  }
  if (existsSync(located.local) || ownerOf(instance, file.physicalName) !== undefined)
    throw new SqlErrors([failed, sqlError(5170, file.physicalName)]);
}

export async function createDatabase(execution: Execution, statement: Create): Promise<void> {
  const { instance, session } = execution;
  const { login } = session;
  if (!isSysadmin(login) && !login.roles.includes('dbcreator'))
    throw sqlError(262, 'CREATE DATABASE', 'master');
  if (session.transactions.depth > 0) throw sqlError(226, 'CREATE DATABASE');
  if (statement.attach) throw notSupported('CREATE DATABASE … FOR ATTACH');
  const name = statement.database;
  if (instance.find(name) !== undefined) throw sqlError(1801, name);
  const data = statement.files.filter(file => !file.log);
  const logs = statement.files.filter(file => file.log);
  if (data.length > 1 || logs.length > 1) throw notSupported('A database with more than two files');
  const files = [
    fileOf(instance, name, false, 1, data[0]?.options ?? []),
    fileOf(instance, name, true, 2, logs[0]?.options ?? []),
  ];
  await instance.paths.makeFolder(folderOf(`${instance.defaultDataPath}\\x`));
  for (const file of files) await checkFile(instance, file);
  instance.add(
    newDatabase({
      id: instance.nextDatabaseId(),
      name,
      files,
      created: instance.world.now(),
      ownerSid: login.sid,
      recoveryModel: instance.product.express ? 'SIMPLE' : 'FULL',
      databaseVersion: instance.product.databaseVersion,
      compatibility: instance.product.compatibility,
      newGuid: () => instance.newGuid(),
    }),
  );
}

/** DROP DATABASE; an offline database leaves its files. */
export async function dropDatabase(execution: Execution, name: string): Promise<void> {
  const { instance, session } = execution;
  const database = instance.find(name);
  if (database === undefined) throw sqlError(3701, 'drop', 'database', name);
  const { login } = session;
  if (!isSysadmin(login) && database.facts.ownerSid !== login.sid)
    throw sqlError(3701, 'drop', 'database', name);
  if (database.isSystem) throw sqlError(3708, 'drop', 'database', name);
  if (instance.mirrors.of(name) !== undefined) throw sqlError(3743, name);
  if (session.transactions.depth > 0) throw sqlError(226, 'DROP DATABASE');
  if (instance.usersOf(database.name).length > 0 || database.busy !== undefined)
    throw sqlError(3702, name);
  instance.remove(name);
  if (database.facts.state === 'OFFLINE') return;
  for (const file of database.facts.files) await instance.removeFile(file.physicalName);
}
