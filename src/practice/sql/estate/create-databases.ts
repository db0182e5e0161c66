import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unknownVersion } from '../../../errors/practice-sql.ts';
import { newDatabase, type Database, type DatabaseFile } from '../engine/instance/database.ts';
import { drivesFolder, InstanceStore } from '../engine/instance/instance-store.ts';
import { productOf, type Product } from '../engine/instance/product.ts';
import { newSid } from '../engine/principals/principals.ts';
import type { Content } from '../storage/content.ts';
import { ServerPaths } from '../storage/server-paths.ts';
import { folderOf } from '../storage/windows-paths.ts';
import { addHistoryTables } from './history-tables.ts';
import { addLyncTables, storeFolder } from './lync-tables.ts';

export interface PracticeInstance {
  /** FQDN of the server. */
  readonly host: string;
  /** `MSSQLSERVER` for the default instance. */
  readonly instance: string;
  readonly databases: readonly string[];
  /** `2008 R2`, `2012` (the default) or a full version number. */
  readonly version?: string;
  /** `Standard` by default; `Express`, `Enterprise`. */
  readonly edition?: string;
  /** Tables with rows (the default), or empty as setup makes them. */
  readonly rows?: boolean;
  /** NetBIOS name of the domain whose group gets access; `CONTOSO` by default. */
  readonly domain?: string;
  readonly now?: () => number;
  readonly random?: (size: number) => Buffer;
}

/** Folder of an instance in a practice estate. */
export function instanceFolder(estateFolder: string, host: string, instance: string): string {
  return join(estateFolder, 'servers', host.toLowerCase(), 'sql', instance.toLowerCase());
}

const gigabyte = 1024 ** 3;

/** What is known while an instance's databases are made. */
export interface Making {
  readonly product: Product;
  readonly instance: string;
  readonly now: number;
  readonly ownerSid: string;
  newGuid(): string;
}

function guidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex').toUpperCase();
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ];
  return parts.join('-');
}

/** Where setup puts a database's files. */
export function filesOf(making: Making, name: string, system: boolean): DatabaseFile[] {
  const [major, minor] = making.product.version;
  const number = minor === 0 ? String(major) : `${major}_${minor}`;
  const setup = `C:\\Program Files\\Microsoft SQL Server\\MSSQL${number}.${making.instance.toUpperCase()}\\MSSQL\\DATA`;
  const store = `CsData\\${storeFolder(name)}\\${making.instance.toLowerCase()}`;
  const data = system ? setup : `D:\\${store}\\DbPath`;
  const log = system ? setup : `E:\\${store}\\LogPath`;
  const systemLog: Readonly<Record<string, string>> = {
    master: 'mastlog',
    tempdb: 'templog',
    msdb: 'MSDBLog',
    model: 'modellog',
  };
  const systemData: Readonly<Record<string, string>> = {
    master: 'master',
    tempdb: 'tempdev',
    msdb: 'MSDBData',
    model: 'modeldev',
  };
  const logName = system ? (systemLog[name] ?? name) : `${name}_log`;
  const dataName = system ? (systemData[name] ?? name) : `${name}_data`;
  return [
    {
      fileId: 1,
      kind: 'ROWS',
      logicalName: dataName,
      physicalName: `${data}\\${name}.mdf`,
      guid: making.newGuid(),
      sizePages: system ? 512 : 4096,
      maxPages: -1,
    },
    {
      fileId: 2,
      kind: 'LOG',
      logicalName: logName,
      physicalName: `${log}\\${logName}.ldf`,
      guid: making.newGuid(),
      sizePages: system ? 128 : 1024,
      maxPages: -1,
    },
  ];
}

/** Gives Lync's component group its user and the role that its services need. */
export function grantGroup(content: Content, domain: string): void {
  const name = `${domain}\\RTCComponentUniversalServices`;
  const sid = newSid('G', name, size => Buffer.alloc(size));
  content.principals.push(
    { id: 5, name: 'ServerRole', type: 'R', sid: '0105', fixedRole: false, owner: 1 },
    { id: 6, name, type: 'G', sid, fixedRole: false, owner: 1 },
  );
  content.memberships.push(
    { role: 5, member: 6 },
    { role: 16390, member: 5 },
    { role: 16391, member: 5 },
  );
}

export function makeDatabase(
  making: Making,
  name: string,
  id: number,
  model: 'FULL' | 'SIMPLE',
): Database {
  return newDatabase({
    id,
    name,
    files: filesOf(making, name, id <= 4),
    created: making.now,
    ownerSid: making.ownerSid,
    recoveryModel: model,
    databaseVersion: making.product.databaseVersion,
    compatibility: making.product.compatibility,
    newGuid: () => making.newGuid(),
  });
}

const systemDatabases = ['master', 'tempdb', 'model', 'msdb'];

/**
 * Makes a SQL instance of a practice estate as setup and the topology would leave it: system
 * databases, the Lync databases named, and their files in the server's folder. What was there is
 * replaced. Throws a `Problem` for a version that is not played.
 */
export async function createPracticeDatabases(
  estateFolder: string,
  options: PracticeInstance,
): Promise<void> {
  const product = productOf(options.version, options.edition);
  if (product === undefined) throw unknownVersion(options.version ?? '');
  const folder = instanceFolder(estateFolder, options.host, options.instance);
  const random = options.random ?? randomBytes;
  const domain = options.domain ?? 'CONTOSO';
  const making: Making = {
    product,
    instance: options.instance,
    now: (options.now ?? Date.now)(),
    ownerSid: '01',
    newGuid: () => guidOf(random(16)),
  };
  const paths = new ServerPaths(join(folder, drivesFolder), []);
  const store = new InstanceStore(folder, paths);
  const databases = systemDatabases.map((name, n) => makeDatabase(making, name, n + 1, 'SIMPLE'));
  const full = new Set(['mgc', 'rtcxds', 'xds', 'lis', 'rgsconfig']);
  for (const [n, name] of options.databases.entries()) {
    const model = !product.express && full.has(name.toLowerCase()) ? 'FULL' : 'SIMPLE';
    const database = makeDatabase(making, name, n + 5, model);
    if (database.content !== undefined) {
      addLyncTables(database.content, name, options.rows ?? true);
      grantGroup(database.content, domain);
    }
    databases.push(database);
  }
  const msdb = databases.find(database => database.name === 'msdb')?.content;
  if (msdb !== undefined) addHistoryTables(msdb);
  await mkdir(folder, { recursive: true });
  for (const drive of ['C', 'D', 'E'])
    await mkdir(join(folder, drivesFolder, drive), { recursive: true });
  const [system] = databases;
  const setup = folderOf(system?.dataFile?.physicalName ?? '');
  await paths.makeFolder(setup.replace(/DATA$/u, 'Backup'));
  for (const database of databases) {
    for (const file of database.facts.files) await paths.makeFolder(folderOf(file.physicalName));
    await store.flush(database);
  }
  const group = `${domain}\\RTCComponentUniversalServices`;
  await store.save(
    {
      id: making.newGuid(),
      version: product.versionText,
      edition: options.edition ?? 'Standard',
      installed: making.now,
      drives: { C: 60 * gigabyte, D: 200 * gigabyte, E: 100 * gigabyte },
      logins: [
        {
          id: 257,
          name: group,
          type: 'G',
          sid: newSid('G', group, random),
          created: making.now,
          disabled: false,
          locked: false,
          expired: false,
          mustChange: false,
          checkPolicy: false,
          failures: 0,
          defaultDatabase: 'master',
          roles: [],
          password: '',
        },
      ],
    },
    databases,
  );
}
