import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SqlClient } from './client.ts';
import { openEstate, share, type SqlEstate } from './estate-fixture.ts';

const folder = `${share}\\2014-06-01_0200\\sql`;
const backup = `${folder}\\LcsCDR.bak`;

/** As an administrator writes a full backup for a script: names in variables, verified at once. */
const fullBackup = `DECLARE @db sysname, @f nvarchar(400);
SET @db = N'LcsCDR';
SET @f  = N'${folder}\\' + @db + N'.bak';
BACKUP DATABASE @db TO DISK = @f
  WITH COPY_ONLY, INIT, FORMAT, CHECKSUM, STATS = 10, NAME = N'LcsCDR full';   -- keeps the differential chain
RESTORE VERIFYONLY FROM DISK = @f WITH CHECKSUM, STATS = 10;`;

const models =
  "SELECT name, recovery_model_desc, state_desc FROM sys.databases WHERE name IN (N'LcsLog',N'LcsCDR',N'QoEMetrics',N'mgc',N'rtcxds',N'xds');";

const replace = (data: string, log: string): string => `USE master;
IF DB_ID(N'LcsCDR') IS NOT NULL ALTER DATABASE [LcsCDR] SET SINGLE_USER WITH ROLLBACK IMMEDIATE;
RESTORE DATABASE [LcsCDR] FROM DISK = N'${backup}'
  WITH FILE = 1, REPLACE, CHECKSUM, STATS = 10, RECOVERY,
  MOVE N'${data}' TO N'D:\\CsData\\MonitoringStore\\rtc\\DbPath\\LcsCDR.mdf',
  MOVE N'${log}'  TO N'E:\\CsData\\MonitoringStore\\rtc\\LogPath\\LcsCDR.ldf';
ALTER DATABASE [LcsCDR] SET MULTI_USER;
DBCC CHECKDB (N'LcsCDR') WITH NO_INFOMSGS;`;

const group = 'CONTOSO\\RTCComponentUniversalServices';
const users = `USE [LcsCDR];
SELECT dp.name FROM sys.database_principals dp LEFT JOIN sys.server_principals sp ON sp.sid = dp.sid WHERE dp.type IN ('S','U','G') AND dp.principal_id > 4 AND sp.sid IS NULL;
IF SUSER_ID(N'${group}') IS NULL CREATE LOGIN [${group}] FROM WINDOWS;
IF USER_ID(N'${group}')  IS NULL CREATE USER  [${group}] FOR LOGIN [${group}];
EXEC sp_addrolemember N'ServerRole', N'${group}';`;

