import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { cell, instance, loggedProblem, Restorable, wasStarted } from './restorable.ts';

/** Sessions of an application that sits in LcsCDR, as the server sees them. */
function occupy(world: Restorable, spid: number): void {
  world.steps.served.instances[0]?.others.push({
    spid,
    login: 'CONTOSO\\RtcSvc',
    host: 'FE01',
    program: 'RTCSRV',
    database: 'LcsCDR',
    since: Date.UTC(2026, 10, 22, 1),
  });
}

describe('A restore in adverse conditions', () => {
  let world: Restorable;
  let old: string;
  before(async () => {
    world = await Restorable.open();
  });
  beforeEach(async () => {
    old = await world.change();
  });
  afterEach(() => {
    world.steps.served.faults.clear();
    for (const one of world.steps.served.instances) one.others.length = 0;
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
  });

  async function isThere(): Promise<void> {
    assert.equal(await world.steps.state(instance, 'LcsCDR'), 'ONLINE MULTI_USER');
    assert.equal(await world.content(), old);
  }

  describe('F23 a login that is refused', () => {
    for (const [number, state, words] of [
      [18456, 8, /user name or password are wrong/u],
      [18486, 1, /the account is locked out/u],
      [18487, 1, /the password has expired/u],
      [18488, 1, /the password must be changed before the first use/u],
    ] as const) {
      it(`F23 with ${number}: told apart, and tried once`, async () => {
        const action = { kind: 'login-error', number, state } as const;
        world.steps.fault({ at: 'login', action, times: 9 });
        const run = await world.steps.run(world.restore());
        const [left] = world.steps.served.faults.list();
        assert.equal(left?.times, 8, 'a second login would lock the account');
        world.steps.served.faults.clear();
        assert.equal(run.problem?.code, 'SQL-LOGIN-REFUSED');
        assert.match(run.shown, words);
        assert.match(run.shown, new RegExp(`SQL Server ${number}, severity 14`, 'u'));
        assert.match(run.shown, /Nothing was changed, and the login was not tried a second time/u);
        assert.match(loggedProblem(run), new RegExp(String(number), 'u'));
        assert.equal(wasStarted(run), false);
        await isThere();
      });
    }

    it('F23 an account that may not restore: 3110, and nothing is changed', async () => {
      const action = { kind: 'error', number: 3110, text: 'LcsCDR' } as const;
      world.steps.fault({ at: 'batch', contains: 'RESTORE DATABASE', action });
      const run = await world.steps.run(world.restore());
      assert.equal(run.problem?.code, 'SQL-STATEMENT-FAILED', run.shown);
      assert.match(run.shown, /the login may not restore this database/u);
      assert.match(run.shown, /SQL Server 3110/u);
      assert.match(run.shown, /Nothing of LcsCDR was overwritten: it is ONLINE as before/u);
      await isThere();
    });
  });

  describe('F24 a database in use', () => {
    it('F24 lists the sessions and refuses to cut them unasked', async () => {
      occupy(world, 71);
      const run = await world.steps.run(world.restore());
      assert.equal(run.problem?.code, 'SQL-DATABASE-IN-USE', run.shown);
      assert.match(run.shown, /71: CONTOSO\\RtcSvc on FE01, RTCSRV, since 2026-11-22 01:00/u);
      assert.match(run.shown, /stop the services that use it/u);
      assert.match(loggedProblem(run), /RTCSRV/u);
      await isThere();
    });

    it('F24 shows in the plan who is cut, and cuts them in one batch with the restore', async () => {
      occupy(world, 72);
      const plan = await world.steps.plan(world.restore({ disconnect: 'true' }));
      assert.ok(plan.lines.some(line => line.startsWith('Ends the session 72: CONTOSO\\RtcSvc')));
      assert.ok(plan.losses.some(line => line.includes('1 sessions in LcsCDR')));
      const text = plan.lines.join('\n');
      assert.match(text, /SET SINGLE_USER WITH ROLLBACK IMMEDIATE;\n\s+IF @@ERROR = 0 RESTORE/u);
      const run = await world.steps.run(world.restore({ disconnect: 'true' }));
      assert.equal(run.outcome, 'succeeded', run.shown);
      assert.equal(await world.steps.state(instance, 'LcsCDR'), 'ONLINE MULTI_USER');
      assert.equal(await world.content(), world.rows);
    });

    it('F24 a session that comes back at once: tried again a few times', async () => {
      occupy(world, 73);
      const action = { kind: 'session-returns', ms: 0, times: 1 } as const;
      world.steps.fault({ at: 'kill', action });
      const run = await world.steps.run(world.restore({ disconnect: 'true' }));
      assert.equal(run.outcome, 'succeeded', run.shown);
      assert.equal(await world.content(), world.rows);
    });

    it('F24 a session that takes the single place after the restore: ended, too', async () => {
      occupy(world, 74);
      const taken = (): void => {
        occupy(world, 75);
      };
      const run = await world.steps.before(
        /^ALTER DATABASE \[LcsCDR\] SET MULTI_USER/u,
        taken,
        () => world.steps.run(world.restore({ disconnect: 'true' })),
      );
      assert.equal(run.outcome, 'succeeded', run.shown);
      assert.equal(await world.steps.state(instance, 'LcsCDR'), 'ONLINE MULTI_USER');
      assert.deepEqual(world.steps.served.instances[0]?.others, []);
    });

    it('F24 one that never stays away: ended after three attempts, the old database is there', async () => {
      const action = { kind: 'error', number: 3101 } as const;
      world.steps.fault({ at: 'batch', contains: 'RESTORE DATABASE', action, times: 9 });
      const run = await world.steps.run(world.restore({ disconnect: 'true' }));
      const [left] = world.steps.served.faults.list();
      assert.equal(left?.times, 6, 'three attempts');
      world.steps.served.faults.clear();
      assert.equal(run.problem?.code, 'SQL-STATEMENT-FAILED', run.shown);
      assert.match(run.shown, /the database is in use/u);
      assert.match(run.text('warning'), /Somebody got into LcsCDR in between; it is tried again/u);
      assert.match(loggedProblem(run), /3101/u);
      await isThere();
    });
  });

  describe('F25 a disk that is too small', () => {
    it('F25 is refused by the plan, by the size of the restored files', async () => {
      const served = world.steps.served.instances[0];
      assert.ok(served !== undefined);
      const { drives } = served.facts;
      const before = drives.D ?? 0;
      drives.D = 100 * 1024 ** 2;
      try {
        const keys = { as: 'LcsCDR_copy', replace: 'false' };
        const small = { ...keys, 'data-folder': 'D:\\CsData\\MonitoringStore\\rtc\\DbPath' };
        drives.D = 80 * 1024 ** 2;
        const run = await world.steps.run(world.restore(small));
        assert.equal(run.problem?.code, 'SQL-NO-SPACE', run.shown);
        assert.match(run.shown, /D:\\: .* are needed, a tenth added for growth; .* are free/u);
        assert.match(loggedProblem(run), /SQL-NO-SPACE/u);
        assert.equal(await world.steps.state(instance, 'LcsCDR_copy'), '');
      } finally {
        drives.D = before;
      }
      await isThere();
    });

    it('F25 that fills up late: the words of the server, and the state that is left', async () => {
      const action = { kind: 'disk-full' } as const;
      world.steps.fault({ at: 'progress', percent: 60, contains: 'RESTORE DATABASE', action });
      const run = await world.steps.run(world.restore());
      assert.equal(run.problem?.code, 'SQL-STATEMENT-FAILED', run.shown);
      assert.match(run.shown, /the disk is full \(112\)/u);
      assert.match(run.shown, /SQL Server 3202/u);
      assert.match(run.shown, /LcsCDR was ONLINE before and is RESTORING now/u);
      assert.match(run.shown, /run the restore again from its full backup/u);
      assert.match(loggedProblem(run), /RESTORING/u);
      await world.again();
    });
  });
});

