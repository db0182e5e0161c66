import assert from 'node:assert/strict';
import { SqlClient } from './client.ts';
import { openEstate, type SqlEstate } from './estate-fixture.ts';

describe('T-SQL of the practice server', () => {
  let estate: SqlEstate;
  let client: SqlClient;

  before(async () => {
    estate = await openEstate();
    client = await SqlClient.open(estate);
  });

  after(async () => {
    await client.close();
    await estate.close();
    assert.deepEqual(estate.defects, []);
  });

  const values: readonly (readonly [text: string, ...row: unknown[]])[] = [
    ['SELECT 1 + 2 * 3, 7 / 2, 7 % 4, -5 / 2', 7, 3, 3, -2],
    ["SELECT 'a' + N'b', LEN('abc  '), UPPER('straße')", 'ab', 3, 'STRASSE'],
    ['SELECT CAST(46000000017300037 AS varchar(30))', '46000000017300037'],
    [
      'SELECT CAST(CAST(12345678901234567890.123 AS numeric(38,3)) AS varchar(50))',
      '12345678901234567890.123',
    ],
    ["SELECT CASE WHEN NULL = NULL THEN 'equal' ELSE 'unknown' END", 'unknown'],
    ["SELECT CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' END", 'two'],
    ["SELECT CASE WHEN 'abc' = 'ABC ' THEN 1 ELSE 0 END", 1],
    ["SELECT CASE WHEN 'a[b' LIKE 'a[[]_' THEN 1 ELSE 0 END", 1],
    ["SELECT QUOTENAME('a]b'), QUOTENAME(N'x''y', '''')", '[a]]b]', "'x''y'"],
    ['SELECT ISNULL(NULL, 5), COALESCE(NULL, NULL, 6), NULLIF(3, 3)', 5, 6, null],
    [
      "SELECT CONVERT(varchar(30), CAST('2014-06-01T02:03:04.567' AS datetime), 121)",
      '2014-06-01 02:03:04.567',
    ],
    ["SELECT DATEDIFF(day, '2014-05-30', '2014-06-01'), DATEPART(year, '2014-06-01')", 2, 2014],
    ['SELECT CONVERT(varchar(20), 0x01FF, 1), CONVERT(int, 0x10)', '0x01FF', 16],
    [
      'SELECT COUNT(*), MAX(UserId), MIN(UserUri) FROM LcsCDR.dbo.Users',
      10,
      10,
      'sip:alice@contoso.example',
    ],
    [
      'SELECT TOP 1 u.UserUri FROM LcsCDR..Users u JOIN LcsCDR..SessionDetails s ON s.User1Id = u.UserId GROUP BY u.UserUri HAVING COUNT(*) > 5 ORDER BY u.UserUri DESC',
      'sip:judy@contoso.example',
    ],
    [
      'SELECT (SELECT COUNT(*) FROM LcsCDR..SessionDetails s WHERE s.User1Id = u.UserId) FROM LcsCDR..Users u WHERE UserId = 1',
      24,
    ],
    ['SELECT SUM(x), AVG(x) FROM (VALUES (1), (2), (4), (NULL)) AS t(x)', 7, 2],
    ['WITH a AS (SELECT 1 AS n UNION ALL SELECT 2 UNION SELECT 2) SELECT COUNT(*) FROM a', 2],
    [
      'SELECT n FROM (SELECT n, ROW_NUMBER() OVER (PARTITION BY n % 2 ORDER BY n DESC) AS r FROM (VALUES (1), (2), (3)) AS v(n)) AS t WHERE r = 1 AND n % 2 = 1',
      3,
    ],
    ["SELECT COUNT(*) FROM LcsCDR..Users WHERE UserId IN (1, 2, 99) OR UserUri LIKE N'%judy%'", 3],
    [
      'SELECT COUNT(*) FROM LcsCDR..Users u WHERE NOT EXISTS (SELECT * FROM LcsLog..Users l WHERE l.UserId = u.UserId)',
      0,
    ],
    [
      'SELECT u.UserId, l.UserId FROM (SELECT 99 AS n) x LEFT JOIN LcsCDR..Users u ON u.UserId = x.n FULL JOIN LcsLog..Users l ON 1 = 0',
      null,
      null,
    ],
    [
      "SELECT v.volume_mount_point, v.available_bytes / 1048576 FROM sys.master_files f CROSS APPLY sys.dm_os_volume_stats(f.database_id, f.file_id) v WHERE f.name = N'LcsCDR_data'",
      'D:\\',
      '204672',
    ],
    ['SELECT UserId FROM LcsCDR..Users WHERE UserId = 0 UNION ALL SELECT NULL', null],
    ["SELECT DB_ID(N'master'), DB_ID(N'nix'), DB_NAME(1)", 1, null, 'master'],
    [
      "SELECT SUSER_ID(N'CONTOSO\\RTCComponentUniversalServices') - 257, IS_SRVROLEMEMBER('sysadmin')",
      0,
      1,
    ],
  ];

  for (const [text, ...row] of values)
    it(`answers ${text}`, async () => {
      const answer = await client.run(text);
      assert.deepEqual(answer.errors, [], JSON.stringify(answer.events));
      assert.deepEqual(answer.rows.map(one => one.map(plain))[0], row);
    });

  const refused: readonly (readonly [text: string, ...numbers: number[]])[] = [
    ['SELECT FROM', 156],
    ['SELECT 1 SELEC 2', 102],
    ["SELECT 'open", 105],
    ['SELECT 1 /* open', 113],
    ['SELECT nix FROM sys.databases', 207],
    ['SELECT * FROM nix', 208],
    ['SELECT name FROM sys.databases a JOIN sys.databases b ON 1 = 1', 209],
    ['SELECT x.name FROM sys.databases a', 4104],
    ['SELECT @missing', 137],
    ['SELECT 1 / 0', 8134],
    ["SELECT CAST('abc' AS int)", 245],
    ["SELECT CAST('2014-13-01' AS datetime)", 242],
    ['SELECT CAST(3000000000 AS int)', 8115],
    ['SELECT nofunction(1)', 195],
    ['EXEC sp_nothing', 2812],
    ['nothing_at_all', 2812],
    ['USE nix', 911],
    ['DROP TABLE nix', 3701],
    ['SELECT UserUri FROM LcsCDR..Users GROUP BY UserId', 8120],
    ['GRANT SELECT TO public', 50100],
    ['CREATE PROCEDURE p AS SELECT 1', 50100],
    ['SELECT (SELECT database_id FROM sys.databases)', 512],
    ['INSERT LcsCDR..Users (UserUri) VALUES (NULL)', 515],
    ['KILL 9999', 6106],
    ['ALTER DATABASE nix SET SINGLE_USER', 5011, 5069],
  ];

  for (const [text, ...numbers] of refused)
    it(`refuses ${text} with ${numbers.join(' and ')}`, async () => {
      const answer = await client.run(text);
      assert.deepEqual(answer.errors, numbers, JSON.stringify(answer.events));
    });

  it('runs nothing of a batch that holds a syntax error', async () => {
    const before = await client.value('SELECT COUNT(*) FROM LcsLog..Messages');
    const answer = await client.run('DELETE FROM LcsLog..Messages\nSELECT FROM');
    assert.deepEqual(answer.errors, [156]);
    assert.equal(await client.value('SELECT COUNT(*) FROM LcsLog..Messages'), before);
  });

  it('names the line of a failing statement', async () => {
    const answer = await client.run('PRINT 1\n\nSELECT 1/0');
    const error = answer.events.find(event => event.kind === 'error');
    assert.equal(error?.kind === 'error' ? error.line : 0, 3);
  });

  it('goes on after an error that ends its statement only, in order', async () => {
    const answer = await client.run(
      "PRINT 'a' SELECT 1/0 PRINT 'b' RAISERROR('c %d', 16, 2, 7) PRINT 'd'",
    );
    const said = answer.events.filter(event => event.kind === 'info' || event.kind === 'error');
    assert.deepEqual(
      said.map(event => event.text),
      ['a', 'Divide by zero error encountered.', 'b', 'c 7', 'd'],
    );
  });

  it('ends the batch where an object is missing', async () => {
    const answer = await client.run('SELECT * FROM nix SELECT 1');
    assert.deepEqual(answer.rows, []);
  });

  it('catches errors, and shows the last one of several as a server does', async () => {
    const answer = await client.run(
      "BEGIN TRY RESTORE DATABASE x FROM DISK = N'Q:\\no.bak' END TRY BEGIN CATCH SELECT ERROR_NUMBER(), ERROR_MESSAGE() END CATCH",
    );
    assert.deepEqual(answer.rows, [[3013, 'RESTORE DATABASE is terminating abnormally.']]);
  });

  it('keeps variables, temporary tables, table variables and identities', async () => {
    const answer = await client.run(`
      DECLARE @n int = 2, @t TABLE (id int IDENTITY(10, 5), name nvarchar(10) NOT NULL DEFAULT N'none');
      CREATE TABLE #x (a int PRIMARY KEY, b decimal(20, 4));
      INSERT @t (name) VALUES (N'é'), (N'日本');
      INSERT @t DEFAULT VALUES;
      INSERT #x SELECT id, id / CAST(3 AS decimal(10, 4)) FROM @t;
      UPDATE #x SET b = b + @n WHERE a > 10;
      DELETE x FROM #x x JOIN @t t ON t.id = x.a WHERE t.name = N'é';
      SELECT a, CAST(b AS varchar(20)), name FROM #x JOIN @t ON id = a ORDER BY a;
      DROP TABLE #x`);
    assert.deepEqual(answer.errors, [], JSON.stringify(answer.events));
    assert.deepEqual(answer.rows, [
      [15, '7.0000', '日本'],
      [20, '8.6667', 'none'],
    ]);
  });

  it('takes rows of EXEC into a table', async () => {
    const answer = await client.run(
      "DECLARE @t TABLE (n sysname) INSERT @t EXEC('SELECT name FROM sys.databases WHERE database_id < 3') SELECT COUNT(*) FROM @t",
    );
    assert.deepEqual(answer.rows, [[2]]);
  });

  it('undoes a transaction that is rolled back', async () => {
    const answer = await client.run(
      'BEGIN TRAN DELETE FROM LcsLog..Users ROLLBACK SELECT COUNT(*), @@TRANCOUNT FROM LcsLog..Users',
    );
    assert.deepEqual(answer.rows, [[10, 0]]);
  });

  it('lets loops, IF and RETURN steer', async () => {
    const answer = await client.run(
      'DECLARE @i int = 0 WHILE 1 = 1 BEGIN SET @i += 1 IF @i = 3 CONTINUE IF @i > 4 BREAK PRINT @i END RETURN PRINT 99',
    );
    assert.deepEqual(
      answer.events.map(event => event.kind === 'info' && event.text),
      ['1', '2', '4'],
    );
  });

  it('keeps what was changed over a restart of the process', async () => {
    await client.run("INSERT LcsLog..Users (UserUri) VALUES (N'sip:new@contoso.example')");
    await client.close();
    await estate.restart();
    client = await SqlClient.open(estate);
    assert.equal(
      await client.value(
        "SELECT UserId FROM LcsLog..Users WHERE UserUri = N'sip:new@contoso.example'",
      ),
      11,
    );
  });
});

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
