import assert from 'node:assert/strict';
import { copyFile, open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SqlClient, type Answer } from './client.ts';
import { openEstate, share, type SqlEstate } from './estate-fixture.ts';

function disk(name: string): string {
  return `DISK = N'${share}\\${name}'`;
}

function ok(answer: Answer): Answer {
  assert.deepEqual(answer.errors, [], JSON.stringify(answer.events));
  return answer;
}

async function flip(path: string, offset: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, offset);
  byte[0] = (byte[0] ?? 0) ^ 0xff;
  await file.write(byte, 0, 1, offset);
  await file.close();
}

describe('Backup and restore on the practice server', () => {
  let estate: SqlEstate;
  let client: SqlClient;

  beforeEach(async () => {
    estate = await openEstate();
    client = await SqlClient.open(estate);
  });

  afterEach(async () => {
    await client.close();
    await estate.close();
    assert.deepEqual(estate.defects, []);
  });

  const full = `BACKUP DATABASE LcsCDR TO ${disk('cdr.bak')} WITH INIT, FORMAT, CHECKSUM, STATS = 10`;
  const count = 'SELECT COUNT(*) FROM LcsCDR..SessionDetails';
  const state = (name: string): string =>
    `SELECT state_desc FROM sys.databases WHERE name = N'${name}'`;

  it('tells progress, pages and the end of a backup in order, and writes it into msdb', async () => {
    const answer = ok(await client.run(full));
    assert.deepEqual(answer.infos, [...Array.from({ length: 10 }, () => 3211), 4035, 4035, 3014]);
    const history = await client.run(
      'SELECT type, CAST(checkpoint_lsn AS varchar(30)), has_backup_checksums, physical_device_name FROM msdb..backupset s JOIN msdb.dbo.backupmediafamily f ON f.media_set_id = s.media_set_id',
    );
    assert.deepEqual(history.rows, [['D', '46000000017300037', true, `${share}\\cdr.bak`]]);
  });

  it('restores what was deleted, and says so', async () => {
    ok(await client.run(full));
    ok(await client.run('DELETE FROM LcsCDR..SessionDetails'));
    assert.equal(await client.value(count), 0);
    const answer = ok(
      await client.run(
        `RESTORE DATABASE LcsCDR FROM ${disk('cdr.bak')} WITH REPLACE, CHECKSUM, STATS = 50`,
      ),
    );
    assert.deepEqual(answer.infos, [3211, 3211, 4035, 4035, 3014]);
    assert.equal(await client.value(count), 240);
    assert.equal(
      await client.value('SELECT destination_database_name FROM msdb..restorehistory'),
      'LcsCDR',
    );
  });

  it('has every column of HEADERONLY, FILELISTONLY and LABELONLY of its version', async () => {
    ok(await client.run(full));
    const names = async (what: string): Promise<readonly string[]> => {
      const answer = ok(await client.run(`RESTORE ${what} FROM ${disk('cdr.bak')}`));
      const columns = answer.events.find(event => event.kind === 'columns');
      return columns?.kind === 'columns' ? columns.names : [];
    };
    const header = await names('HEADERONLY');
    assert.equal(header.length, 53);
    assert.deepEqual(header.slice(-3), ['BackupSetGUID', 'CompressedBackupSize', 'Containment']);
    assert.equal((await names('FILELISTONLY')).length, 21);
    assert.equal((await names('LABELONLY')).length, 13);
  });

  it('keeps LSNs that a double cannot hold, by way of INSERT … EXEC into a temporary table', async () => {
    ok(await client.run(full));
    const answer = ok(
      await client.run(`CREATE TABLE #l (LogicalName nvarchar(128), PhysicalName nvarchar(260), [Type] char(1),
        FileGroupName nvarchar(128), Size numeric(20,0), MaxSize numeric(20,0), FileId bigint, CreateLSN numeric(25,0),
        DropLSN numeric(25,0), UniqueId uniqueidentifier, ReadOnlyLSN numeric(25,0), ReadWriteLSN numeric(25,0),
        BackupSizeInBytes bigint, SourceBlockSize int, FileGroupId int, LogGroupGUID uniqueidentifier,
        DifferentialBaseLSN numeric(25,0), DifferentialBaseGUID uniqueidentifier, IsReadOnly bit, IsPresent bit,
        TDEThumbprint varbinary(32))
        INSERT #l EXEC('RESTORE FILELISTONLY FROM ${disk('cdr.bak').replaceAll("'", "''")}')
        SELECT LogicalName, [Type] FROM #l ORDER BY FileId
        SELECT CAST(last_lsn AS varchar(30)) FROM msdb..backupset`),
    );
    assert.deepEqual(answer.rows, [
      ['LcsCDR_data', 'D'],
      ['LcsCDR_log', 'L'],
      ['46000000017500001'],
    ]);
  });

  it('rolls a chain of full, differential and log backups forward, to the row', async () => {
    const add = (n: number): string =>
      `INSERT mgc..tblPrincipal (prinUri) VALUES (N'sip:p${n}@contoso.example')`;
    ok(await client.run(`BACKUP DATABASE mgc TO ${disk('mgc.bak')}`));
    ok(await client.run(add(1)));
    ok(await client.run(`BACKUP DATABASE mgc TO ${disk('mgc.dif')} WITH DIFFERENTIAL`));
    ok(await client.run(`${add(2)} BACKUP LOG mgc TO ${disk('mgc1.trn')} ${add(3)}`));
    ok(
      await client.run(
        `UPDATE mgc..tblPrincipal SET prinName = N'x' WHERE prinID = 1 DELETE FROM mgc..tblPrincipal WHERE prinID = 2`,
      ),
    );
    ok(await client.run(`BACKUP LOG mgc TO ${disk('mgc2.trn')} WITH NORECOVERY`));
    assert.equal(await client.value(state('mgc')), 'RESTORING');
    const restore = async (what: string, file: string): Promise<Answer> =>
      client.run(`RESTORE ${what} mgc FROM ${disk(file)} WITH NORECOVERY`);
    ok(await restore('DATABASE', 'mgc.bak'));
    assert.deepEqual((await restore('LOG', 'mgc2.trn')).errors, [4305, 3013]);
    ok(await restore('DATABASE', 'mgc.dif'));
    ok(await restore('LOG', 'mgc1.trn'));
    assert.deepEqual((await restore('LOG', 'mgc1.trn')).errors, []);
    ok(await restore('LOG', 'mgc2.trn'));
    assert.deepEqual((await restore('LOG', 'mgc1.trn')).errors, [4326, 3013]);
    ok(await client.run('RESTORE DATABASE mgc WITH RECOVERY'));
    const rows = ok(
      await client.run(
        'SELECT COUNT(*), MAX(prinID), MAX(prinName) FROM mgc..tblPrincipal SELECT prinUri FROM mgc..tblPrincipal WHERE prinID > 10',
      ),
    );
    assert.deepEqual(rows.rows, [
      [12, 13, 'x'],
      ['sip:p1@contoso.example'],
      ['sip:p2@contoso.example'],
      ['sip:p3@contoso.example'],
    ]);
  });

  it('goes on with log and differential backups after a restore, on a path of its own', async () => {
    const add = (name: string): string => `INSERT mgc..tblPrincipal (prinUri) VALUES (N'${name}')`;
    ok(
      await client.run(
        `BACKUP DATABASE mgc TO ${disk('f0.bak')} ${add('a')} BACKUP LOG mgc TO ${disk('l0.trn')}`,
      ),
    );
    ok(await client.run(`${add('lost')} BACKUP LOG mgc TO ${disk('lost.trn')}`));
    ok(
      await client.run(
        `RESTORE DATABASE mgc FROM ${disk('f0.bak')} WITH NORECOVERY, REPLACE RESTORE LOG mgc FROM ${disk('l0.trn')}`,
      ),
    );
    ok(
      await client.run(
        `${add('b')} BACKUP LOG mgc TO ${disk('l1.trn')} ${add('c')} BACKUP LOG mgc TO ${disk('l2.trn')}`,
      ),
    );
    ok(await client.run(`BACKUP DATABASE mgc TO ${disk('f0.dif')} WITH DIFFERENTIAL`));
    ok(await client.run(`RESTORE DATABASE mgc FROM ${disk('f0.bak')} WITH NORECOVERY, REPLACE`));
    for (const name of ['l0.trn', 'l1.trn', 'l2.trn'])
      ok(await client.run(`RESTORE LOG mgc FROM ${disk(name)} WITH NORECOVERY`));
    ok(await client.run('RESTORE DATABASE mgc WITH RECOVERY'));
    const added = 'SELECT prinUri FROM mgc..tblPrincipal WHERE prinID > 10 ORDER BY prinID';
    assert.deepEqual((await client.run(added)).rows, [['a'], ['b'], ['c']]);
    ok(await client.run(`RESTORE DATABASE mgc FROM ${disk('f0.bak')} WITH NORECOVERY, REPLACE`));
    ok(await client.run(`RESTORE LOG mgc FROM ${disk('l0.trn')} WITH NORECOVERY`));
    ok(await client.run(`RESTORE LOG mgc FROM ${disk('lost.trn')} WITH NORECOVERY`));
    const fork = await client.run(`RESTORE LOG mgc FROM ${disk('l1.trn')} WITH NORECOVERY`);
    assert.deepEqual(fork.errors, [4330, 3013]);
    ok(await client.run(`RESTORE DATABASE mgc FROM ${disk('f0.bak')} WITH NORECOVERY, REPLACE`));
    ok(await client.run(`RESTORE DATABASE mgc FROM ${disk('f0.dif')}`));
    assert.deepEqual((await client.run(added)).rows, [['a'], ['b'], ['c']]);
  });

  it('stops a log restore at a time', async () => {
    ok(await client.run(`BACKUP DATABASE mgc TO ${disk('mgc.bak')}`));
    ok(await client.run("INSERT mgc..tblPrincipal (prinUri) VALUES (N'early')"));
    const time = await client.value(
      "WAITFOR DELAY '00:00:00.1' SELECT CONVERT(varchar(30), GETDATE(), 121) WAITFOR DELAY '00:00:00.1'",
    );
    ok(await client.run("INSERT mgc..tblPrincipal (prinUri) VALUES (N'late')"));
    ok(await client.run(`BACKUP LOG mgc TO ${disk('mgc.trn')} WITH NORECOVERY`));
    ok(await client.run(`RESTORE DATABASE mgc FROM ${disk('mgc.bak')} WITH NORECOVERY`));
    ok(
      await client.run(
        `RESTORE LOG mgc FROM ${disk('mgc.trn')} WITH RECOVERY, STOPAT = '${String(time)}'`,
      ),
    );
    assert.deepEqual(
      (await client.run('SELECT prinUri FROM mgc..tblPrincipal WHERE prinID > 10')).rows,
      [['early']],
    );
  });

  it('spreads a backup over several files and wants them all back', async () => {
    const files = ['a.bak', 'b.bak', 'c.bak'];
    ok(await client.run(`BACKUP DATABASE LcsCDR TO ${files.map(disk).join(', ')} WITH CHECKSUM`));
    const two = files.slice(0, 2).map(disk).join(', ');
    assert.deepEqual((await client.run(`RESTORE VERIFYONLY FROM ${two}`)).errors, [3132, 3013]);
    const twice = [files[0] ?? '', files[0] ?? '', files[1] ?? ''].map(disk).join(', ');
    assert.deepEqual((await client.run(`RESTORE VERIFYONLY FROM ${twice}`)).errors, [3227, 3013]);
    ok(await client.run(`DELETE FROM LcsCDR..SessionDetails`));
    const all = files.toReversed().map(disk).join(', ');
    ok(await client.run(`RESTORE DATABASE LcsCDR FROM ${all} WITH REPLACE`));
    assert.equal(await client.value(count), 240);
  });

  it('puts a second set behind the first on the same media', async () => {
    ok(await client.run(`BACKUP DATABASE LcsCDR TO ${disk('two.bak')}`));
    ok(await client.run('DELETE FROM LcsCDR..SessionDetails'));
    ok(await client.run(`BACKUP DATABASE LcsCDR TO ${disk('two.bak')}`));
    const headers = ok(await client.run(`RESTORE HEADERONLY FROM ${disk('two.bak')}`));
    assert.deepEqual(
      headers.rows.map(row => row[5]),
      [1, 2],
    );
    assert.deepEqual(
      (await client.run(`RESTORE VERIFYONLY FROM ${disk('two.bak')} WITH FILE = 3`)).errors,
      [4038, 3013],
    );
    ok(await client.run(`RESTORE DATABASE LcsCDR FROM ${disk('two.bak')} WITH FILE = 1, REPLACE`));
    assert.equal(await client.value(count), 240);
  });

  it('restores under another name with MOVE, owner and files its own', async () => {
    ok(await client.run(full));
    const clash = await client.run(`RESTORE DATABASE Copy FROM ${disk('cdr.bak')}`);
    assert.deepEqual(clash.errors, [1834, 3156, 3119, 3013]);
    const wrong = await client.run(
      `RESTORE DATABASE Copy FROM ${disk('cdr.bak')} WITH MOVE N'nix' TO N'D:\\CsData\\x.mdf'`,
    );
    assert.deepEqual(wrong.errors, [3234, 3013]);
    ok(
      await client.run(
        `RESTORE DATABASE Copy FROM ${disk('cdr.bak')} WITH MOVE N'LcsCDR_data' TO N'D:\\CsData\\Copy.mdf', MOVE N'LcsCDR_log' TO N'E:\\CsData\\Copy.ldf'`,
      ),
    );
    assert.equal(await client.value('SELECT COUNT(*) FROM Copy..SessionDetails'), 240);
    const files = await client.run(
      "SELECT physical_name FROM sys.master_files WHERE DB_NAME(database_id) = N'Copy'",
    );
    assert.deepEqual(files.rows, [['D:\\CsData\\Copy.mdf'], ['E:\\CsData\\Copy.ldf']]);
    assert.equal(
      await client.value("SELECT SUSER_SNAME(owner_sid) FROM sys.databases WHERE name = N'Copy'"),
      'recovery',
    );
  });

  it('writes into the folders that sys.master_files names, and nowhere that it does not have', async () => {
    const path = String(
      await client.value("SELECT physical_name FROM sys.master_files WHERE name = N'LcsCDR_data'"),
    );
    const folder = path.slice(0, path.lastIndexOf('\\'));
    ok(await client.run(`BACKUP DATABASE LcsCDR TO DISK = N'${folder}\\here.bak'`));
    const exists = ok(await client.run(`EXEC master.dbo.xp_fileexist N'${folder}\\HERE.BAK'`));
    assert.deepEqual(exists.rows, [[1, 0, 1]]);
    for (const [place, error] of [
      ['D:\\Nowhere\\x.bak', '3(The system cannot find the path specified.)'],
      ['Q:\\x.bak', '3(The system cannot find the path specified.)'],
      ['\\\\other.contoso.example\\share\\x.bak', '53(The network path was not found.)'],
      [
        `${share}\\..\\..\\x.bak`,
        '123(The filename, directory name, or volume label syntax is incorrect.)',
      ],
      [folder, '5(Access is denied.)'],
    ] as const) {
      const answer = await client.run(`BACKUP DATABASE LcsCDR TO DISK = N'${place}'`);
      assert.deepEqual(answer.errors, [3201, 3013], JSON.stringify(answer.events));
      const [first] = answer.events;
      assert.ok(
        first !== undefined && 'text' in first && first.text.includes(error),
        JSON.stringify(first),
      );
    }
  });

  it('refuses to go over what it must not, and changes nothing then (F19)', async () => {
    ok(await client.run(full));
    ok(await client.run(`BACKUP DATABASE mgc TO ${disk('mgc.bak')}`));
    assert.deepEqual(
      (await client.run(`RESTORE DATABASE LcsLog FROM ${disk('cdr.bak')}`)).errors,
      [3154, 3013],
    );
    assert.deepEqual(
      (await client.run(`RESTORE DATABASE mgc FROM ${disk('mgc.bak')}`)).errors,
      [3159, 3013],
    );
    const other = await SqlClient.open({ ...estate, port: estate.port, database: 'LcsCDR' });
    assert.deepEqual(
      (await client.run(`RESTORE DATABASE LcsCDR FROM ${disk('cdr.bak')} WITH REPLACE`)).errors,
      [3101, 3013],
    );
    assert.deepEqual(
      (await other.run(`RESTORE DATABASE LcsCDR FROM ${disk('cdr.bak')} WITH REPLACE`)).errors,
      [3102, 3013],
    );
    await other.close();
    const states = await client.run('SELECT DISTINCT state_desc FROM sys.databases');
    assert.deepEqual(states.rows, [['ONLINE']]);
  });

  it('ends the sessions of others for SINGLE_USER WITH ROLLBACK IMMEDIATE', async () => {
    ok(await client.run(full));
    const other = await SqlClient.open({ ...estate, port: estate.port, database: 'LcsCDR' });
    const answer = ok(
      await client.run(
        `ALTER DATABASE LcsCDR SET SINGLE_USER WITH ROLLBACK IMMEDIATE
         RESTORE DATABASE LcsCDR FROM ${disk('cdr.bak')} WITH REPLACE
         ALTER DATABASE LcsCDR SET MULTI_USER`,
      ),
    );
    assert.deepEqual(answer.infos, [5060, 5060, 4035, 4035, 3014]);
    assert.notEqual((await other.run('SELECT 1')).failure, undefined);
    await other.close();
  });

  it('finds each kind of damage by its own number (F20)', async () => {
    ok(await client.run(full));
    const good = join(estate.backups, 'cdr.bak');
    const size = (await readFile(good)).length;
    const copy = async (name: string): Promise<string> => {
      await copyFile(good, join(estate.backups, name));
      return join(estate.backups, name);
    };
    await flip(await copy('page.bak'), Math.floor(size / 2));
    await truncate(await copy('cut.bak'), Math.floor(size / 2));
    await writeFile(join(estate.backups, 'text.bak'), 'This is no backup.');
    await writeFile(join(estate.backups, 'empty.bak'), '');
    const verify = async (name: string): Promise<readonly number[]> =>
      (await client.run(`RESTORE VERIFYONLY FROM ${disk(name)} WITH CHECKSUM`)).errors;
    assert.deepEqual(await verify('page.bak'), [3189, 3013]);
    assert.deepEqual(await verify('cut.bak'), [3203, 3013]);
    assert.deepEqual(await verify('text.bak'), [3241, 3013]);
    assert.deepEqual(await verify('empty.bak'), [3254, 3013]);
    assert.deepEqual(await verify('none.bak'), [3201, 3013]);
    ok(await client.run(`BACKUP DATABASE LcsCDR TO ${disk('plain.bak')}`));
    assert.deepEqual(await verify('plain.bak'), [3187, 3013]);
    assert.equal(await client.value(count), 240);
    const answer = await client.run(
      `RESTORE DATABASE LcsCDR FROM ${disk('page.bak')} WITH REPLACE`,
    );
    assert.deepEqual(answer.errors, [3183, 3013]);
    assert.equal(await client.value(state('LcsCDR')), 'RESTORING');
    ok(await client.run(`RESTORE DATABASE LcsCDR FROM ${disk('cdr.bak')}`));
    assert.equal(await client.value(count), 240);
  });

  it('refuses a differential on another base, and a log on a database that is online (F21)', async () => {
    ok(await client.run(`BACKUP DATABASE mgc TO ${disk('one.bak')}`));
    ok(await client.run(`BACKUP DATABASE mgc TO ${disk('two.bak')}`));
    ok(await client.run(`BACKUP DATABASE mgc TO ${disk('copy.bak')} WITH COPY_ONLY`));
    ok(await client.run(`BACKUP DATABASE mgc TO ${disk('two.dif')} WITH DIFFERENTIAL`));
    ok(await client.run(`BACKUP LOG mgc TO ${disk('one.trn')}`));
    assert.deepEqual(
      (await client.run(`RESTORE LOG mgc FROM ${disk('one.trn')}`)).errors,
      [3117, 3013],
    );
    for (const [base, errors] of [
      ['one.bak', [3136, 3013]],
      ['copy.bak', [3136, 3013]],
      ['two.bak', []],
    ] as const) {
      ok(await client.run(`RESTORE DATABASE mgc FROM ${disk(base)} WITH NORECOVERY, REPLACE`));
      assert.deepEqual(
        (await client.run(`RESTORE DATABASE mgc FROM ${disk('two.dif')}`)).errors,
        errors,
      );
    }
  });

  it('refuses log and compressed backups where they cannot be', async () => {
    assert.deepEqual(
      (await client.run(`BACKUP LOG LcsCDR TO ${disk('x.trn')}`)).errors,
      [4208, 3013],
    );
    assert.deepEqual((await client.run(`BACKUP LOG mgc TO ${disk('x.trn')}`)).errors, [4214, 3013]);
    assert.deepEqual(
      (await client.run(`BACKUP DATABASE mgc TO ${disk('x.dif')} WITH DIFFERENTIAL`)).errors,
      [3035, 3013],
    );
    assert.deepEqual(
      (await client.run(`BEGIN TRAN BACKUP DATABASE mgc TO ${disk('x.bak')} ROLLBACK`)).errors,
      [3021, 3013],
    );
    ok(await client.run(`BACKUP DATABASE LcsCDR TO ${disk('small.bak')} WITH COMPRESSION`));
    ok(await client.run(full));
    const size = async (name: string): Promise<number> =>
      (await readFile(join(estate.backups, name))).length;
    assert.ok((await size('small.bak')) < (await size('cdr.bak')) / 2);
    ok(await client.run(`RESTORE DATABASE LcsCDR FROM ${disk('small.bak')} WITH REPLACE`));
  });

  it('says 3257 when the drive lacks room for the restored size (F25)', async () => {
    ok(await client.run(full));
    const [instance] = estate.served.instances;
    assert.ok(instance !== undefined);
    instance.facts.drives.D = 1024 * 1024;
    const answer = await client.run(
      `RESTORE DATABASE Copy FROM ${disk('cdr.bak')} WITH MOVE N'LcsCDR_data' TO N'D:\\CsData\\Copy.mdf', MOVE N'LcsCDR_log' TO N'E:\\CsData\\Copy.ldf'`,
    );
    assert.deepEqual(answer.errors, [3257, 3013]);
    assert.equal(await client.value("SELECT DB_ID(N'Copy')"), null);
  });

  it('finds a damaged page of a database, and the other tables stay readable', async () => {
    const [instance] = estate.served.instances;
    const located = await instance?.paths.locate(
      String(
        await client.value(
          "SELECT physical_name FROM sys.master_files WHERE name = N'LcsCDR_data'",
        ),
      ),
    );
    assert.ok(located?.found === true);
    await client.close();
    await estate.served.close();
    await flip(located.local, (await readFile(located.local)).length - 4000);
    await estate.restart();
    client = await SqlClient.open(estate);
    const answer = await client.run("DBCC CHECKDB (N'LcsCDR') WITH NO_INFOMSGS");
    assert.deepEqual(answer.errors, [8928, 8939]);
    assert.equal(await client.value('SELECT COUNT(*) FROM LcsCDR..Users'), 10);
    assert.deepEqual((await client.run("DBCC CHECKDB (N'mgc') WITH NO_INFOMSGS")).events, []);
  });

  it('marks databases whose files are gone, and offline ones, by their errors', async () => {
    ok(await client.run('ALTER DATABASE LcsLog SET OFFLINE WITH ROLLBACK IMMEDIATE'));
    assert.deepEqual((await client.run('SELECT * FROM LcsLog..Users')).errors, [942]);
    ok(await client.run('ALTER DATABASE LcsLog SET ONLINE'));
    assert.equal(await client.value('SELECT COUNT(*) FROM LcsLog..Users'), 10);
    ok(
      await client.run(
        `BACKUP DATABASE mgc TO ${disk('m.bak')} RESTORE DATABASE mgc FROM ${disk('m.bak')} WITH REPLACE, NORECOVERY`,
      ),
    );
    assert.deepEqual((await client.run('USE mgc')).errors, [927]);
    assert.deepEqual((await client.run('DROP DATABASE mgc')).errors, []);
    assert.deepEqual((await client.run('USE mgc')).errors, [911]);
  });
});

