import assert from 'node:assert/strict';
import { instance, loggedProblem, Restorable } from './restorable.ts';

describe('A restore that is disturbed', () => {
  let world: Restorable;
  before(async () => {
    world = await Restorable.open([{ host: 'sql01.contoso.com' }], { cancelMs: 700 });
  });
  afterEach(async () => {
    // whatever state a fault left: the same step brings the database back
    await world.again();
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
  });

  it('F14 a network cut in the middle: outcome unknown, state read on a new connection', async () => {
    world.steps.fault({
      at: 'progress',
      percent: 40,
      contains: 'RESTORE DATABASE',
      action: { kind: 'cut' },
    });
    const run = await world.steps.run(world.restore());
    assert.equal(run.outcome, 'failed');
    assert.equal(run.problem?.code, 'SQL-CONNECTION-LOST');
    assert.match(
      run.shown,
      /The connection was lost during the restore of LcsCDR: its outcome is unknown/u,
    );
    assert.match(
      run.shown,
      /LcsCDR was ONLINE before and is RESTORING now: what was in it is gone/u,
    );
    assert.match(
      run.shown,
      /Next: LcsCDR is RESTORING: run the restore again from its full backup/u,
    );
    assert.match(run.shown, /RESTORE DATABASE \[LcsCDR\] WITH RECOVERY/u);
    assert.match(run.text('information'), /database LcsCDR: RESTORING/u);
    assert.match(loggedProblem(run), /SQL-CONNECTION-LOST.*RESTORING/u);
    assert.match(await world.steps.state(instance, 'LcsCDR'), /^RESTORING/u);
    assert.match(await world.steps.state(instance, 'LcsLog'), /^ONLINE/u);
  });

  it('F15 silence in the middle: the watchdog raises an alarm, nothing is stopped by itself', async () => {
    const abort = new AbortController();
    const contains = 'RESTORE DATABASE';
    world.steps.fault({ at: 'progress', percent: 20, contains, action: { kind: 'silence' } });
    world.steps.fault({
      at: 'progress',
      percent: 20,
      contains,
      action: { kind: 'slow', ms: 0, percentMs: 60_000 },
    });
    const run = await world.steps.run(world.restore(), {
      signal: abort.signal,
      onEvent: event => {
        const alarm = event.type === 'output' && event.stream === 'warning';
        if (alarm && event.text.includes('ALARM')) abort.abort();
      },
    });
    assert.match(run.text('warning'), /ALARM: nothing was heard of the statement/u);
    assert.match(run.text('warning'), /RESTORE DATABASE stands at 20 percent and moves nothing/u);
    assert.match(run.text('warning'), /Nothing was stopped/u);
    // the operator cancels; the silent server cannot confirm it
    assert.equal(run.outcome, 'cancelled');
    assert.equal(run.problem?.code, 'SQL-CANCEL-UNCONFIRMED');
    assert.match(run.shown, /did not confirm in time that it stopped the restore of LcsCDR/u);
    assert.match(loggedProblem(run), /SQL-CANCEL-UNCONFIRMED/u);
    assert.match(run.shown, /LcsCDR/u);
    assert.match(await world.steps.state(instance, 'LcsCDR'), /^RESTORING/u);
  });

  for (const [name, action] of [
    ['one byte a segment', { kind: 'split', bytes: 1 }],
    ['packets of seven bytes', { kind: 'packets', bytes: 7 }],
    ['a pause before every write', { kind: 'slow', ms: 2 }],
  ] as const) {
    it(`F16 a server that answers with ${name}: the same plan, the same result`, async () => {
      const plain = await world.steps.plan(world.restore());
      const changed = await world.change();
      world.steps.fault({ at: 'connect', action, times: 99 });
      const plan = await world.steps.plan(world.restore());
      assert.deepEqual(plan.lines.slice(0, 3), plain.lines.slice(0, 3));
      assert.equal(await world.content(), changed);
      const run = await world.steps.run(world.restore({ checkdb: 'false' }));
      assert.equal(run.outcome, 'succeeded', run.shown);
      assert.match(run.evidence, /BackupSetGUID [0-9A-F-]{36}/u);
      assert.equal(await world.steps.state(instance, 'LcsCDR'), 'ONLINE MULTI_USER');
      assert.equal(await world.content(), world.rows);
    });
  }

  describe('F17 a cancel while it runs', () => {
    /** Cancels as soon as the server has the database in RESTORING. */
    const cancelled = async (): ReturnType<typeof world.steps.run> => {
      const abort = new AbortController();
      const running = world.steps.run(world.restore(), { signal: abort.signal });
      const restoring = async (): Promise<void> => {
        const state = await world.steps.state(instance, 'LcsCDR');
        if (state.startsWith('RESTORING')) abort.abort();
      };
      const timer = setInterval(() => void restoring(), 50);
      try {
        return await running;
      } finally {
        clearInterval(timer);
      }
    };
    const slowly = (): void => {
      world.steps.fault({
        at: 'progress',
        contains: 'RESTORE DATABASE',
        action: { kind: 'slow', ms: 0, percentMs: 40 },
      });
    };

    it('F17 that the server confirms: RESTORING, and the ways on', async () => {
      slowly();
      const run = await cancelled();
      assert.equal(run.outcome, 'cancelled');
      assert.equal(run.problem?.code, 'SQL-CANCELLED');
      assert.match(run.shown, /SQL Server confirmed that it stopped the restore of LcsCDR/u);
      assert.match(run.shown, /LcsCDR was ONLINE before and is RESTORING now/u);
      assert.match(run.shown, /run the restore again from its full backup/u);
      assert.match(loggedProblem(run), /"code":"SQL-CANCELLED"/u);
      assert.match(await world.steps.state(instance, 'LcsCDR'), /^RESTORING/u);
    });

    it('F17 that the server never confirms: said so, and the state is read all the same', async () => {
      slowly();
      world.steps.fault({
        at: 'batch',
        contains: 'RESTORE DATABASE',
        action: { kind: 'attention' },
      });
      const run = await cancelled();
      assert.equal(run.outcome, 'cancelled');
      assert.equal(run.problem?.code, 'SQL-CANCEL-UNCONFIRMED');
      assert.match(loggedProblem(run), /"code":"SQL-CANCEL-UNCONFIRMED"/u);
      assert.match(run.shown, /database LcsCDR: (?:RESTORING|ONLINE)/u);
    });

    it('F17 that comes when the server has finished: told apart, and the database is there', async () => {
      const abort = new AbortController();
      await world.change();
      // what comes after the restore waits long enough for the cancel to come in between
      world.steps.fault({ at: 'batch', contains: 'CHECKDB', action: { kind: 'slow', ms: 500 } });
      const run = await world.steps.run(world.restore(), {
        signal: abort.signal,
        onEvent: event => {
          if (event.type === 'output' && event.text.includes('[3014]')) abort.abort();
        },
      });
      assert.equal(run.outcome, 'cancelled', run.shown);
      assert.equal(run.problem?.code, 'SQL-CANCELLED-LATE');
      assert.match(
        run.shown,
        /SQL Server had finished the restore of LcsCDR before it heard of it/u,
      );
      assert.match(
        run.shown,
        /LcsCDR was restored at .* and is ONLINE; the checks after it were not made/u,
      );
      assert.match(loggedProblem(run), /SQL-CANCELLED-LATE/u);
      assert.equal(await world.steps.state(instance, 'LcsCDR'), 'ONLINE MULTI_USER');
      assert.equal(await world.content(), world.rows);
    });

    it('F17 before anything was changed: the old database is there', async () => {
      const changed = await world.change();
      world.steps.fault({
        at: 'progress',
        contains: 'RESTORE VERIFYONLY',
        action: { kind: 'slow', ms: 0, percentMs: 10 },
      });
      const abort = new AbortController();
      const run = await world.steps.run(world.restore(), {
        signal: abort.signal,
        onEvent: event => {
          if (event.type === 'progress' && (event.progress.percent ?? 0) >= 10) abort.abort();
        },
      });
      assert.equal(run.outcome, 'cancelled', run.shown);
      assert.equal(await world.steps.state(instance, 'LcsCDR'), 'ONLINE MULTI_USER');
      assert.equal(await world.content(), changed);
    });
  });

  it('F18 the SQL Server service restarts in the middle: RESTORING, RESTART or afresh', async () => {
    world.steps.fault({
      at: 'progress',
      percent: 50,
      contains: 'RESTORE DATABASE',
      action: { kind: 'restart', ms: 50 },
    });
    const run = await world.steps.run(world.restore());
    assert.equal(run.outcome, 'failed');
    assert.equal(run.problem?.code, 'SQL-CONNECTION-LOST');
    assert.match(run.shown, /outcome is unknown/u);
    assert.match(run.shown, /WITH RESTART|when the server is back/u);
    assert.match(loggedProblem(run), /SQL-CONNECTION-LOST/u);
    for (let n = 0; n < 500; n++) {
      const state = await world.steps.state(instance, 'LcsCDR').catch(() => '');
      if (state !== '') break;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    assert.match(await world.steps.state(instance, 'LcsCDR'), /^RESTORING/u);
    assert.match(await world.steps.state(instance, 'LcsLog'), /^ONLINE/u);
  });
});
