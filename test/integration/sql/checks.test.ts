import assert from 'node:assert/strict';
import { DatabaseSteps } from './database-steps.ts';

const host = 'sql01.contoso.com';
const instance = `${host}\\rtc`;

describe('Checks of SQL Server', () => {
  let steps: DatabaseSteps;
  before(async () => {
    steps = await DatabaseSteps.open([
      { host, edition: 'Express', databases: ['LcsCDR', "O'Neil]s"] },
    ]);
  });
  after(async () => {
    await steps[Symbol.asyncDispose]();
  });

  const check = (kind: string, keys: string): ReturnType<DatabaseSteps['run']> =>
    steps.run(`check:\n  ${kind}: {server: '${instance}'${keys}}`);

  it('pass for a version, edition and collation that are right', async () => {
    const run = await check(
      'sql-version',
      ', least: "11.0", most: "13.0", edition: express, collation: sql_latin1_general_cp1_ci_as',
    );
    assert.equal(run.outcome, 'succeeded', run.shown);
    assert.match(run.summary, /SQL Server 11\.0\.7001\.0, Express Edition/u);
  });

  for (const [keys, expected] of [
    [', least: "11.0.8000"', /expected version 11\.0\.8000 or newer, found 11\.0\.7001\.0/u],
    [', most: "11.0"', /expected older than version 11\.0/u],
    [', edition: Enterprise', /expected edition Enterprise, found Express Edition/u],
    [', collation: Latin1_General_BIN', /expected collation Latin1_General_BIN, found SQL_Latin1/u],
  ] as const) {
    it(`of the version say what is wrong with${keys}`, async () => {
      const run = await check('sql-version', keys);
      assert.equal(run.outcome, 'failed');
      assert.match(run.shown, expected);
      assert.match(run.shown, /Nothing was changed/u);
    });
  }

  it('of database states pass for a name with quotes and brackets', async () => {
    const run = await check(
      'database-state',
      `, databases: [lcscdr, "O'Neil]s"], recovery: SIMPLE`,
    );
    assert.equal(run.outcome, 'succeeded', run.shown);
    assert.match(run.text('output'), /O'Neil\]s is ONLINE, MULTI_USER/u);
  });

  it('of database states say which one is not as it must be, and the ways on', async () => {
    await steps.ask(instance, 'ALTER DATABASE LcsCDR SET RESTRICTED_USER');
    const run = await check('database-state', ', databases: [LcsCDR, mgc], max-backup-age: 24h');
    await steps.ask(instance, 'ALTER DATABASE LcsCDR SET MULTI_USER');
    assert.equal(run.outcome, 'failed');
    assert.match(run.shown, /LcsCDR: expected access MULTI_USER, found access RESTRICTED_USER/u);
    assert.match(run.shown, /ALTER DATABASE \[LcsCDR\] SET MULTI_USER/u);
    assert.match(run.shown, /mgc: expected ONLINE, found there is none/u);
    assert.match(run.shown, /expected a backup of the last 24 h 0 min, found none known to msdb/u);
  });

  it('of database states tell that one is absent', async () => {
    const good = await check('database-state', ', databases: mgc, state: absent');
    assert.equal(good.outcome, 'succeeded', good.shown);
    const bad = await check('database-state', ', databases: LcsCDR, state: absent');
    assert.match(bad.shown, /expected no such database, found ONLINE/u);
  });
});
