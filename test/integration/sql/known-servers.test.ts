import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { host, instance, Restorable, wasStarted } from './restorable.ts';

const never =
  'You never restored on this installation from here: make sure that SQL01\\RTC is the right one.';

describe('The installation that a restore goes to', () => {
  let world: Restorable;
  let memory: string;
  before(async () => {
    world = await Restorable.open([{ host }]);
    memory = join(world.steps.folder, 'data', 'sql-servers.json');
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
  });

  const restores = (): ReturnType<typeof world.steps.run> =>
    world.steps.run(world.restore({ checkdb: 'false' }));

  /** The server is another one under its old name, as after an installation anew. */
  function installAnew(): void {
    const msdb = world.steps.served.instances[0]?.database('msdb');
    assert.ok(msdb !== undefined);
    msdb.facts.brokerGuid = msdb.facts.brokerGuid.startsWith('1')
      ? msdb.facts.brokerGuid.replace(/^1/u, '2')
      : msdb.facts.brokerGuid.replace(/^./u, '1');
  }

  it('is shown as one not used before, is remembered once it was confirmed, and then is silent', async () => {
    assert.ok((await world.steps.plan(world.restore())).lines.includes(never));
    const rehearsed = await world.steps.run(world.restore(), { mode: 'rehearse' });
    assert.equal(rehearsed.outcome, 'rehearsed');
    await assert.rejects(readFile(memory), { code: 'ENOENT' });
    const run = await restores();
    assert.equal(run.outcome, 'succeeded', run.shown);
    assert.match(await readFile(memory, 'utf8'), /"ownName": "SQL01\\\\RTC"/u);
    const { lines } = await world.steps.plan(world.restore());
    assert.ok(!lines.some(line => line.includes('make sure that') || line.includes('Make sure')));
  });

  it('is told from the one before when it was installed anew, or the name leads elsewhere', async () => {
    installAnew();
    const { lines } = await world.steps.plan(world.restore());
    const line = lines.find(one =>
      one.startsWith('This is not the installation on which you last'),
    );
    assert.match(
      line ?? '',
      /restored, SQL01\\RTC at 2026-11-22T03:00:00\.000Z: .* Make sure that SQL01\\RTC is the right one\./u,
    );
    assert.equal((await restores()).outcome, 'succeeded');
    const after = await world.steps.plan(world.restore());
    assert.ok(!after.lines.some(one => one.startsWith('This is not the installation')));
  });

  it('makes the plan stale when it is another one than in the plan that was confirmed', async () => {
    const shown = await world.steps.plan(world.restore());
    installAnew();
    const run = await world.steps.runPlanned(world.restore(), shown);
    assert.equal(run.outcome, 'failed');
    const { problem } = run;
    assert.equal(problem.code, 'SQL-PLAN-STALE');
    assert.equal(problem.theirs?.[0]?.source, 'server');
    assert.match(
      problem.theirs[0].text,
      /was SQL01\\RTC 11\.0\.7001\.0 [0-9A-F-]{36}, is SQL01\\RTC 11\./u,
    );
    assert.match(problem.changed ?? '', /Nothing was changed/u);
  });

  it('makes the plan stale when the database is another one of that name since', async () => {
    const shown = await world.steps.plan(world.restore());
    const database = world.steps.served.instances[0]?.find('LcsCDR');
    assert.ok(database !== undefined);
    database.facts.created += 60_000;
    const run = await world.steps.runPlanned(world.restore(), shown);
    assert.equal(run.outcome === 'succeeded' ? '' : run.problem.code, 'SQL-PLAN-STALE');
    assert.equal(await world.steps.state(instance, 'LcsCDR'), 'ONLINE MULTI_USER');
  });

  it('cannot be compared with a damaged memory: said so before anything is sent to change it', async () => {
    await writeFile(memory, '{"x": 1}');
    const run = await restores();
    assert.equal(run.problem?.code, 'SQL-SERVERS-UNREADABLE', run.shown);
    assert.equal(wasStarted(run), false);
    assert.match(run.shown, /sql-servers\.json: .*expected object/u);
    assert.match(
      run.shown,
      /Next: mend the file, or delete it: then every server is shown as one not used/u,
    );
  });
});
