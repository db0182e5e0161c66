import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createPracticeDatabases,
  instanceFolder,
} from '../../../src/practice/sql/estate/create-databases.ts';
import { createPracticeLogins } from '../../../src/practice/sql/estate/logins-file.ts';
import { requestDatabases } from '../../../src/practice/sql/estate/requests.ts';
import { runPracticeServe } from '../../../src/practice/sql/serve-command.ts';
import { SqlClient } from './client.ts';
import { host, openEstate } from './estate-fixture.ts';

describe('Serving a practice estate', () => {
  it('prints each instance, the one with LcsCDR first, and ends with the signal', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'practice-serve-'));
    try {
      await createPracticeDatabases(folder, {
        host: 'a.contoso.example',
        instance: 'rtc',
        databases: ['rtcxds'],
        edition: 'Express',
      });
      await createPracticeDatabases(folder, {
        host: 'b.contoso.example',
        instance: 'MSSQLSERVER',
        databases: ['LcsCDR'],
      });
      await createPracticeLogins(folder, randomBytes);
      await writeFile(
        join(folder, 'estate.yaml'),
        `kind: practice
name: Test
product: 2013
domain: contoso.example
sites: [{name: Redmond}]
servers:
  - {fqdn: a.contoso.example, site: Redmond, roles: [StandardEdition]}
  - {fqdn: b.contoso.example, site: Redmond, roles: [Monitoring]}
sql:
  - {instance: 'a.contoso.example\\rtc', databases: [rtcxds]}
  - {instance: b.contoso.example, databases: [LcsCDR]}
`,
      );
      const ending = new AbortController();
      let out = '';
      const running = runPracticeServe(
        folder,
        {
          cwd: '/',
          signal: ending.signal,
          out: text => (out += text),
          err: () => {
            ending.abort();
          },
        },
        { browserPort: 0 },
      );
      assert.equal(await running, 0);
      assert.match(
        out,
        /^b\.contoso\.example 127\.0\.0\.1:\d+\na\.contoso\.example\\rtc 127\.0\.0\.1:\d+\n$/u,
      );
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    }
  });

  it('makes logins that only their owner can read, others for each estate', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'practice-logins-'));
    try {
      const first = await createPracticeLogins(folder, randomBytes);
      const text = await readFile(join(folder, 'practice-logins.yaml'), 'utf8');
      assert.match(text, /user: recovery\n +password: \w{24}\n +- user: sa\n/u);
      if (process.platform !== 'win32')
        assert.equal((await stat(join(folder, 'practice-logins.yaml'))).mode & 0o777, 0o600);
      assert.notDeepEqual(await createPracticeLogins(folder, randomBytes), first);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    }
  });

  it('refuses connections while the server is lost, and serves it again once it is installed', async () => {
    const estate = await openEstate();
    const client = await SqlClient.open(estate);
    const folder = instanceFolder(estate.folder, host, 'rtc');
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    assert.notEqual((await client.run('SELECT 1')).failure, undefined);
    await assert.rejects(SqlClient.open(estate));
    await createPracticeDatabases(estate.folder, {
      host,
      instance: 'rtc',
      databases: [],
      rows: false,
    });
    await requestDatabases(estate.folder, host, 'rtc', { create: ['LcsCDR'] }, 'one');
    const again = await SqlClient.open(estate);
    assert.equal(await again.value('SELECT COUNT(*) FROM LcsCDR..SessionDetails'), 0);
    assert.equal(
      await again.value(
        "SELECT COUNT(*) FROM LcsCDR.sys.database_principals WHERE name = N'ServerRole'",
      ),
      1,
    );
    await again.close();
    await client.close();
    await estate.close();
    assert.deepEqual(estate.defects, []);
  });

  it('keeps its certificate over restarts and gets another one when installed anew', async () => {
    const estate = await openEstate();
    const certificate = async (): Promise<string> =>
      readFile(join(instanceFolder(estate.folder, host, 'rtc'), 'certificate.json'), 'utf8');
    const first = await certificate();
    await estate.restart();
    assert.equal(await certificate(), first);
    await rm(instanceFolder(estate.folder, host, 'rtc'), { recursive: true });
    await createPracticeDatabases(estate.folder, { host, instance: 'rtc', databases: [] });
    const client = await SqlClient.open({ ...estate, port: estate.port, encrypt: true });
    await client.close();
    assert.notEqual(await certificate(), first);
    await estate.close();
  });
});
