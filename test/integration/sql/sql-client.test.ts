import assert from 'node:assert/strict';
import { describeProblem } from '../../../src/errors/problem.ts';
import { ClientShells, engineWithoutClient } from './client-shells.ts';
import { hear, instance, ServedEstate } from './served-estate.ts';

describe('Connections through the SqlClient of PowerShell', function () {
  this.timeout(120_000);
  const shells = new ClientShells();

  after(() => shells[Symbol.asyncDispose]());

  async function opened(
    serve: Parameters<typeof ServedEstate.open>[0] = {},
  ): Promise<ServedEstate> {
    const estate = await ServedEstate.open(serve);
    estate.shells = shells.lend;
    return estate;
  }

  it('refuse a server that does not encrypt before anything of the login is sent', async () => {
    await using estate = await opened({ encryption: 'not-supported' });
    const { data } = await estate.refusal();
    assert.equal(data.code, 'SQL-ENCRYPTION-REFUSED');
    assert.deepEqual(
      estate.served.instances.flatMap(one => [...one.sessions.values()]),
      [],
    );
    await using session = await estate.session({ encryption: 'optional' });
    assert.equal(session.facts.encrypted, false);
  });

  it('remember the first certificate, and refuse another one', async () => {
    await using estate = await opened();
    await (await estate.session())[Symbol.asyncDispose]();
    assert.match((await estate.pins.fingerprintOf(instance)) ?? '', /^(?:[0-9A-F]{2}:){31}/u);
    const wanted = { sha256: 'AB'.repeat(32) };
    assert.equal(
      (await estate.refusal({ certificate: wanted })).data.code,
      'SQL-CERTIFICATE-CHANGED',
    );
  });

  it("name the server's own words when it refuses the login, and never the password", async () => {
    await using estate = await opened();
    const secret = (): Promise<string> => Promise.resolve('wrong-Pa55word');
    const { data } = await estate.refusal({}, { secret });
    assert.equal(data.code, 'SQL-LOGIN-REFUSED');
    assert.equal(data.theirs?.[0]?.number, 18456);
    assert.ok(!JSON.stringify(data).includes('wrong-Pa55word'));
  });

  it('name a closed port', async () => {
    await using estate = await opened();
    const addresses = { [instance]: '127.0.0.1:1' };
    assert.equal((await estate.refusal({}, { addresses })).data.code, 'SQL-NOT-REACHED');
  });

  it("log in with the operator's own account, which asks for no secret", async () => {
    await using estate = await opened();
    const { data } = await estate.refusal(
      { authentication: 'integrated' },
      { secret: () => Promise.reject(new Error('no secret is needed')) },
    );
    // The practice server takes no Windows account, and off Windows there is none to send.
    assert.ok(['SQL-LOGIN-REFUSED', 'SQL-NOT-REACHED'].includes(data.code), data.code);
  });

  it('refuse a certificate that is to be compared and cannot be looked at, before the login', async () => {
    await using estate = await opened({ tls: { min: 'TLSv1', max: 'TLSv1' } });
    const action = { kind: 'login-error', number: 18456, state: 1 } as const;
    estate.served.faults.add({ at: 'login', action });
    const problem = await estate.refusal();
    assert.equal(problem.code, 'SQL-CERTIFICATE-UNCHECKED');
    assert.equal(problem.kind, 'refused');
    const shown = describeProblem(problem.data).join('\n');
    assert.match(
      shown,
      /is to be compared, and cannot be looked at\. \(sql01.*\)\nTLS: .*(?:version|protocol)/iu,
    );
    assert.match(shown, /Nothing was changed: no statement was sent/u);
    assert.match(shown, /Next: let it speak TLS 1\.2, or name .*"tls"/u);
    assert.match(shown, /"certificate: any"/u);
    assert.equal(estate.served.faults.list().length, 1, 'no login reached the server');
  });

  it('name a PowerShell that has no SqlClient, and which ones have it', async () => {
    await using estate = await opened();
    await using bare = new ClientShells(await engineWithoutClient(estate.folder));
    estate.shells = bare.lend;
    const problem = await estate.refusal();
    assert.equal(problem.code, 'SQL-CLIENT-MISSING');
    const shown = describeProblem(problem.data).join('\n');
    assert.match(
      shown,
      /The PowerShell of this computer has no SqlClient, so sql01.* is not asked/u,
    );
    assert.match(shown, /^PowerShell: \d+\.\d+/mu);
    assert.match(shown, /Nothing was changed: no statement was sent/u);
    assert.match(shown, /Next: Windows PowerShell and PowerShell 7 have it.*"backend: mssql"/su);
  });

  it('refuse a Windows account that is written down', async () => {
    await using estate = await opened();
    const ntlm = { domain: 'CONTOSO', user: 'me', password: { secret: 'SQL' } };
    const { data } = await estate.refusal({ authentication: { ntlm } });
    assert.equal(data.code, 'SQL-NTLM-NOT-HERE');
  });

  it('keep long values and secrets whole, and foreign scripts apart', async () => {
    await using estate = await opened();
    await using session = await estate.session();
    const long = `${'é會'.repeat(30_000)}\u0001"\\\n`;
    const { rows, end, errors } = await hear(session, 'SELECT @Long', {
      parameters: { Long: long },
    });
    assert.deepEqual([end, errors], [{ kind: 'completed' }, []]);
    assert.ok(rows[0]?.[0] === long, 'the long value came back as it was sent');
    const types = await hear(
      session,
      "SELECT CAST('2014-06-01T02:03:04' AS smalldatetime), CAST('02:03:04.5' AS time(3)), CAST('2014-06-01T02:03:04.1234567' AS datetime2), CAST(1e100 AS float), NEWID(), CAST(NULL AS int)",
    );
    const [small, time, precise, float, guid, none] = types.rows[0] ?? [];
    assert.deepEqual(
      [small, time, precise, float, none],
      ['2014-06-01 02:03:00', '02:03:04.500', '2014-06-01 02:03:04.1234567', '1e+100', null],
    );
    assert.match(guid ?? '', /^[0-9A-F]{8}-[0-9A-F-]{27}$/u);
  });
});
