import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createPracticeDatabases,
  type PracticeInstance,
} from '../../../src/practice/sql/estate/create-databases.ts';
import { createPracticeLogins } from '../../../src/practice/sql/estate/logins-file.ts';
import {
  servePracticeSql,
  type PracticeSql,
  type ServedInstance,
} from '../../../src/practice/sql/serve.ts';

export const host = 'sql01.contoso.example';
export const instanceName = `${host}\\rtc`;
export const share = '\\\\bk01.contoso.example\\LyncBackup';

/** A practice estate of SQL instances alone, served, in a folder of its own. */
export interface SqlEstate {
  readonly folder: string;
  /** Local folder of the backup share. */
  readonly backups: string;
  readonly password: string;
  readonly served: PracticeSql;
  readonly port: number;
  /** Defects of the practice server that came up; tests end with none. */
  readonly defects: readonly unknown[];
  /** Stops and starts again, as another process would. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly instance?: Partial<PracticeInstance>;
  readonly serve?: Partial<ServedInstance>;
  readonly more?: readonly PracticeInstance[];
}

export async function openEstate(options: FixtureOptions = {}): Promise<SqlEstate> {
  const folder = await mkdtemp(join(tmpdir(), 'practice-sql-'));
  const backups = join(folder, 'backups');
  await mkdir(backups);
  const databases = ['LcsCDR', 'LcsLog', 'QoEMetrics', 'mgc'];
  await createPracticeDatabases(folder, { host, instance: 'rtc', databases, ...options.instance });
  for (const more of options.more ?? []) await createPracticeDatabases(folder, more);
  const logins = await createPracticeLogins(folder, randomBytes);
  const password = logins.find(login => login.user === 'recovery')?.password ?? '';
  const defects: unknown[] = [];
  const instances: ServedInstance[] = [
    { name: instanceName, host, instance: 'rtc', ...options.serve },
    ...(options.more ?? []).map(more => ({
      name: `${more.host}\\${more.instance}`,
      host: more.host,
      instance: more.instance,
    })),
  ];
  const serve = (): Promise<PracticeSql> =>
    servePracticeSql({
      estateFolder: folder,
      instances,
      paths: [{ unc: share, local: backups }],
      browserPort: 0,
      onDefect: error => defects.push(error),
    });
  let served = await serve();
  return {
    folder,
    backups,
    password,
    defects,
    get served() {
      return served;
    },
    get port() {
      return served.endpoints.find(one => one.instance === instanceName)?.port ?? 0;
    },
    restart: async () => {
      await served.close();
      served = await serve();
    },
    close: async () => {
      await served.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}
