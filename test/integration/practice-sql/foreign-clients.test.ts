import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEstate, share, type SqlEstate } from './estate-fixture.ts';
import { canRun, run, skipped, talk } from './foreign-program.ts';

const project = join(import.meta.dirname, '../../dotnet/foreign-client');
const program = join(project, 'bin/test/foreign-client.dll');

const disk = `DISK = N'${share}\\foreign.bak'`;

describe('FreeTDS against the practice server', function () {
  this.timeout(60_000);
  let estate: SqlEstate;

  before(async function () {
    if (!(await canRun('tsql', ['-C'])))
      skipped(this, 'tsql is not installed (Debian package freetds-bin).');
    estate = await openEstate();
  });

  after(async () => {
    // Nothing was opened when the program is missing.
    await (estate as SqlEstate | undefined)?.close();
  });

  const tsql = (script: string, version = 'auto'): Promise<string> =>
    talk(
      'tsql',
      ['-H', '127.0.0.1', '-p', String(estate.port), '-U', 'recovery', '-P', estate.password],
      `${script}\ngo\nexit\n`,
      { env: { TDSVER: version } },
    );

  for (const version of ['7.1', '7.2', '7.3', '7.4'])
    it(`gets every kind of value in TDS ${version}`, async () => {
      const text = await tsql(
        `select N'é 日本', cast('2014-06-01' as date), cast(N'長' as nvarchar(max)), cast('a' as varchar(max)),
           cast(0x0102 as varbinary(max)), cast(null as nvarchar(max)), cast(46000000017300037 as numeric(25,0)), cast(-1.5 as money)
         begin tran select @@trancount rollback
         select 1/0
         select count(*) from LcsCDR..SessionDetails`,
        version,
      );
      const date = version === '7.1' || version === '7.2' ? '2014-06-01' : 'Jun  1 2014 12:00AM';
      assert.ok(
        text.includes(`é 日本\t${date}\t長\ta\t0102\tNULL\t46000000017300037\t-1.5000`),
        text,
      );
      assert.match(text, /Msg 8134 \(severity 16, state 1\) from SQL01\\RTC Line 4:/u);
      assert.match(text, /\n240\n/u);
    });

  it('hears a plain refusal in TDS 7.0, and an end without a word in what came before', async () => {
    assert.match(
      await tsql('select 1', '7.0'),
      /Msg 50100 [\s\S]*TDS before 7\.1 is not supported/u,
    );
    for (const version of ['4.2', '5.0'])
      assert.match(await tsql('select 1', version), /Adaptive Server connection failed/u);
  });

  it('copies a table out, and hears that nothing can be copied in', async () => {
    const bcp = (direction: string, file: string): Promise<string> => {
      const conf = `[practice]\nhost = 127.0.0.1\nport = ${estate.port}\ntds version = 7.4\n`;
      return writeFile(join(estate.folder, 'freetds.conf'), conf).then(() =>
        talk(
          'freebcp',
          [
            'LcsLog.dbo.Users',
            ...[direction, file, '-c', '-S', 'practice', '-U', 'recovery', '-P', estate.password],
          ],
          '',
          { env: { FREETDSCONF: join(estate.folder, 'freetds.conf') } },
        ),
      );
    };
    const file = join(estate.folder, 'users.txt');
    assert.match(await bcp('out', file), /10 rows copied/u);
    assert.match(await readFile(file, 'utf8'), /^1\tsip:alice@contoso\.example\n/u);
    assert.match(await bcp('in', file), /Msg 50100[\s\S]*Bulk load is not supported/u);
  });

  it('logs in, queries, and gets messages and errors', async () => {
    const text = await tsql(
      "select 46000000017300037 as lsn, N'é 日本' as t\nprint N'told'\nselect 1/0\ngo\nselect count(*) from LcsCDR..SessionDetails",
    );
    assert.match(text, /46000000017300037\té 日本/u);
    assert.match(text, /told/u);
    assert.match(text, /Msg 8134 \(severity 16, state 1\) from SQL01\\RTC Line 3/u);
    assert.match(text, /\n240\n/u);
  });

  it('backs up and gets the cause before 3013', async () => {
    const good = await tsql(`backup database LcsCDR to ${disk} with stats = 50`);
    assert.match(
      good,
      /50 percent processed[\s\S]*100 percent processed[\s\S]*successfully processed/u,
    );
    const bad = await tsql("backup database LcsCDR to disk = N'Q:\\x.bak'");
    assert.match(bad, /Msg 3201[\s\S]*Operating system error 3[\s\S]*Msg 3013/u);
  });
});

interface Line {
  readonly kind: string;
  readonly values?: readonly (string | null)[];
  readonly number?: number;
  readonly text?: string;
  readonly count?: number;
  readonly value?: string;
  readonly name?: string;
}

function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

