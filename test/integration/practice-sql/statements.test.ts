import assert from 'node:assert/strict';
import { SqlClient, type Event } from './client.ts';
import { openEstate, type SqlEstate } from './estate-fixture.ts';

/** An event in few letters: a row's values, an error's number, a message's text. */
function brief(event: Event): unknown {
  switch (event.kind) {
    case 'row':
      return event.values.map(value => (typeof value === 'bigint' ? Number(value) : value));
    case 'error':
      return event.number;
    case 'info':
      return event.text;
    case 'columns':
      return event.names.join(',');
  }
}

describe('Statements of the practice server', () => {
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

  /** What a batch gives back, without the names of columns. */
  async function said(text: string): Promise<unknown[]> {
    const { events } = await client.run(text);
    return events.filter(event => event.kind !== 'columns').map(brief);
  }

  const answers: readonly (readonly [title: string, text: string, expected: unknown[]])[] = [
    [
      'walks a cursor, as the backup scripts of the world do',
      `DECLARE c CURSOR FOR SELECT name FROM sys.databases WHERE database_id < 4 ORDER BY database_id
       DECLARE @n sysname OPEN c FETCH NEXT FROM c INTO @n
       WHILE @@FETCH_STATUS = 0 BEGIN PRINT @n FETCH NEXT FROM c INTO @n END
       CLOSE c DEALLOCATE c FETCH NEXT FROM c`,
      ['master', 'tempdb', 'model', 16916],
    ],
    [
      'gives back what INSERT, UPDATE and DELETE changed',
      `CREATE TABLE #t (id int IDENTITY PRIMARY KEY, v varchar(10)) DECLARE @o TABLE (v varchar(10))
       INSERT #t OUTPUT inserted.* VALUES ('a'), ('b')
       UPDATE #t SET v = v + 'x' OUTPUT deleted.v, inserted.v WHERE id = 1
       DELETE #t OUTPUT deleted.v INTO @o SELECT * FROM @o DROP TABLE #t`,
      [[1, 'a'], [2, 'b'], ['a', 'ax'], ['ax'], ['b']],
    ],
    [
      'goes back to a savepoint, and knows the names of transactions',
      `BEGIN TRAN a UPDATE LcsLog..Users SET UserUri = 'z' SAVE TRAN s DELETE LcsLog..Users ROLLBACK TRAN s
       SELECT COUNT(*), @@TRANCOUNT FROM LcsLog..Users WHERE UserUri = 'z'
       ROLLBACK TRAN nix ROLLBACK TRAN a SELECT COUNT(*), @@TRANCOUNT FROM LcsLog..Users WHERE UserUri = 'z'`,
      [[10, 1], 6401, [0, 0]],
    ],
    [
      'lets nobody commit what an error under XACT_ABORT has doomed',
      'SET XACT_ABORT ON BEGIN TRAN BEGIN TRY SELECT 1/0 END TRY BEGIN CATCH SELECT XACT_STATE() COMMIT END CATCH',
      [[-1], 3930],
    ],
    ['has ended a doomed transaction', 'SELECT @@TRANCOUNT SET XACT_ABORT OFF', [[0]]],
    [
      'keeps a transaction over a missing object, and ends it over a failed conversion',
      "BEGIN TRAN SELECT CAST('x' AS int)",
      [245],
    ],
    [
      'has no transaction after that',
      'SELECT @@TRANCOUNT BEGIN TRAN SELECT * FROM nix',
      [[0], 208],
    ],
    ['has one after this', 'SELECT @@TRANCOUNT ROLLBACK', [[1]]],
    [
      'runs a table that reads itself, as deep as it may',
      `WITH r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 150) SELECT COUNT(*) FROM r OPTION (MAXRECURSION 200);
       WITH r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT COUNT(*) FROM r`,
      [[150], 530],
    ],
    [
      'gives pages and ties',
      `SELECT UserId FROM LcsCDR..Users ORDER BY UserId OFFSET 3 ROWS FETCH NEXT 2 ROWS ONLY
       SELECT TOP 2 WITH TIES n FROM (VALUES (1), (2), (2), (3)) AS v(n) ORDER BY n`,
      [[4], [5], [1], [2], [2]],
    ],
    [
      'gives NULL the type that it meets',
      "SELECT COALESCE(NULL, 'z'), ISNULL(NULL, 'q'), NULL + 1 UNION ALL SELECT NULL, 'a', 2",
      [
        ['z', 'q', null],
        [null, 'a', 2],
      ],
    ],
    [
      'cuts nothing that it stores, and says that the statement ended',
      "DECLARE @t TABLE (a int, b varchar(3)) INSERT @t VALUES (1, 'abc'), (2, 'defg') SELECT COUNT(*) FROM @t",
      [8152, 'The statement has been terminated.', [0]],
    ],
    [
      'cuts results of text functions where their type ends',
      "SELECT LEN(REPLICATE('x', 9000)), LEN(REPLICATE(N'x', 4000) + N'y'), LEN(REPLICATE(CAST('x' AS varchar(max)), 9000))",
      [[8000, 4000, 9000]],
    ],
    [
      'reads and writes dates as people do',
      `SELECT CONVERT(varchar(30), CAST('Jun 1 2014 1:02PM' AS datetime), 120), CONVERT(varchar(10), CAST('06/02/2014' AS datetime), 104),
              CONVERT(varchar(26), CONVERT(datetime, '03/06/2014 23:59:59.997', 103), 109), ISDATE('2014-02-30')
       SELECT CAST('17000101' AS datetime)`,
      [['2014-06-01 13:02:00', '02.06.2014', 'Jun  3 2014 11:59:59:997PM', 0], 242],
    ],
    [
      'runs a procedure in the database of its name, and comes back',
      `EXEC LcsCDR..sp_executesql N'SELECT DB_NAME() USE LcsLog' SELECT DB_NAME() EXEC('USE LcsLog') SELECT DB_NAME()`,
      [
        ['LcsCDR'],
        "Changed database context to 'LcsLog'.",
        ['master'],
        "Changed database context to 'LcsLog'.",
        ['master'],
      ],
    ],
    [
      'begins transactions by itself where it is told to',
      `SET IMPLICIT_TRANSACTIONS ON SELECT @@TRANCOUNT SELECT COUNT(*) FROM LcsCDR..Users SELECT @@TRANCOUNT
       ROLLBACK SET IMPLICIT_TRANSACTIONS OFF`,
      [[0], [10], [1]],
    ],
    [
      'describes results under FMTONLY, and changes nothing',
      `SET FMTONLY ON SELECT UserId FROM LcsLog..Users DELETE LcsLog..Users EXEC sp_who SET FMTONLY OFF
       SELECT COUNT(*) FROM LcsLog..Users`,
      [50100, [10]],
    ],
    [
      'runs a text for each database',
      "EXEC sp_MSforeachdb 'IF DB_ID(''?'') < 3 PRINT ''?'''",
      ['master', 'tempdb'],
    ],
    [
      'lists files, keys and space of a database',
      "EXEC LcsCDR..sp_pkeys 'Users' EXEC LcsLog..sp_spaceused 'Users' EXEC sp_helpdb 'nix'",
      [
        ['LcsCDR', 'dbo', 'Users', 'UserId', 1, 'PK_Users'],
        ['Users', '10'.padEnd(20), '8 KB', '8 KB', '0 KB', '0 KB'],
        15010,
      ],
    ],
    ['repairs nothing', "DBCC CHECKDB ('LcsCDR', REPAIR_ALLOW_DATA_LOSS)", [7919]],
  ];
  for (const [title, text, expected] of answers)
    it(title, async () => {
      assert.deepEqual(await said(text), expected);
    });

  it('takes double quotes for texts once it is told to', async () => {
    assert.deepEqual(await said('SELECT "x"'), [207]);
    await said('SET QUOTED_IDENTIFIER OFF');
    assert.deepEqual(await said('SELECT "x"'), [['x']]);
    await said('SET QUOTED_IDENTIFIER ON');
  });

  const refused: readonly (readonly [text: string, number: number])[] = [
    ['DBCC NONSENSE', 2526],
    ['DBCC SHRINKFILE (1)', 50100],
    ["EXEC xp_cmdshell 'dir'", 15281],
    ['EXEC sp_configure', 50100],
    ['EXEC sp_cursoropen', 50100],
    ['EXEC nix..sp_who', 2812],
    ['SELECT * FROM nix..t', 208],
    ['SELECT * FROM sys.dm_os_wait_stats', 50100],
    ['SELECT * FROM sys.nix', 208],
    ["SELECT 'a' COLLATE Latin1_General_BIN", 50100],
    ['SELECT 1 WHERE 1 = ANY (SELECT 1)', 50100],
    ['SELECT STDEV(UserId) FROM LcsCDR..Users', 50100],
    ['SELECT @@CONNECTIONS', 50100],
    ['SELECT @@NIX', 137],
    ['DECLARE @x xml', 50100],
    ['CREATE TABLE #t (a int CHECK (a > 0))', 50100],
    ['INSERT BULK LcsLog..Users (UserUri nvarchar(450))', 50100],
    ['SET LANGUAGE Deutsch', 50100],
    ['SET DATEFORMAT dmy', 50100],
    ['SET ANSI_NULLS OFF', 50100],
    ['RAISERROR(50005, 16, 1)', 18054],
    ["BACKUP LOG master TO DISK = N'D:\\x.bak'", 4212],
    ["BACKUP DATABASE mgc TO DISK = N'D:\\x.bak' WITH BLOCKSIZE = 7", 50100],
  ];
  for (const [text, number] of refused)
    it(`refuses ${text} with ${number}, and does not pass over it`, async () => {
      const { errors, events } = await client.run(text);
      assert.equal(errors[0], number, JSON.stringify(events));
    });
});
