import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSteps, location } from './database-steps.ts';
import {
  backUp,
  cell,
  host,
  instance,
  loggedProblem,
  Restorable,
  wasStarted,
} from './restorable.ts';

const readsState = /^SELECT d\.state_desc, d\.user_access_desc/u;

describe('A restore that returned without an error', () => {
  let world: Restorable;
  before(async () => {
    world = await Restorable.open();
  });
  afterEach(async () => {
    await world.again();
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
  });

  it('fails where message 3014 never came: what is missing, the state, and where to read', async () => {
    const action = { kind: 'unsaid', number: 3014 } as const;
    world.steps.fault({ at: 'batch', contains: 'RESTORE DATABASE [LcsCDR]', action });
    const run = await world.steps.run(world.restore());
    assert.equal(run.outcome, 'failed');
    assert.equal(run.problem?.code, 'SQL-NOT-PROVEN', run.shown);
    assert.match(
      run.shown,
      /reported no error for the restore of LcsCDR, but it cannot be shown to be done\. \(sql01/u,
    );
    assert.match(
      run.shown,
      /Missing: message 3014, with which SQL Server ends a RESTORE of .*LcsCDR\.bak/u,
    );
    assert.match(run.shown, /database LcsCDR: ONLINE, MULTI_USER/u);
    assert.match(run.shown, /Next: read the server's error log, then run the step again/u);
    assert.match(loggedProblem(run), /SQL-NOT-PROVEN/u);
  });

  it('fails where somebody took the database away before it was looked at', async () => {
    const put = (state: 'OFFLINE' | 'ONLINE'): void => {
      const database = world.steps.served.instances[0]?.find('LcsCDR');
      assert.ok(database !== undefined);
      database.facts.state = state;
    };
    const takeAway = (): void => {
      put('OFFLINE');
    };
    const run = await world.steps.before(readsState, takeAway, () =>
      world.steps.run(world.restore()),
    );
    put('ONLINE');
    assert.equal(run.problem?.code, 'SQL-NOT-PROVEN', run.shown);
    assert.match(run.shown, /Missing: the state ONLINE: the database is OFFLINE/u);
    assert.match(run.shown, /database LcsCDR: OFFLINE/u);
  });

  it('fails where msdb has the row of another restore', async () => {
    const other = cell('restore-database', {
      server: instance,
      database: 'LcsCDR',
      from: `${world.set}\\sql\\LcsCDR.bak`,
      as: 'LcsCDR_2',
    });
    assert.equal((await world.steps.run(other)).outcome, 'succeeded');
    // the server forgets its histories between the restore and the look at it
    const history = world.steps.served.instances[0]?.database('msdb').content;
    assert.ok(history !== undefined);
    const forget = (): void => {
      for (const table of history.tables)
        if (table.name.toLowerCase() === 'restorehistory') table.rows = [];
    };
    const run = await world.steps.before(readsState, forget, () =>
      world.steps.run(world.restore()),
    );
    assert.equal(run.problem?.code, 'SQL-NOT-PROVEN', run.shown);
    assert.match(run.shown, /Missing: the row of this restore in msdb's history/u);
    assert.match(run.shown, /database LcsCDR: ONLINE/u);
  });
});

describe('A backup that returned without an error', () => {
  it('fails where message 3014 never came, and is no backup', async () => {
    await using steps = await DatabaseSteps.open([{ host }]);
    const action = { kind: 'unsaid', number: 3014 } as const;
    steps.fault({ at: 'batch', contains: 'BACKUP DATABASE', action });
    const set = await steps.sets.create('s1', undefined);
    const keys = { server: instance, database: 'LcsCDR', to: `${set}\\LcsCDR.bak` };
    const run = await steps.run(cell('backup-database', keys));
    assert.equal(run.problem?.code, 'SQL-NOT-PROVEN', run.shown);
    assert.match(run.shown, /Missing: message 3014, with which SQL Server ends a backup/u);
    assert.match(run.shown, /A backup does not change the database/u);
    assert.equal(await steps.exists('s1/LcsCDR.bak'), false);
    await backUp(steps, { database: 'LcsCDR', to: keys.to });
  });
});

describe('A share that is not the same folder for the server', () => {
  let steps: DatabaseSteps;
  const keys = { server: instance, database: 'LcsCDR', to: `${location}\\s1\\sql\\LcsCDR.bak` };
  beforeEach(async () => {
    steps = await DatabaseSteps.open([{ host }], {}, 'share-of-the-servers');
  });
  afterEach(async () => {
    await steps[Symbol.asyncDispose]();
  });

  it('and lacks the folder there: refused before a backup is begun, with the account that needs rights', async () => {
    const run = await steps.run(cell('backup-database', keys));
    assert.equal(run.outcome, 'failed');
    assert.equal(run.problem?.code, 'SQL-FOLDER-NOT-SEEN', run.shown);
    assert.match(
      run.shown,
      /does not see the folder that the backup is to go into\. \(\\\\bk01.*\\s1\\sql\)/u,
    );
    assert.match(run.shown, /The folder was made; no backup was begun/u);
    assert.match(
      run.shown,
      /Next: give NT Service\\MSSQL\$RTC, the account of SQL Server at sql01.*rights/u,
    );
    assert.match(run.shown, /a service account without a password acts as the computer account/u);
    assert.match(loggedProblem(run), /SQL-FOLDER-NOT-SEEN/u);
    assert.equal(await steps.exists('s1/sql'), true);
    assert.equal(await steps.exists('s1/sql/LcsCDR.bak.part'), false);
  });

  it('and has the folder there: the backup is written and not found here, and no set counts it', async () => {
    await mkdir(join(steps.folder, 'share-of-the-servers', 's1', 'sql'), { recursive: true });
    const run = await steps.run(cell('backup-database', keys));
    assert.equal(run.outcome, 'failed');
    assert.equal(run.problem?.code, 'SQL-BACKUP-NOT-FOUND', run.shown);
    assert.equal(wasStarted(run), true);
    assert.match(run.shown, /SQL Server wrote the backup, and this computer does not find it/u);
    assert.match(run.shown, /LcsCDR\.bak\.part/u);
    assert.match(run.shown, /The backup is where the SQL Server computer has this path/u);
    assert.match(run.shown, /Next: "paths:" in the estate file must lead to the folder/u);
    assert.equal(await steps.exists('s1/sql/LcsCDR.bak'), false);
    assert.equal(await steps.state(instance, 'LcsCDR'), 'ONLINE MULTI_USER');
  });
});
