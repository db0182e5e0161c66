import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { readEstate } from '../../../src/estate/read.ts';
import { fullEstate } from '../../../src/practice/making/blueprint-full.ts';
import { readPracticeLogins } from '../../../src/practice/sql/estate/logins-file.ts';
import { serveOptions } from '../../../src/practice/sql/estate/served-instances.ts';
import { servePracticeSql, type PracticeSql } from '../../../src/practice/sql/serve.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { newEstate } from '../practice/practice-server.ts';
import { SqlClient } from './client.ts';

const principal = 'be01.contoso.com\\rtc';
const mirror = 'be02.contoso.com\\rtc';

describe('Mirrored back ends of a practice estate', () => {
  let store: PracticeStore;
  let remove: () => Promise<void>;
  let served: PracticeSql;
  const clients: SqlClient[] = [];
  const defects: unknown[] = [];

  async function clientOf(instance: string): Promise<SqlClient> {
    const logins = await readPracticeLogins(store.layout.root);
    const password = logins.find(({ user }) => user === 'sa')?.password ?? '';
    const port = served.endpoints.find(endpoint => endpoint.instance === instance)?.port ?? 0;
    const client = await SqlClient.open({ port, password, user: 'sa' });
    clients.push(client);
    return client;
  }

  beforeEach(async () => {
    ({ store, remove } = await newEstate(fullEstate('se01.contoso.com')));
    const file = store.layout.estateFile;
    const options = serveOptions(readEstate(await readFile(file), file));
    served = await servePracticeSql({
      ...options,
      instances: options.instances.filter(({ name }) => [principal, mirror].includes(name)),
      browserPort: 0,
      onDefect: error => defects.push(error),
    });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    await served.close();
    await remove();
    assert.deepEqual(defects, []);
  });

  it('let nobody into the mirror (954), and anybody with rights into the principal', async () => {
    const query = 'SELECT COUNT(*) FROM rtcxds.sys.database_principals';
    const outside = await clientOf(mirror);
    assert.deepEqual((await outside.run('USE rtcxds')).errors, [954]);
    assert.equal(await outside.value('SELECT DB_NAME()'), 'master');
    assert.deepEqual((await outside.run(query)).errors, [954]);
    const inside = await clientOf(principal);
    assert.deepEqual((await inside.run(`USE rtcxds; ${query}`)).errors, []);
    assert.equal(await inside.value('SELECT DB_NAME()'), 'rtcxds');
  });

  it('refuse a restore (3104) and a drop (3743) of either half, which stays as it was', async () => {
    for (const instance of [principal, mirror]) {
      const client = await clientOf(instance);
      const state = "SELECT state_desc FROM sys.databases WHERE name = N'rtcxds'";
      const before = await client.value(state);
      const restore = await client.run(
        "RESTORE DATABASE rtcxds FROM DISK = N'\\\\bk01.contoso.com\\LyncBackup\\x.bak' WITH REPLACE",
      );
      assert.equal(restore.errors[0], 3104, instance);
      assert.equal(restore.errors.at(-1), 3013, instance);
      assert.deepEqual((await client.run('DROP DATABASE rtcxds')).errors, [3743], instance);
      assert.equal(await client.value(state), before);
    }
  });

  it('say that a database has no mirror (1416), and of the halves only until mirroring is ended', async () => {
    const client = await clientOf(principal);
    const end = 'ALTER DATABASE rtcxds SET PARTNER OFF';
    assert.deepEqual((await client.run('ALTER DATABASE master SET PARTNER OFF')).errors[0], 1416);
    assert.deepEqual((await client.run(end)).errors, []);
    assert.equal((await client.run(end)).errors[0], 1416);
    assert.deepEqual((await client.run('DROP DATABASE rtcxds')).errors, []);
  });
});