/** A free UDP port on which nobody listens, and one on which nobody answers. */
async function silentPort(): Promise<{ port: number; close: () => void }> {
  const socket = createSocket('udp4');
  await new Promise<void>(resolve => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return {
    port: socket.address().port,
    close: () => {
      socket.close();
    },
  };
}

describe('A restore on a server that is hard to reach', () => {
  const local = { host: 'localhost' };
  const localInstance = 'localhost\\rtc';
  const from = '\\\\bk01.contoso.com\\LyncBackup\\x.bak';
  const keys = { server: localInstance, from, 'unverified-set': 'never reached' };

  it('F26 with SQL Browser silent, or stopped: named, and nothing was sent', async () => {
    const silent = await silentPort();
    const browser = { port: silent.port, waitMs: 300 };
    {
      await using world = await Restorable.unready([local], { addresses: {}, browser });
      const run = await world.steps.run(world.restore(keys));
      assert.equal(run.problem?.code, 'SQL-BROWSER-SILENT', run.shown);
      assert.match(run.shown, /start the service "SQL Server Browser" on localhost/u);
      assert.match(run.shown, /UDP port 1434/u);
      assert.match(run.shown, /no statement was sent/u);
      assert.match(loggedProblem(run), /SQL-BROWSER-SILENT/u);
      assert.equal(wasStarted(run), false);
      silent.close();
      const stopped = await world.steps.run(world.restore(keys));
      assert.match(stopped.problem?.code ?? '', /^SQL-BROWSER-(?:STOPPED|SILENT)$/u);
    }
  });

  it('with a step that does not say which of several instances: which there are, nothing asked', async () => {
    await using world = await Restorable.unready([local, { ...local, instance: 'lync' }]);
    for (const server of ['localhost', undefined]) {
      const step = server === undefined ? { database: 'x', from } : { server, database: 'x', from };
      const run = await world.steps.run(cell('restore-database', step));
      assert.equal(run.problem?.code, 'SQL-NO-TARGET', run.shown);
      assert.equal(run.problem.kind, 'usage');
      assert.match(
        run.shown,
        /The SQL step cell does not say which SQL Server instance it is for/u,
      );
      assert.match(run.shown, /Nothing was changed: no statement was sent/u);
      assert.match(run.shown, /one of: localhost\\rtc, localhost\\lync\./u);
      assert.equal(wasStarted(run), false);
    }
    await using none = await Restorable.unready([]);
    const run = await none.steps.run(cell('restore-database', { database: 'x', from }));
    assert.equal(run.problem?.code, 'SQL-NO-TARGET', run.shown);
    assert.match(run.shown, /list the instance under "sql:" in the estate file/u);
  });

  it('F26 with another port than the one that is known: said so, with where to look', async () => {
    const gone = await silentPort();
    gone.close();
    const addresses = { [localInstance]: `127.0.0.1:${gone.port}` };
    await using world = await Restorable.unready([local], { addresses });
    const run = await world.steps.run(world.restore(keys));
    assert.equal(run.problem?.code, 'SQL-NOT-REACHED', run.shown);
    assert.match(run.shown, /a dynamic port changes when the service starts/u);
    assert.match(loggedProblem(run), /SQL-NOT-REACHED/u);
  });

  it('F27 with TLS 1.0 alone: refused unless the estate file allows it', async () => {
    const serve = { tls: { min: 'TLSv1', max: 'TLSv1' } } as const;
    await using world = await Restorable.unready([{ ...local, serve }]);
    const run = await world.steps.run(world.restore(keys));
    assert.equal(run.problem?.code, 'SQL-TLS-FAILED', run.shown);
    assert.match(run.shown, /SQL Server 2008 R2 SP3 or 2012 SP4/u);
    assert.match(run.shown, /"tls: TLSv1"/u);
    assert.match(loggedProblem(run), /SQL-TLS-FAILED/u);
    assert.equal(wasStarted(run), false);
  });

  it('F27 with encryption taken back: refused before user and password are sent', async () => {
    await using world = await Restorable.unready([local]);
    const action = { kind: 'encryption-answer', value: 2 } as const;
    world.steps.fault({ at: 'connect', action, times: 9 });
    world.steps.fault({ at: 'login', action: { kind: 'cut' } });
    const run = await world.steps.run(world.restore(keys));
    assert.equal(run.problem?.code, 'SQL-ENCRYPTION-REFUSED', run.shown);
    assert.equal(run.outcome, 'refused');
    assert.match(run.shown, /closed before user name and password were sent/u);
    assert.match(loggedProblem(run), /SQL-ENCRYPTION-REFUSED/u);
    const waiting = world.steps.served.faults.list().map(({ at }) => at);
    assert.ok(waiting.includes('login'), 'no login reached the server');
  });

  it('F27 with another certificate than before: refused before the login, with both', async () => {
    await using world = await Restorable.unready([local]);
    const known = 'AB:'.repeat(31).concat('AB');
    await world.steps.pins.remember(localInstance, known);
    const run = await world.steps.run(world.restore(keys));
    assert.equal(run.problem?.code, 'SQL-CERTIFICATE-CHANGED', run.shown);
    assert.match(run.shown, new RegExp(`expected SHA-256: ${known}`, 'u'));
    assert.match(run.shown, /shown SHA-256: (?:[0-9A-F]{2}:){31}/u);
    assert.match(loggedProblem(run), /SQL-CERTIFICATE-CHANGED/u);
  });
});