for (const version of ['2008 R2', '2012'])
  describe(`The T-SQL of a recovery, as administrators write it, on SQL Server ${version}`, () => {
    let estate: SqlEstate;
    let client: SqlClient;
    before(async () => {
      estate = await openEstate({ instance: { version } });
      await mkdir(join(estate.backups, '2014-06-01_0200', 'sql'), { recursive: true });
      client = await SqlClient.open(estate);
    });
    after(async () => {
      await client.close();
      await estate.close();
      assert.deepEqual(estate.defects, []);
    });

    async function succeeds(text: string): ReturnType<SqlClient['run']> {
      const answer = await client.run(text);
      assert.deepEqual(answer.errors, [], JSON.stringify(answer.events.slice(-4)));
      assert.equal(answer.failure, undefined);
      return answer;
    }

    it('backs up with names in variables, and verifies in the same batch', async () => {
      const { infos, events } = await succeeds(fullBackup);
      for (const number of [3211, 3014, 3262]) assert.ok(infos.includes(number), `${number}`);
      const texts = events.flatMap(event => (event.kind === 'info' ? [event.text] : []));
      assert.ok(
        texts.some(text => /^BACKUP DATABASE successfully processed \d+ pages/u.test(text)),
      );
      assert.ok(texts.includes('The backup set on file 1 is valid.'));
      assert.ok(texts.includes('100 percent processed.'));
    });

    it('tells recovery models and states, and backs up the log of a database in FULL', async () => {
      const { rows } = await succeeds(models);
      const [, model] = rows.find(([name]) => name === 'mgc') ?? [];
      assert.equal(model, 'FULL');
      await succeeds(`BACKUP DATABASE [mgc] TO DISK = N'${folder}\\mgc.bak' WITH CHECKSUM`);
      await succeeds(`BACKUP LOG [mgc] TO DISK = N'${folder}\\mgc.trn' WITH CHECKSUM, STATS = 10;`);
      await succeeds(
        `RESTORE DATABASE [mgc] FROM DISK = N'${folder}\\mgc.bak' WITH REPLACE, NORECOVERY;` +
          ` RESTORE LOG [mgc] FROM DISK = N'${folder}\\mgc.trn' WITH NORECOVERY; RESTORE DATABASE [mgc] WITH RECOVERY`,
      );
      assert.equal(
        await client.value("SELECT state_desc FROM sys.databases WHERE name = 'mgc'"),
        'ONLINE',
      );
    });

    it('looks into a backup, and restores it over the database with the names found there', async () => {
      const header = await succeeds(`RESTORE HEADERONLY   FROM DISK = N'${backup}';`);
      const named = header.events.find(event => event.kind === 'columns')?.names ?? [];
      const value = (column: string): unknown => header.rows[0]?.[named.indexOf(column)];
      assert.equal(value('DatabaseName'), 'LcsCDR');
      assert.equal(value('BackupType'), 1);
      assert.equal(value('Position'), 1);
      assert.equal(value('HasBackupChecksums'), true);
      assert.equal(value('SoftwareVersionMajor'), version === '2012' ? 11 : 10);
      const list = await succeeds(`RESTORE FILELISTONLY FROM DISK = N'${backup}';`);
      const columns = list.events.find(event => event.kind === 'columns')?.names ?? [];
      const [data = '', log = ''] = list.rows.map(row =>
        String(row[columns.indexOf('LogicalName')]),
      );
      await succeeds(`RESTORE VERIFYONLY   FROM DISK = N'${backup}' WITH CHECKSUM;`);
      const before = await client.value('SELECT COUNT(*) FROM LcsCDR.dbo.SessionDetails');
      await succeeds('DELETE FROM LcsCDR.dbo.SessionDetails');
      const { infos } = await succeeds(replace(data, log));
      assert.ok(infos.includes(3014));
      assert.equal(await client.value('SELECT COUNT(*) FROM LcsCDR.dbo.SessionDetails'), before);
      const places = await succeeds(
        "SELECT physical_name FROM sys.master_files WHERE database_id = DB_ID('LcsCDR') ORDER BY file_id",
      );
      assert.deepEqual(places.rows.flat(), [
        'D:\\CsData\\MonitoringStore\\rtc\\DbPath\\LcsCDR.mdf',
        'E:\\CsData\\MonitoringStore\\rtc\\LogPath\\LcsCDR.ldf',
      ]);
    });

    it('gives the services their login, user and role, whether or not they have them', async () => {
      await succeeds(`USE master; DROP LOGIN [${group}]`);
      const orphaned = await succeeds(users);
      assert.deepEqual(orphaned.rows, [[group]]);
      const again = await succeeds(users);
      assert.deepEqual(again.rows, []);
      assert.equal(await client.value(`SELECT IS_MEMBER(N'ServerRole')`), 1);
      await succeeds(
        `USE [LcsCDR]; CREATE LOGIN [y] WITH PASSWORD = N'Pa55word!x'; CREATE USER [x] WITHOUT LOGIN`,
      );
      await succeeds(
        'USE [LcsCDR]; DROP USER [x]; CREATE USER [x] FOR LOGIN [y]; ALTER USER [x] WITH LOGIN = [y]',
      );
      await succeeds('ALTER AUTHORIZATION ON DATABASE::[LcsCDR] TO [sa]; USE master');
    });

    it('knows none of what came with later versions', async () => {
      const old = version === '2008 R2';
      for (const [text, since2012] of [
        ["THROW 50000, N'x', 1", true],
        [`ALTER ROLE ServerRole ADD MEMBER [${group}]`, true],
        ["SELECT IIF(1 = 1, 'a', 'b')", true],
        ["SELECT CONCAT('a', 'b')", true],
        ['DROP DATABASE IF EXISTS nothing', false],
      ] as const) {
        const { errors } = await client.run(`USE [LcsCDR]\n${text}`);
        if (since2012 && !old) assert.ok(errors.length === 0 || errors[0] === 50000, text);
        else assert.ok([102, 195, 156, 319].includes(errors[0] ?? 0), `${text}: ${errors.join()}`);
      }
      const path = await client.value("SELECT SERVERPROPERTY('InstanceDefaultDataPath')");
      assert.equal(path === null, old);
    });
  });
