import assert from 'node:assert/strict';
import { sqlEffect } from '../../../../src/executors/sql/cells/effects.ts';
import { namedDatabases } from '../../../../src/executors/sql/cells/named-databases.ts';

const rehearsed = [
  'SELECT 1',
  "SELECT N'DROP DATABASE x' AS [DELETE] -- UPDATE t",
  'WITH a AS (SELECT 1 AS n) SELECT n FROM a',
  "RESTORE HEADERONLY FROM DISK = N'x'",
  "RESTORE FILELISTONLY FROM DISK = N'x'; RESTORE LABELONLY FROM DISK = N'x'",
  "RESTORE VERIFYONLY FROM DISK = N'x' WITH CHECKSUM",
  "DECLARE @x int; SET @x = 1; IF @x = 1 PRINT N'a' ELSE SELECT 2",
];

const changing = [
  "BACKUP DATABASE x TO DISK = N'x'",
  'SELECT * INTO #t FROM sys.objects',
  'UPDATE t SET a = 1',
  'sp_who',
  'EXEC sp_who',
  'SELECT 1; enable trigger a ON b',
  "SELECT * FROM OPENQUERY(other, 'DELETE t')",
  'RESTORE DATABASE x WITH RECOVERY',
  'ALTER DATABASE x SET SINGLE_USER WITH ROLLBACK IMMEDIATE',
  'DBCC SHRINKDATABASE (x)',
  'DROP TABLE #t',
  'DELETE FROM #t',
  'SELECT NEXT VALUE FOR dbo.s',
];

const destroying: readonly (readonly [string, RegExp])[] = [
  ["RESTORE DATABASE [LcsCDR] FROM DISK = N'x' WITH REPLACE", /line 1.*\[LcsCDR\]/u],
  ['/* a\nb */ DROP DATABASE IF EXISTS LcsCDR', /line 2.*LcsCDR/u],
  ['TRUNCATE TABLE dbo.t', /dbo\.t/u],
  ['DELETE FROM dbo.t WHERE 1 = 1', /dbo\.t/u],
  ["EXEC(N'DROP DATABASE LcsCDR')", /LcsCDR/u],
  ["EXEC sp_executesql N'EXEC(''DROP TABLE t'')'", /t/u],
  ['DBCC CHECKDB (x, REPAIR_ALLOW_DATA_LOSS)', /repair/u],
  ['ALTER TABLE t DROP COLUMN a', /column/u],
];

describe('what a SQL batch does', () => {
  for (const text of rehearsed) {
    it(`reads only: ${text}`, () => {
      assert.deepEqual(sqlEffect(text), { kind: 'reads', losses: [], rehearsable: true });
    });
  }

  it('reads only, but is not rehearsed: DBCC CHECKDB and WAITFOR', () => {
    for (const text of ['DBCC CHECKDB (x) WITH NO_INFOMSGS', "WAITFOR DELAY '0:1'"]) {
      assert.deepEqual(sqlEffect(text), { kind: 'reads', losses: [], rehearsable: false });
    }
  });

  for (const text of changing) {
    it(`changes: ${text}`, () => {
      assert.deepEqual(sqlEffect(text), { kind: 'changes', losses: [], rehearsable: false });
    });
  }

  for (const [text, loss] of destroying) {
    it(`destroys: ${text.replaceAll('\n', ' ')}`, () => {
      const effect = sqlEffect(text);
      assert.equal(effect.kind, 'destroys');
      assert.equal(effect.rehearsable, false);
      assert.match(effect.losses.join('\n'), loss);
    });
  }
});

describe('the databases that a SQL batch names', () => {
  it('are found delimited, as strings, bare and as parameters, each once', () => {
    const text =
      "BACKUP DATABASE [a]]b] TO DISK = N'x' RESTORE LOG \"c\" FROM DISK = N'y'\n" +
      "-- DROP DATABASE no\nDBCC CHECKDB (N'd''e'); ALTER DATABASE @Db SET MULTI_USER; DROP DATABASE [A]]B]; USE master";
    const parameters = [{ name: 'Db', value: 'LcsCDR' }];
    assert.deepEqual(namedDatabases({ text, parameters }), ['a]b', 'c', "d'e", 'LcsCDR']);
  });
});
