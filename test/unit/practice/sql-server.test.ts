import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statusLines } from '../../../src/cli/commands/practice/status-text.ts';
import { Problem } from '../../../src/errors/problem.ts';
import { loadEstate } from '../../../src/estate/load.ts';
import { handsTask } from '../../../src/practice/hands/catalogue.ts';
import { compareSnapshots, takeSnapshot } from '../../../src/practice/inspection/snapshot.ts';
import { practiceStatus } from '../../../src/practice/inspection/status.ts';
import { changeData } from '../../../src/practice/loss/change.ts';
import { loseServer } from '../../../src/practice/loss/lose.ts';
import { contoso } from '../../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../../src/practice/making/create.ts';
import { instanceFolder } from '../../../src/practice/sql/estate/create-databases.ts';
import { readPracticeLogins } from '../../../src/practice/sql/estate/logins-file.ts';
import { requestNow } from '../../../src/practice/sql/estate/run-in-instance.ts';
import { serveOptions } from '../../../src/practice/sql/estate/served-instances.ts';
import { servePracticeSql } from '../../../src/practice/sql/serve.ts';
import { configurationState } from '../../../src/practice/state.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { countingRandom } from './chance.ts';

const now = Date.UTC(2026, 10, 22, 2, 0, 0);
const sql01 = 'sql01.contoso.com';
const place = { host: sql01, instance: 'mon' };
const world = { now: () => now, random: (size: number) => Buffer.alloc(size, 7) };

describe('SQL Server of a practice estate', () => {
  let folder: string;
  let store: PracticeStore;
  const hands = (task: string, server = sql01): Promise<string> =>
    handsTask(task).run({ server, parameters: {} }, { store, now, random: countingRandom() });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'practice-'));
    const options = { now, random: countingRandom() };
    store = await createPracticeEstate(join(folder, 'estate'), contoso, options);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Lines of `practice status` about the databases of sql01. */
  async function databaseLines(): Promise<string[]> {
    const lines = statusLines(await practiceStatus(store));
    return lines.map(line => line.trim()).filter(line => line.startsWith('mon\\'));
  }

  it('has the databases of archiving, monitoring and Persistent Chat with rows, and logins', async () => {
    assert.deepEqual(await databaseLines(), [
      'mon\\LcsCDR: DbConfigInt 3, Users 10, SessionDetails 240, ErrorReport 25',
      'mon\\QoEMetrics: DbConfigInt 3, Session 120, AudioStream 120',
      'mon\\LcsLog: DbConfigInt 3, Users 10, Messages 180',
      'mon\\mgc: DbConfigInt 3, tblNode 12, tblChat 200, tblPrincipal 10',
    ]);
    const logins = await readPracticeLogins(store.layout.root);
    assert.deepEqual(
      logins.map(({ user }) => user),
      ['recovery', 'sa'],
    );
    const xds = store.layout.database('se01.contoso.com', 'RTC', 'xds');
    const { topology } = await store.must(xds, configurationState);
    assert.match(
      topology,
      /RequiresReplication="false" RequiresSetup="false" Fqdn="sql01\.contoso\.com"/u,
    );
    assert.match(topology, /RoleName="MonitoringStore"[\s\S]*<SqlInstanceId Name="mon">/u);
  });

  it('is served, the instance with LcsCDR first', async () => {
    const estate = await loadEstate(store.layout.estateFile, folder);
    const served = await servePracticeSql({
      ...serveOptions(estate),
      browserPort: false,
      onDefect: defect => {
        assert.ifError(defect);
      },
    });
    try {
      assert.deepEqual(
        served.endpoints.map(one => one.instance),
        ['sql01.contoso.com\\mon', 'se01.contoso.com\\rtc', 'se02.contoso.com\\rtc'],
      );
      assert.equal(served.instances.length, 3);
    } finally {
      await served.close();
    }
  });

  it('shows every changed row in a comparison, whoever serves the instance', async () => {
    const before = await takeSnapshot(store);
    const lines = await changeData(store, sql01, now, countingRandom());
    assert.match(lines.join('\n'), /LcsCDR, QoEMetrics, LcsLog, mgc/u);
    const { differences } = compareSnapshots(before, await takeSnapshot(store));
    assert.ok(differences.every(one => one.kind === 'changed'));
    assert.deepEqual(
      differences.map(one => one.item.split('/').slice(3).join('/')),
      [
        'LcsCDR/dbo.ErrorReport',
        'LcsCDR/dbo.SessionDetails',
        'LcsLog/dbo.Messages',
        'QoEMetrics/dbo.AudioStream',
        'mgc/dbo.tblChat',
        'mgc/dbo.tblNode',
      ],
    );
  });

  it('loses its databases with the server and gets an empty instance from the hands', async () => {
    const before = await takeSnapshot(store);
    await loseServer(store, 'sql01', now);
    assert.ok(!existsSync(store.layout.sql(sql01)));
    assert.deepEqual(await databaseLines(), []);
    const lost = compareSnapshots(before, await takeSnapshot(store)).differences;
    assert.ok(lost.some(one => one.item === `${sql01}/sql/mon/LcsCDR/dbo.SessionDetails`));
    await hands('install-os');
    const half = await practiceStatus(store);
    assert.equal(half.servers.find(one => one.fqdn === sql01)?.state, 'being rebuilt');
    assert.match(await hands('install-sql'), /SQL Server 11\.0\.7001\.0 Standard .* MON/u);
    await assert.rejects(
      hands('install-os'),
      (error: unknown) => error instanceof Problem && error.code === 'PRACTICE-TASK-REFUSED',
    );
    assert.deepEqual(await databaseLines(), []);
    await requestNow(store.layout.root, place, { create: ['LcsCDR'] }, world);
    assert.deepEqual(await databaseLines(), [
      'mon\\LcsCDR: DbConfigInt 3, Users 0, SessionDetails 0, ErrorReport 0',
    ]);
  });

  it('tells what a request did not achieve, and goes on with the next', async () => {
    const wrong = { run: [{ database: 'LcsCDR', batch: 'DELETE FROM NoTable' }] };
    await assert.rejects(requestNow(store.layout.root, place, wrong, world), /208: /u);
    await requestNow(store.layout.root, place, { drop: ['LcsLog', 'gone'] }, world);
    assert.equal((await databaseLines()).length, 3);
  });

  it('is installed by the endpoint where a setup program only left word', async () => {
    const rebuilt = instanceFolder(store.layout.root, 'se01.contoso.com', 'rtc');
    await rm(rebuilt, { recursive: true });
    await mkdir(rebuilt);
    const word = { version: '11.0.5058.0', edition: 'Express Edition (64-bit)', domain: 'CONTOSO' };
    await writeFile(join(rebuilt, 'install.json'), JSON.stringify(word));
    const se01 = { host: 'se01.contoso.com', instance: 'rtc' };
    await requestNow(store.layout.root, se01, { create: ['rtcxds'] }, world);
    assert.ok(existsSync(join(rebuilt, 'instance.json')));
    assert.ok(!existsSync(join(rebuilt, 'install.json')));
  });
});
