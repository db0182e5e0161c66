import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { instanceFolder } from '../../../src/practice/sql/estate/create-databases.ts';
import { FaultControlPort } from '../../../src/practice/sql/faults/control-port.ts';
import { SqlClient } from './client.ts';
import { host, instanceName, openEstate, share, type SqlEstate } from './estate-fixture.ts';

const disk = `DISK = N'${share}\\cdr.bak'`;
const full = `BACKUP DATABASE LcsCDR TO ${disk} WITH INIT, FORMAT, CHECKSUM, STATS = 10`;
const restore = `RESTORE DATABASE LcsCDR FROM ${disk} WITH REPLACE, STATS = 10`;
const state = "SELECT state_desc FROM sys.databases WHERE name = N'LcsCDR'";

/** A datagram to SQL Browser and its answer; undefined after `ms` of silence. */
function ask(port: number, datagram: Buffer, ms: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = createSocket('udp4');
    const done = (text: string | undefined): void => {
      clearTimeout(timer);
      socket.close();
      resolve(text);
    };
    const timer = setTimeout(() => {
      done(undefined);
    }, ms);
    socket.on('message', message => {
      done(message.subarray(3).toString('latin1'));
    });
    socket.send(datagram, port, '127.0.0.1');
  });
}

describe('Faults of the practice server', () => {
  let estate: SqlEstate;
  let client: SqlClient;

  beforeEach(async () => {
    estate = await openEstate();
    client = await SqlClient.open(estate);
    assert.deepEqual((await client.run(full)).errors, []);
  });

  afterEach(async () => {
    await client.close();
    await estate.close();
    assert.deepEqual(estate.defects, []);
  });

  it('cuts the connection in mid-restore, and the database stays RESTORING (F14)', async () => {
    estate.served.faults.add({
      at: 'progress',
      percent: 40,
      contains: 'RESTORE',
      action: { kind: 'cut' },
    });
    const answer = await client.run(restore);
    assert.deepEqual(answer.infos.slice(0, 3), [3211, 3211, 3211]);
    assert.notEqual(answer.failure, undefined);
    const again = await SqlClient.open(estate);
    assert.equal(await again.value(state), 'RESTORING');
    // The server gives the database up a moment after it noticed the cut.
    await again.run("WAITFOR DELAY '00:00:00.3'");
    assert.deepEqual((await again.run(`RESTORE DATABASE LcsCDR FROM ${disk}`)).errors, []);
    assert.equal(await again.value(state), 'ONLINE');
    await again.close();
  });

  it('falls silent in mid-restore while a second connection sees it standing (F15)', async () => {
    estate.served.faults.add({
      at: 'progress',
      percent: 20,
      contains: 'RESTORE',
      action: { kind: 'silence' },
    });
    estate.served.faults.add({
      at: 'progress',
      percent: 20,
      contains: 'RESTORE',
      action: { kind: 'slow', ms: 0, percentMs: 60_000 },
    });
    let told = 0;
    const running = client.run(restore, event => {
      if (event.kind === 'info') told++;
    });
    const watch = await SqlClient.open(estate);
    let row: readonly unknown[] | undefined;
    for (let n = 0; n < 100 && row?.[1] !== 20; n++) {
      const answer = await watch.run(
        "SELECT command, CAST(percent_complete AS int), wait_type FROM sys.dm_exec_requests WHERE command LIKE 'RESTORE%' WAITFOR DELAY '00:00:00.02'",
      );
      [row] = answer.rows;
    }
    assert.deepEqual(row, ['RESTORE DATABASE', 20, 'BACKUPIO']);
    assert.ok(told <= 2);
    await watch.close();
    await client.close();
    await running;
  });

  for (const [name, action] of [
    ['one byte a segment', { kind: 'split', bytes: 1 }],
    ['packets of one byte', { kind: 'packets', bytes: 1 }],
    ['packets of seven bytes in segments of three', { kind: 'packets', bytes: 7 }],
  ] as const)
    it(`answers the same with ${name} (F16)`, async () => {
      const text =
        "SELECT TOP 5 * FROM LcsCDR..SessionDetails SELECT N'日本', CAST(1.5 AS decimal(5,2)) RAISERROR('x', 16, 1)";
      const plain = await client.run(text);
      estate.served.faults.add({ at: 'connect', action });
      if (action.bytes === 7)
        estate.served.faults.add({ at: 'connect', action: { kind: 'split', bytes: 3 } });
      const slow = await SqlClient.open({
        ...estate,
        port: estate.port,
        encrypt: action.kind === 'packets',
      });
      const answer = await slow.run(text);
      assert.deepEqual(answer.events, plain.events);
      await slow.close();
    });

  it('acknowledges a cancel, late, or never (F17)', async () => {
    const wait = async (session: SqlClient): Promise<string | undefined> => {
      const answer = await session.run(
        "PRINT 'go' SELECT 1 WAITFOR DELAY '00:01:00'",
        (event, cancel) => {
          if (event.kind === 'row') cancel();
        },
      );
      return answer.failure;
    };
    assert.equal(await wait(client), 'Canceled.');
    assert.equal(await client.value('SELECT 7'), 7);
    estate.served.faults.add({ at: 'connect', action: { kind: 'attention', ms: 300 } });
    const late = await SqlClient.open(estate);
    assert.equal(await wait(late), 'Canceled.');
    assert.equal(await late.value('SELECT 8'), 8);
    await late.close();
    estate.served.faults.add({ at: 'connect', action: { kind: 'attention' } });
    const never = await SqlClient.open({ ...estate, port: estate.port, cancelTimeout: 300 });
    assert.match((await wait(never)) ?? '', /Failed to cancel request in 300ms/u);
    await never.close();
  });

  it('leaves a database RESTORING when its restore is cancelled', async () => {
    estate.served.faults.add({
      at: 'batch',
      contains: 'RESTORE',
      action: { kind: 'slow', ms: 0, percentMs: 5 },
    });
    const answer = await client.run(restore, (event, cancel) => {
      if (event.kind === 'info' && event.text.startsWith('30')) cancel();
    });
    assert.equal(answer.failure, 'Canceled.');
    assert.equal(await client.value(state), 'RESTORING');
  });

  it('restarts in mid-message and comes back with the database RESTORING (F18)', async () => {
    estate.served.faults.add({
      at: 'progress',
      percent: 50,
      contains: 'RESTORE',
      action: { kind: 'restart', ms: 2000 },
    });
    const answer = await client.run(restore);
    assert.notEqual(answer.failure, undefined);
    await assert.rejects(SqlClient.open(estate));
    let again: SqlClient | undefined;
    while (again === undefined) again = await SqlClient.open(estate).catch(() => undefined);
    assert.equal(await again.value(state), 'RESTORING');
    await again.close();
  });

  it('tells refused logins apart (F23)', async () => {
    const numbers = async (user: string, password: string): Promise<unknown> =>
      SqlClient.open({ ...estate, port: estate.port, user, password }).then(
        () => 'in',
        (error: unknown) => (error instanceof Error ? error.message : error),
      );
    assert.match(String(await numbers('recovery', 'wrong')), /Login failed for user 'recovery'/u);
    assert.match(String(await numbers('nobody', 'wrong')), /Login failed for user 'nobody'/u);
    for (const number of [18486, 18487, 18488]) {
      estate.served.faults.add({ at: 'login', action: { kind: 'login-error', number, state: 1 } });
      assert.match(
        String(await numbers('recovery', estate.password)),
        /locked|expired|must be changed/u,
      );
    }
    await client.run("CREATE LOGIN weak WITH PASSWORD = N'Passw0rd!Passw0rd!'");
    const weak = await SqlClient.open({
      ...estate,
      port: estate.port,
      user: 'weak',
      password: 'Passw0rd!Passw0rd!',
    });
    assert.deepEqual((await weak.run(full)).errors, [262, 3013]);
    assert.deepEqual((await weak.run(restore)).errors, [3110, 3013]);
    assert.deepEqual((await weak.run('USE LcsCDR')).errors, [916]);
    assert.deepEqual((await weak.run('SELECT * FROM LcsCDR..Users')).errors, [916]);
    await weak.close();
    for (let n = 0; n < 5; n++) await numbers('weak', 'wrong');
    assert.match(String(await numbers('weak', 'Passw0rd!Passw0rd!')), /locked out/u);
  });

  it('lets a killed session come back (F24)', async () => {
    const [instance] = estate.served.instances;
    assert.ok(instance !== undefined);
    instance.others.push({
      spid: 90,
      login: 'CONTOSO\\svc',
      host: 'FE01',
      program: 'RtcSrv',
      database: 'LcsCDR',
      since: instance.world.now(),
    });
    estate.served.faults.add({ at: 'kill', action: { kind: 'session-returns', ms: 20, times: 5 } });
    assert.deepEqual((await client.run(restore)).errors, [3101, 3013]);
    const who = await client.run(
      "SELECT s.program_name FROM sys.dm_exec_sessions s JOIN sys.sysprocesses p ON p.spid = s.session_id WHERE p.dbid = DB_ID(N'LcsCDR')",
    );
    assert.deepEqual(who.rows, [['RtcSrv']]);
    assert.deepEqual((await client.run("KILL 90 WAITFOR DELAY '00:00:00.2'")).errors, []);
    assert.deepEqual((await client.run(restore)).errors, [3101, 3013]);
    const answer = await client.run(
      `ALTER DATABASE LcsCDR SET SINGLE_USER WITH ROLLBACK IMMEDIATE ${restore} ALTER DATABASE LcsCDR SET MULTI_USER`,
    );
    assert.deepEqual(answer.errors, []);
  });

  it('fills the disk under a backup, and damages a page of one (F20, F25)', async () => {
    estate.served.faults.add({
      at: 'write',
      contains: 'second',
      action: { kind: 'disk-full', bytes: 20_000 },
    });
    const answer = await client.run(
      `BACKUP DATABASE LcsCDR TO DISK = N'${share}\\second.bak' WITH CHECKSUM`,
    );
    assert.deepEqual(answer.errors, [3202, 3013]);
    assert.ok(
      answer.events.some(
        event =>
          'text' in event && event.text.includes('112(There is not enough space on the disk.)'),
      ),
    );
    assert.deepEqual(
      (await client.run(`RESTORE VERIFYONLY FROM DISK = N'${share}\\second.bak'`)).errors,
      [3203, 3013],
    );
    estate.served.faults.add({ at: 'write', action: { kind: 'damage-page', page: 3 } });
    assert.deepEqual((await client.run(full)).errors, []);
    assert.deepEqual((await client.run(`RESTORE VERIFYONLY FROM ${disk}`)).errors, [3189, 3013]);
    assert.equal(await client.value(state), 'ONLINE');
  });

  it('answers as SQL Browser, or not at all (F26)', async () => {
    const port = estate.served.browserPort ?? 0;
    const one = Buffer.concat([Buffer.from([4]), Buffer.from('RTC\0', 'latin1')]);
    const text = await ask(port, one, 2000);
    assert.equal(
      text,
      `ServerName;SQL01;InstanceName;RTC;IsClustered;No;Version;11.0.7001.0;tcp;${estate.port};;`,
    );
    assert.equal(await ask(port, Buffer.from([3]), 2000), text);
    assert.equal(await ask(port, Buffer.from([4, 0x58, 0]), 200), undefined);
    estate.served.faults.add({ at: 'browser', action: { kind: 'browser-silent' } });
    assert.equal(await ask(port, one, 200), undefined);
    assert.equal(await ask(port, one, 2000), text);
  });

  it('answers "encryption not supported" when told to (F27)', async () => {
    estate.served.faults.add({ at: 'connect', action: { kind: 'encryption-answer', value: 2 } });
    // This driver goes on in clear text; whoever asks for encryption must look at the answer itself.
    const clear = await SqlClient.open({ ...estate, port: estate.port, encrypt: true });
    await clear.close();
  });

  it('speaks TLS 1.0 alone when it is told to be that old (F27)', async () => {
    const old = await openEstate({ serve: { tls: { min: 'TLSv1', max: 'TLSv1' } } });
    try {
      await assert.rejects(SqlClient.open({ ...old, port: old.port, encrypt: true }), /TLS|SSL/u);
      const tls = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      const willing = await SqlClient.open({ ...old, port: old.port, encrypt: true, tls });
      assert.equal(await willing.value('SELECT 1'), 1);
      await willing.close();
    } finally {
      await old.close();
    }
  });

  it('refuses clear text when it is told to force encryption', async () => {
    const forced = await openEstate({ serve: { encryption: 'required' } });
    try {
      await assert.rejects(SqlClient.open({ ...forced, port: forced.port, encrypt: false }));
      const secure = await SqlClient.open({ ...forced, port: forced.port, encrypt: true });
      await secure.close();
    } finally {
      await forced.close();
    }
  });

  it('loses a database whose folder vanishes, and goes on with the others', async () => {
    await rm(
      join(instanceFolder(estate.folder, host, 'rtc'), 'drives', 'D', 'CsData', 'MonitoringStore'),
      { recursive: true },
    );
    await client.run('DELETE FROM LcsCDR..Users');
    assert.equal(await client.value(state), 'RECOVERY_PENDING');
    assert.deepEqual((await client.run('USE LcsCDR')).errors, [945]);
    assert.equal(await client.value('SELECT COUNT(*) FROM mgc..tblPrincipal'), 10);
  });

  it('takes faults by its control port', async () => {
    const control = await FaultControlPort.open(estate.served.faults);
    const socket = createConnection({ host: '127.0.0.1', port: control.port });
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    const say = async (request: unknown): Promise<unknown> => {
      socket.write(`${typeof request === 'string' ? request : JSON.stringify(request)}\n`);
      const line = await lines.next();
      return JSON.parse(String(line.value));
    };
    const fault = { at: 'batch', contains: 'LcsLog', action: { kind: 'error', number: 1105 } };
    assert.deepEqual(await say({ op: 'add', fault: { ...fault, instance: instanceName } }), {
      ok: true,
    });
    assert.deepEqual((await client.run('SELECT 1 FROM LcsLog..Users')).errors, [1105]);
    assert.deepEqual(await say({ op: 'list' }), { ok: true, faults: [] });
    assert.deepEqual(await say('{'), { ok: false, error: 'Not JSON.' });
    const wrong = await say({ op: 'add', fault: { at: 'never' } });
    assert.ok(typeof wrong === 'object' && wrong !== null && 'ok' in wrong && wrong.ok === false);
    socket.destroy();
    await control.close();
  });
});
