import assert from 'node:assert/strict';
import { DatabaseSteps } from './database-steps.ts';

const host = 'sql01.contoso.com';
const instance = `${host}\\rtc`;
const signal = new AbortController().signal;

function cell(action: string, keys: Readonly<Record<string, string>>): string {
  return [`${action}:`, ...Object.entries(keys).map(([key, value]) => `  ${key}: ${value}`)].join(
    '\n',
  );
}

describe('restore-database', () => {
  let steps: DatabaseSteps;
  let set: string;
  before(async () => {
    steps = await DatabaseSteps.open([{ host }]);
    set = await steps.sets.create('s1', undefined);
    const run = await steps.run(
      cell('backup-database', {
        server: instance,
        database: 'LcsCDR',
        to: `${set}\\sql\\LcsCDR.bak`,
      }),
    );
    assert.equal(run.outcome, 'succeeded', run.shown);
    await steps.sets.seal(set, { by: 'claire', signal });
    await steps.sets.verify(set, 'full', { signal });
  });
  after(async () => {
    await steps[Symbol.asyncDispose]();
  });

  it('replaces a database that is there', async () => {
    const before = await steps.value(instance, 'SELECT COUNT(*) FROM LcsCDR.dbo.SessionDetails');
    await steps.ask(instance, 'DELETE FROM LcsCDR.dbo.SessionDetails');
    const run = await steps.run(
      cell('restore-database', {
        server: instance,
        database: 'LcsCDR',
        from: `${set}\\sql\\LcsCDR.bak`,
        replace: 'true',
      }),
    );
    assert.equal(run.outcome, 'succeeded', run.shown);
    const after = await steps.value(instance, 'SELECT COUNT(*) FROM LcsCDR.dbo.SessionDetails');
    assert.equal(after, before);
  });
});
