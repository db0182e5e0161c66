import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEstate } from '../../../src/estate/load.ts';
import { readTopologyText } from '../../../src/estate/topology/read.ts';
import { understand } from '../../../src/estate/topology/understand.ts';
import { readConfiguration } from '../../../src/practice/central-store.ts';
import { comparable, withStore } from '../../../src/practice/data/topology-stores.ts';
import { handsTask } from '../../../src/practice/hands/catalogue.ts';
import { practiceStatus } from '../../../src/practice/inspection/status.ts';
import { centralPools, fullEstate } from '../../../src/practice/making/blueprint-full.ts';
import { createPracticeEstate } from '../../../src/practice/making/create.ts';
import { PracticeStore } from '../../../src/practice/store.ts';
import { countingRandom } from './chance.ts';

describe('the full practice estate', () => {
  let folder: string;
  const create = (central: string): Promise<PracticeStore> =>
    createPracticeEstate(join(folder, central), fullEstate(central), {
      now: Date.now(),
      random: countingRandom(),
    });

  const at = (central: string): PracticeStore => new PracticeStore(join(folder, central));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'practice-full-'));
    for (const central of centralPools) await create(central);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const central of centralPools) {
    it(`runs, with the Central Management store on ${central}`, async () => {
      const store = at(central);
      const { servers, centralManagement } = await practiceStatus(store);
      assert.equal(servers.length, 20);
      assert.ok(servers.every(server => server.state === 'running'));
      assert.ok(servers.every(server => server.replication !== 'stale'));
      assert.equal(centralManagement.answers, true);
      const estate = await loadEstate(store.layout.estateFile, folder);
      assert.equal(estate.centralManagement, central);
    });
  }

  it('says the same in estate.yaml and in its topology', async () => {
    const store = at('se01.contoso.com');
    const estate = await loadEstate(store.layout.estateFile, folder);
    const configuration = await readConfiguration(store);
    const text = configuration?.topology ?? '';
    const document = readTopologyText(text, 'Topology.xml');
    assert.deepEqual(understand(document).notUnderstood, []);
    const hosts = new Set(document.clusters.map(cluster => cluster.fqdn));
    const named = [
      ...estate.pools.map(pool => pool.fqdn),
      ...estate.sqlInstances.map(instance => instance.host),
      ...estate.fileStores.flatMap(one => one.server ?? []),
      ...estate.external.map(one => one.fqdn),
    ];
    assert.deepEqual(
      [...new Set(named)].filter(name => !hosts.has(name)),
      [],
    );
    assert.equal(estate.pools.find(pool => pool.fqdn === 'pool01.contoso.com')?.stores.length, 4);
    const mirrored = estate.sqlInstances.find(one => one.name === 'be01.contoso.com\\rtc');
    assert.equal(mirrored?.mirror, 'be02.contoso.com\\rtc');
    assert.equal(mirrored.witness, 'wit01.contoso.com\\wit');
  });

  it('compares topologies without regard to which half of a mirror is called the primary', async () => {
    const store = at('pool01.contoso.com');
    const xml = (await readConfiguration(store))?.topology ?? '';
    const pool = 'pool01.contoso.com';
    const swapped = withStore(xml, {
      pool,
      sql: 'be02.contoso.com\\rtc',
      mirror: 'be01.contoso.com\\rtc',
      witness: 'wit01.contoso.com\\wit',
    });
    assert.notEqual(swapped, xml);
    assert.equal(comparable(swapped), comparable(xml));
    const alone = withStore(xml, { pool, sql: 'be02.contoso.com\\rtc' });
    assert.notEqual(comparable(alone), comparable(xml));
    assert.doesNotMatch(alone, /MirrorSqlInstanceId/u);
  });

  it('takes a name that looks like commands for a name', async () => {
    const store = await createPracticeEstate(
      join(folder, 'hostile'),
      fullEstate('se01.contoso.com'),
      {
        now: Date.now(),
        random: countingRandom(),
      },
    );
    const before = (await readdir(join(folder, 'hostile'), { recursive: true })).length;
    const hostile = "a'; Remove-Item *";
    const services = { store, now: Date.now(), random: countingRandom() };
    const requests = [
      ['carry-file', { from: hostile, file: 'C:\\x.zip' }],
      ['carry-file', { from: 'se01.contoso.com', file: 'C:\\..\\..\\computer.json' }],
      ['change-topology', { change: 'store-without-mirror', pool: hostile, sql: hostile }],
    ] as const;
    for (const [task, parameters] of requests) {
      await assert.rejects(
        handsTask(task).run({ server: 'edge01.contoso.com', parameters }, services),
      );
    }
    const after = (await readdir(join(folder, 'hostile'), { recursive: true })).length;
    assert.equal(after, before);
  });
});
