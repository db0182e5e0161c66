import assert from 'node:assert/strict';
import {
  askInstance,
  type InstanceHealth,
} from '../../../src/executors/sql/server/instance-health.ts';
import { instance, Restorable } from './restorable.ts';

describe('A check of a SQL Server instance', () => {
  let world: Restorable;
  before(async () => {
    world = await Restorable.open();
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
  });

  function check(): Promise<InstanceHealth> {
    const found = world.steps.estate.sqlInstances.find(({ name }) => name === instance);
    assert.ok(found !== undefined);
    return askInstance(found, world.steps.sessions, new AbortController().signal);
  }

  it('tells version, edition, and of each database state, size, recovery model and last backup', async () => {
    const health = await check();
    assert.equal(health.state, 'healthy');
    assert.match(health.version, /^11\.0\./u);
    assert.notEqual(health.edition, '');
    assert.deepEqual(
      health.databases.map(({ name, state, recovery }) => `${name} ${state} ${recovery}`),
      ['LcsCDR ONLINE SIMPLE', 'LcsLog ONLINE SIMPLE'],
    );
    for (const { bytes, lastBackup } of health.databases) {
      assert.ok(bytes > 1_000_000);
      assert.match(lastBackup, /^\d{4}-\d\d-\d\d \d\d:\d\d/u);
    }
  });

  it('says which database is not as it should be', async () => {
    await world.steps.ask(instance, 'ALTER DATABASE LcsLog SET OFFLINE WITH ROLLBACK IMMEDIATE');
    const health = await check();
    assert.equal(health.state, 'impaired');
    assert.deepEqual(health.details, ['LcsLog: OFFLINE']);
    await world.steps.ask(instance, 'ALTER DATABASE LcsLog SET ONLINE');
  });

  it('says why there was no answer', async () => {
    const action = { kind: 'login-error', number: 18456, state: 8 } as const;
    world.steps.fault({ at: 'login', action });
    const health = await check();
    assert.equal(health.state, 'unknown');
    assert.match(health.details.join('\n'), /18456/u);
    assert.deepEqual(health.databases, []);
  });
});
