import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openEstate, type SqlEstate } from './estate-fixture.ts';
import { canRun, skipped, talk } from './foreign-program.ts';

const programs = join(import.meta.dirname, 'clients');
const jtds = '/usr/share/java/jtds.jar';

describe('Clients by others against the practice server', function () {
  this.timeout(90_000);
  let estate: SqlEstate;

  before(async () => {
    estate = await openEstate();
  });

  after(async () => {
    await estate.close();
    assert.deepEqual(estate.defects, []);
  });

  for (const options of ['TDS=8.0', 'TDS=8.0;ssl=require'])
    it(`jTDS speaks TDS 7.1 with it (${options})`, async function () {
      if (!existsSync(jtds) || !(await canRun('java', ['-version'])))
        skipped(this, 'jTDS or Java is not installed (Debian packages libjtds-java, default-jdk).');
      const args = ['-cp', jtds, join(programs, 'Jtds.java'), String(estate.port), options];
      const text = await talk('java', args, `${estate.password}\n`);
      assert.deepEqual(text.trim().split('\n'), [
        'version: 11.00.7001',
        'value: é 日本',
        'long: 4000',
        'prepared: sip:alice@contoso.example 日1 12345678901234567.89 2014-06-01 02:03:04.567;' +
          'sip:bob@contoso.example 日2 12345678901234567.89 2014-06-01 02:03:04.567;',
        'transaction: 1 11 10',
        'error: error 8134 Divide by zero error encountered.',
        'column: UserId int identity;UserUri nvarchar;',
        'scrolling: error 50100 sp_cursoropen is not supported by the practice server.',
        'cancel: cancelled, then 5',
      ]);
    });

  it('python-tds speaks each TDS version from 7.1 to 7.4 with it', async function () {
    if (!(await canRun('/usr/bin/python3', ['-c', 'import pytds'])))
      skipped(this, 'python-tds is not installed (Debian package python3-tds).');
    const args = [join(programs, 'pytds_client.py'), String(estate.port)];
    const text = await talk('/usr/bin/python3', args, `${estate.password}\n`);
    const lines = text
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const expected = ['71000001', '72090002', '730b0003', '74000004'].flatMap((version, n) => {
      const time = n < 2 ? '01:02:03.5' : '01:02:03.500000';
      const values = [['2014-06-01', time, '1.5', 3, 20_000]];
      const refused = 'A table-valued parameter is not supported by the practice server.';
      return [
        { version, step: 'values', result: values },
        { version, step: 'undone', result: [[0]] },
        { version, step: 'output', result: 42 },
        { version, step: 'missing', result: "Could not find stored procedure 'nothing_here'." },
        { version, step: 'table', result: refused },
        { version, step: 'after', result: [[6]] },
      ];
    });
    assert.deepEqual(lines, expected);
  });
});
