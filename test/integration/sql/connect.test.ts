import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { describeProblem } from '../../../src/errors/problem.ts';
import type { Endpoint } from '../../../src/estate/addresses.ts';
import { locateInstance } from '../../../src/executors/sql/connection/locate.ts';
import { host, instance, ServedEstate } from './served-estate.ts';

const signal = new AbortController().signal;

describe('Connecting to SQL Server', () => {
  let estate: ServedEstate;

  beforeEach(async () => {
    estate = await ServedEstate.open();
  });

  afterEach(async () => {
    await estate[Symbol.asyncDispose]();
  });

  it('closes the connection before the login when the server says it cannot encrypt (F27)', async () => {
    estate.served.faults.add({ at: 'connect', action: { kind: 'encryption-answer', value: 2 } });
    estate.served.faults.add({
      at: 'login',
      times: 100,
      action: { kind: 'login-error', number: 18456, state: 1 },
    });
    const problem = await estate.refusal();
    assert.equal(problem.code, 'SQL-ENCRYPTION-REFUSED');
    assert.equal(problem.kind, 'refused');
    assert.equal(
      estate.served.faults.list().find(({ at }) => at === 'login')?.times,
      100,
      'no login reached the server',
    );
  });

  it('does so too when the answer comes byte by byte, or means the login only (F27)', async () => {
    for (const value of [0, 2]) {
      estate.served.faults.add({ at: 'connect', action: { kind: 'split', bytes: 1 } });
      estate.served.faults.add({ at: 'connect', action: { kind: 'encryption-answer', value } });
      assert.equal((await estate.refusal()).code, 'SQL-ENCRYPTION-REFUSED');
      estate.served.faults.clear();
    }
  });

  it('goes on in clear only where the estate file says optional, and knows it', async () => {
    const plain = {
      at: 'connect',
      times: 9,
      action: { kind: 'encryption-answer', value: 2 },
    } as const;
    estate.served.faults.add(plain);
    const session = await estate.session({ encryption: 'optional' });
    assert.equal(session.facts.encrypted, false);
    await session[Symbol.asyncDispose]();
  });

  it('remembers the first certificate and refuses another one with both fingerprints (F27)', async () => {
    await (await estate.session())[Symbol.asyncDispose]();
    const first = (await estate.pins.fingerprintOf(instance)) ?? '';
    assert.match(first, /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/u);
    await using other = await ServedEstate.open();
    const problem = await estate.refusal(
      {},
      { addresses: { [instance]: `127.0.0.1:${other.port}` } },
    );
    assert.equal(problem.code, 'SQL-CERTIFICATE-CHANGED');
    const [expected, shown] = problem.data.theirs ?? [];
    assert.equal(expected?.text, first);
    assert.match(shown?.text ?? '', /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/u);
    assert.notEqual(shown?.text, first);
    assert.equal(await estate.pins.fingerprintOf(instance), first);
  });

  it('accepts only the certificate that the estate file names', async () => {
    const problem = await estate.refusal({ certificate: { sha256: '00'.repeat(32) } });
    assert.equal(problem.code, 'SQL-CERTIFICATE-CHANGED');
    const shown = problem.data.theirs?.[1]?.text ?? '';
    const session = await estate.session({ certificate: { sha256: shown.replaceAll(':', '') } });
    await session[Symbol.asyncDispose]();
  });

  it('refuses a self-made certificate where it is to be verified', async () => {
    assert.equal((await estate.refusal({ certificate: 'verified' })).code, 'SQL-TLS-FAILED');
  });

  it('speaks to a server of TLS 1.0 only where the estate file says so (F27)', async () => {
    await using old = await ServedEstate.open({ tls: { min: 'TLSv1', max: 'TLSv1' } });
    const problem = await old.refusal();
    assert.equal(problem.code, 'SQL-TLS-FAILED');
    assert.ok(describeProblem(problem.data).some(line => line.includes('tls: TLSv1')));
    const session = await old.session({ tls: 'TLSv1' });
    await session[Symbol.asyncDispose]();
  });

  it('tells an expired, a must-change, a locked and a wrong login apart, tried once (F23)', async () => {
    for (const number of [18487, 18488, 18486, 18456]) {
      estate.served.faults.add({
        at: 'login',
        times: 5,
        action: { kind: 'login-error', number, state: 1 },
      });
      const problem = await estate.refusal();
      assert.equal(problem.code, 'SQL-LOGIN-REFUSED');
      assert.equal(problem.data.theirs?.[0]?.number, number);
      assert.equal(estate.served.faults.list()[0]?.times, 4, 'one login was tried');
      estate.served.faults.clear();
    }
    const whats = new Set<string>();
    for (const number of [18487, 18488, 18486, 18456]) {
      estate.served.faults.add({ at: 'login', action: { kind: 'login-error', number, state: 1 } });
      whats.add((await estate.refusal()).data.what);
    }
    assert.equal(whats.size, 4);
  });

  it('never shows the password in what it says', async () => {
    const problem = await estate.refusal({}, { secret: () => Promise.resolve('Wr0ng-hunter2') });
    assert.equal(problem.code, 'SQL-LOGIN-REFUSED');
    assert.ok(!JSON.stringify(problem.data).includes('hunter2'));
  });

  it('names a missing secret, and who is to log in where nobody is', async () => {
    const none = (): Promise<undefined> => Promise.resolve(undefined);
    assert.equal((await estate.refusal({}, { secret: none })).code, 'SQL-SECRET-MISSING');
    assert.equal(
      (await estate.refusal({ authentication: undefined })).code,
      'SQL-NO-AUTHENTICATION',
    );
    assert.equal(
      (await estate.refusal({ authentication: 'integrated' })).code,
      'SQL-INTEGRATED-UNAVAILABLE',
    );
  });

  it('names a closed port, and something that is no SQL Server', async () => {
    const closed = await estate.refusal({}, { addresses: { [instance]: '127.0.0.1:1' } });
    assert.equal(closed.code, 'SQL-NOT-REACHED');
    const server: Server = createServer(socket => {
      socket.on('error', () => undefined);
      socket.write('SSH-2.0-OpenSSH_9.2\r\n');
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const other = await estate.refusal({}, { addresses: { [instance]: `127.0.0.1:${port}` } });
    assert.equal(other.code, 'SQL-NOT-SQL-SERVER');
    server.close();
  });

  describe('with SQL Browser (F26)', () => {
    const locate = (name: string, port: number, waitMs = 4_500): Promise<Endpoint> =>
      locateInstance({
        instance: name,
        addresses: { [host]: '127.0.0.1:1' },
        browser: { port, waitMs },
        signal,
      });
    const browserPort = (): number => estate.served.browserPort ?? 0;

    it('finds the port of a named instance', async () => {
      assert.deepEqual(await locate(instance, browserPort()), {
        host: '127.0.0.1',
        port: estate.port,
      });
    });

    it('names an unknown instance together with those that run', async () => {
      await assert.rejects(locate(`${host}\\lync`, browserPort()), error => {
        assert.ok(error instanceof Error && 'code' in error && 'data' in error);
        assert.equal(error.code, 'SQL-INSTANCE-NOT-LISTED');
        assert.match(JSON.stringify(error.data), /RTC/u);
        return true;
      });
    });

    it('names a silent browser', async () => {
      estate.served.faults.add({ at: 'browser', times: 99, action: { kind: 'browser-silent' } });
      await assert.rejects(locate(instance, browserPort(), 300), { code: 'SQL-BROWSER-SILENT' });
    });

    it('gets through when the first datagram is lost', async () => {
      estate.served.faults.add({ at: 'browser', action: { kind: 'browser-silent' } });
      assert.equal((await locate(instance, browserPort())).port, estate.port);
    });

    it('names a computer on which no browser runs', async () => {
      const socket = createSocket('udp4');
      await new Promise<void>(resolve => {
        socket.bind(0, '127.0.0.1', resolve);
      });
      const { port } = socket.address();
      socket.close();
      await assert.rejects(locate(instance, port), { code: 'SQL-BROWSER-STOPPED' });
    });

    it('names an instance that takes no TCP connections', async () => {
      const text = 'ServerName;SQL01;InstanceName;RTC;IsClustered;No;Version;11.0.7001.0;np;x;;';
      const socket = createSocket('udp4');
      socket.on('message', (_, from) => {
        const head = Buffer.from([5, text.length, 0]);
        socket.send(Buffer.concat([head, Buffer.from(text)]), from.port, from.address);
      });
      await new Promise<void>(resolve => {
        socket.bind(0, '127.0.0.1', resolve);
      });
      await assert.rejects(locate(instance, socket.address().port), { code: 'SQL-TCP-DISABLED' });
      socket.close();
    });
  });
});