describe('Versions and editions of the practice server', () => {
  it('restores 2008 R2 on 2012 with the upgrade told, and never the other way (F22)', async () => {
    const old = {
      host: 'sql02.contoso.example',
      instance: 'rtc',
      databases: ['LcsCDR'],
      version: '2008 R2',
      edition: 'Express',
    };
    const estate = await openEstate({ more: [old] });
    const oldPort =
      estate.served.endpoints.find(one => one.instance.startsWith('sql02'))?.port ?? 0;
    const newer = await SqlClient.open(estate);
    const older = await SqlClient.open({ ...estate, port: oldPort });
    try {
      ok(await older.run(`BACKUP DATABASE LcsCDR TO ${disk('old.bak')}`));
      ok(await newer.run(`BACKUP DATABASE LcsCDR TO ${disk('new.bak')}`));
      const up = ok(
        await newer.run(`RESTORE DATABASE LcsCDR FROM ${disk('old.bak')} WITH REPLACE`),
      );
      assert.ok(up.infos.includes(951));
      const down = await older.run(`RESTORE DATABASE LcsCDR FROM ${disk('new.bak')} WITH REPLACE`);
      assert.deepEqual(down.errors, [3169, 3013]);
      assert.equal(await older.value('SELECT COUNT(*) FROM LcsCDR..SessionDetails'), 240);
      assert.deepEqual(
        (await older.run(`BACKUP DATABASE LcsCDR TO ${disk('c.bak')} WITH COMPRESSION`)).errors,
        [1844, 3013],
      );
      assert.deepEqual((await older.run("THROW 50001, N'x', 1")).errors, [102]);
      const header = ok(await older.run(`RESTORE HEADERONLY FROM ${disk('old.bak')}`));
      assert.equal(header.rows[0]?.length, 52);
    } finally {
      await newer.close();
      await older.close();
      await estate.close();
    }
    assert.deepEqual(estate.defects, []);
  });
});