describe('Microsoft.Data.SqlClient against the practice server', function () {
  this.timeout(240_000);
  let estate: SqlEstate;

  before(async function () {
    if (!(await canRun('dotnet', ['--version']))) skipped(this, 'the .NET SDK is not installed.');
    const source = join(project, 'Program.cs');
    const fresh = existsSync(program) && statSync(program).mtimeMs > statSync(source).mtimeMs;
    if (!fresh) {
      const build = [
        'build',
        '-c',
        'Release',
        '-o',
        join(project, 'bin/test'),
        '--nologo',
        '-v',
        'q',
      ];
      await run('dotnet', build, { cwd: project, timeout: 220_000 });
    }
    estate = await openEstate();
  });

  after(async () => {
    await (estate as SqlEstate | undefined)?.close();
  });

  async function ask(mode: string, script: string, encrypt = 'Mandatory'): Promise<Line[]> {
    const args = [program, `127.0.0.1,${estate.port}`, 'recovery', encrypt, mode];
    const text = await talk('dotnet', args, `${estate.password}\n${script}`);
    const lines = text
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map((line): unknown => JSON.parse(line));
    assert.ok(lines.length > 0 && lines.every(isLine), text);
    return lines.filter(isLine);
  }

  for (const encrypt of ['Mandatory', 'Optional'])
    it(`logs in with Encrypt=${encrypt} and gets exact numbers`, async () => {
      const lines = await ask(
        'batch',
        'SELECT CAST(46000000017300037 AS numeric(25,0)), CAST(-12345678901234567890.1234 AS decimal(38,4)), 9007199254740993',
        encrypt,
      );
      const row = lines.find(line => line.kind === 'row');
      assert.deepEqual(row?.values, [
        '46000000017300037',
        '-12345678901234567890.1234',
        '9007199254740993',
      ]);
    });

  it('gets messages, results and errors in order', async () => {
    const lines = await ask(
      'batch',
      `BACKUP DATABASE LcsCDR TO ${disk} WITH FORMAT, STATS = 50 SELECT 1 AS a`,
    );
    const told = lines.map(line => line.number ?? line.kind);
    assert.deepEqual(told, ['open', 3211, 3211, 4035, 4035, 3014, 'columns', 'row', 'rows']);
    const failed = await ask('execute', "BACKUP DATABASE LcsCDR TO DISK = N'Q:\\x.bak'");
    assert.deepEqual(
      failed.map(line => line.number ?? line.kind),
      ['open', 3201, 3013],
    );
  });

  it('cancels by attention and goes on with the connection', async () => {
    const lines = await ask('cancel', "WAITFOR DELAY '00:00:30'");
    // The client may add its own "cancelled by user" behind its time-out.
    assert.equal(lines.find(line => line.kind === 'error')?.number, -2);
    assert.deepEqual(lines.find(line => line.kind === 'row')?.values, ['still here']);
  });

  it('passes typed parameters and gets an output value back', async () => {
    const lines = await ask(
      'parameters',
      'SELECT @number, @text, @exact, @bytes, @when, @guid, @nothing; SET @result = 9007199254740993',
    );
    assert.deepEqual(lines.find(line => line.kind === 'row')?.values, [
      '42',
      "O'Brien € 会議",
      '12345678901234567.89',
      '0102FF',
      '2014-06-01T02:03:04.5670000',
      '01234567-89ab-cdef-0123-456789abcdef',
      null,
    ]);
    assert.equal(lines.find(line => line.kind === 'output')?.value, '9007199254740993');
  });

  it('reads a long value over TLS, one record for each packet', async () => {
    const lines = await ask(
      'batch',
      "SELECT REPLICATE(CAST(N'é' AS nvarchar(max)), 90000) AS long",
    );
    assert.equal(lines.find(line => line.kind === 'row')?.values?.[0], 'é'.repeat(90_000));
  });

  for (const encrypt of ['Mandatory', 'Optional'])
    it(`is used as an application uses it (Encrypt=${encrypt})`, async () => {
      const lines = await ask('library', '', encrypt);
      const steps = lines.flatMap(line =>
        line.kind === 'step' ? [`${line.name ?? ''}: ${line.value ?? ''}`] : [],
      );
      assert.deepEqual(steps, [
        'transaction: 11 10 0',
        'schema: int nvarchar False',
        'procedure: UserId 0',
        'missing procedure: error 2812',
        'prepared: sip:alice@contoso.example sip:bob@contoso.example',
        'variant and table parameters: 12.5 50100 5',
        'pool: master0 master0',
        'packets of 512: 512 40000',
        // With TLS a packet must fit into one record.
        `packets of 32767: ${encrypt === 'Mandatory' ? 16383 : 32767} 40000`,
        'a database that there is not: error 4060,18456',
        'TDS 8: error 0',
      ]);
    });

  it('reads a result of many packets', async () => {
    const lines = await ask(
      'many',
      'SELECT a.*, b.UserUri FROM LcsCDR..SessionDetails a CROSS JOIN LcsCDR..Users b CROSS JOIN LcsCDR..Users c',
    );
    assert.equal(lines.find(line => line.kind === 'rows')?.count, 24_000);
  });
});
