import assert from 'node:assert/strict';
import { SqlError } from '../../../src/practice/sql/engine/messages/sql-error.ts';
import { parseBatch } from '../../../src/practice/sql/language/parse-batch.ts';

function refusal(text: string, major = 11): readonly [number, string, number | undefined] {
  try {
    parseBatch(text, major);
  } catch (error) {
    assert.ok(error instanceof SqlError, String(error));
    return [error.number, error.message, error.line];
  }
  return [0, 'understood', undefined];
}

describe('T-SQL parser of the practice server', () => {
  const understood = [
    "BACKUP DATABASE @db TO DISK = @f WITH COPY_ONLY, INIT, FORMAT, CHECKSUM, STATS = 10, NAME = N'x full';",
    "RESTORE DATABASE [a]]b] FROM DISK = N'x', DISK = N'y' WITH FILE = 1, REPLACE, MOVE N'a' TO N'b', STATS = 10, RECOVERY",
    "IF DB_ID(N'LcsCDR') IS NOT NULL ALTER DATABASE [LcsCDR] SET SINGLE_USER WITH ROLLBACK IMMEDIATE;",
    "ALTER DATABASE x SET RECOVERY FULL ALTER DATABASE x SET MULTI_USER DBCC CHECKDB (N'x') WITH NO_INFOMSGS, ALL_ERRORMSGS, DATA_PURITY",
    "CREATE LOGIN [CONTOSO\\g] FROM WINDOWS; CREATE USER [CONTOSO\\g] FOR LOGIN [CONTOSO\\g]; EXEC sp_addrolemember N'ServerRole', N'CONTOSO\\g'",
    'ALTER USER [x] WITH LOGIN = [y]; ALTER AUTHORIZATION ON DATABASE::[LcsCDR] TO [sa];',
    'BEGIN TRY SELECT 1 END TRY BEGIN CATCH END CATCH',
    'WHILE 1 = 0 BEGIN BREAK END; IF 1 = 1 PRINT 1; ELSE PRINT 2',
    'SELECT a.[b c], "d" FROM x..y AS a WITH (NOLOCK) LEFT OUTER JOIN z ON a.i = z.i ORDER BY 1 DESC OPTION (RECOMPILE)',
    'sp_who2',
  ];
  for (const text of understood)
    it(`understands ${text}`, () => {
      assert.equal(refusal(text)[1], 'understood');
    });

  it('says near what and in which line a batch stops to make sense', () => {
    assert.deepEqual(refusal('SELECT 1\n\nFROM WHERE'), [
      156,
      "Incorrect syntax near the keyword 'WHERE'.",
      3,
    ]);
    assert.deepEqual(refusal('BACKUP DATABASE x TO DISK N'), [
      102,
      "Incorrect syntax near 'N'.",
      1,
    ]);
    assert.deepEqual(refusal("BACKUP DATABASE x TO DISK = 'y' WITH STATTS = 1"), [
      102,
      "Incorrect syntax near 'STATTS'.",
      1,
    ]);
    assert.deepEqual(refusal("SELECT 'abc"), [
      105,
      "Unclosed quotation mark after the character string 'abc'.",
      1,
    ]);
  });

  it('knows which words came with 2012', () => {
    for (const text of ["THROW 50000, N'x', 1", 'ALTER ROLE r ADD MEMBER m']) {
      assert.equal(refusal(text, 11)[0], 0);
      assert.ok([102, 156].includes(refusal(text, 10)[0]), text);
    }
  });

  it('names what it does not do instead of passing over it', () => {
    for (const text of [
      'GRANT SELECT TO x',
      'MERGE a USING b',
      'CREATE VIEW v AS SELECT 1',
      "BACKUP DATABASE x FILE = 'y' TO DISK = 'z'",
    ]) {
      const [number, message] = refusal(text);
      assert.equal(number, 50100);
      assert.match(message, /not supported by the practice server/u);
    }
  });

  it('takes no version-8 habits and no later comforts', () => {
    for (const text of ['DROP TABLE IF EXISTS x', 'DROP DATABASE IF EXISTS x', 'SELECT 1 SELECT'])
      assert.notEqual(refusal(text)[0], 0, text);
  });
});
