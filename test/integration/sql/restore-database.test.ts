import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sqlEffect } from '../../../src/executors/sql/cells/effects.ts';
import {
  backUp,
  cell,
  host,
  instance,
  quoted,
  Restorable,
  seal,
  wasStarted,
} from './restorable.ts';

const other = 'sql02.contoso.com\\rtc';
const odd = "O'Neil]s [db]";
const share = '\\\\bk01.contoso.com\\LyncBackup';

describe('restore-database', () => {
  let world: Restorable;
  before(async () => {
    world = await Restorable.open([
      { host, databases: ['LcsCDR', 'LcsLog', odd, 'mgc'] },
      { host: 'sql02.contoso.com', databases: [], version: '2014' },
    ]);
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
  });

  const succeeds = async (
    keys: Readonly<Record<string, string>>,
  ): ReturnType<typeof world.steps.run> => {
    const run = await world.steps.run(world.restore(keys));
    assert.equal(run.outcome, 'succeeded', run.shown);
    return run;
  };
  const refuses = async (
    keys: Readonly<Record<string, string>>,
    code: string,
    words: RegExp,
  ): Promise<void> => {
    const run = await world.steps.run(world.restore(keys));
    assert.equal(run.problem?.code, code, run.shown);
    assert.match(run.shown, words);
  };

  it('replaces a database, proves it four ways, checks it and keeps what the log must have', async () => {
    await world.change();
    const run = await succeeds({});
    assert.equal(await world.content(), world.rows);
    assert.match(
      run.evidence,
      /RESTORE DATABASE \[LcsCDR\] FROM DISK = N'.*LcsCDR\.bak' WITH FILE = 1, MOVE/u,
    );
    assert.match(run.evidence, /RESTORE DATABASE successfully processed \d+ pages/u);
    assert.match(run.evidence, /BackupSetGUID [0-9A-F-]{36}, RecoveryForkID/u);
    assert.match(run.evidence, /database LcsCDR: ONLINE, MULTI_USER/u);
    assert.match(run.evidence, /msdb: restore \d+ at .* by recovery/u);
    assert.match(
      run.evidence,
      /DBCC CHECKDB \(N'LcsCDR'\) WITH NO_INFOMSGS, ALL_ERRORMSGS, DATA_PURITY\nNo messages: no errors were found/u,
    );
    assert.ok(run.progress.some(({ activity }) => activity.endsWith('100 percent, recovering')));
    const ended = run.events.findLast(event => event.type === 'step-ended');
    const [from] = (ended?.type === 'step-ended' ? ended.restoredFrom : undefined) ?? [];
    assert.equal(from?.set, world.set);
    assert.ok(Date.parse(from.finished) <= Date.now());
    const started = run.events.find(event => event.type === 'step-started');
    assert.equal(started?.plan.effect.kind, 'destroys');
    assert.match(
      started.plan.losses.join('\n'),
      /what is in LcsCDR on sql01\.contoso\.com\\rtc now \(41\.9 MB, ONLINE\)/u,
    );
    assert.ok(
      run.events.some(event => event.type === 'confirmation'),
      'it was asked for',
    );
  });

  it('restores under another name beside the old one, without REPLACE and without a loss', async () => {
    const keys = { as: 'LcsCDR_2014', replace: 'false' };
    const plan = await world.steps.plan(world.restore(keys));
    assert.equal(plan.effect.kind, 'changes');
    assert.deepEqual(plan.losses, []);
    assert.ok(!plan.lines.join('\n').includes('REPLACE'));
    assert.ok(
      plan.lines.includes('This is the installation of SQL Server that the backup was made on.'),
    );
    await succeeds(keys);
    assert.equal(await world.steps.state(instance, 'LcsCDR_2014'), 'ONLINE MULTI_USER');
    assert.equal(await world.steps.state(instance, 'LcsCDR'), 'ONLINE MULTI_USER');
    const path = await world.steps.value(
      instance,
      "SELECT physical_name FROM sys.master_files WHERE database_id = DB_ID('LcsCDR_2014') AND file_id = 1",
    );
    assert.equal(path, 'D:\\CsData\\MonitoringStore\\rtc\\DbPath\\LcsCDR_2014.mdf');
  });

  it('takes names and paths with quotes and brackets as data', async () => {
    await mkdir(world.steps.local("it's [here]"));
    const to = `${share}\\it's [here]\\a'b].bak`;
    await backUp(world.steps, { database: quoted(odd), to: quoted(to) });
    const keys = { database: quoted(odd), from: quoted(to), 'unverified-set': 'a test' };
    await succeeds(keys);
    await succeeds({ ...keys, as: quoted("']; DROP DATABASE LcsLog; --"), replace: 'false' });
    assert.equal(await world.steps.state(instance, 'LcsLog'), 'ONLINE MULTI_USER');
    assert.equal(await world.steps.state(instance, odd), 'ONLINE MULTI_USER');
  });

  it('takes names of databases in any letter case, as the server does', async () => {
    await succeeds({ database: 'LCSCDR', checkdb: 'false' });
    assert.equal(await world.content(), world.rows);
    await refuses({ database: 'lcscdr', replace: 'false' }, 'SQL-DATABASE-EXISTS', /LcsCDR/u);
  });

  it('takes the newest of several backups in a file, or the one at the place named', async () => {
    const file = `${share}\\several.bak`;
    const backup = `BACKUP DATABASE mgc TO DISK = N'${file}' WITH COPY_ONLY, CHECKSUM`;
    for (const text of ['first', 'second']) {
      await world.steps.ask(instance, `UPDATE mgc.dbo.tblNode SET nodeDesc = N'${text}'`);
      await world.steps.ask(instance, backup);
    }
    const keys = { database: 'mgc', from: file, as: 'mgc_old', 'unverified-set': 'a test' };
    const value = 'SELECT MAX(nodeDesc) FROM mgc_old.dbo.tblNode';
    await succeeds({ ...keys, replace: 'false', checkdb: 'false' });
    assert.equal(await world.steps.value(instance, value), 'second');
    await succeeds({ ...keys, position: '1', 'lose-tail-log': 'true', checkdb: 'false' });
    assert.equal(await world.steps.value(instance, value), 'first');
    await refuses(
      { ...keys, position: '9', 'lose-tail-log': 'true' },
      'SQL-CHAIN-NO-POSITION',
      /positions with one are: 1, 2/u,
    );
  });

  it('goes on with a database that is RESTORING, and leaves one so when told to', async () => {
    const first = await succeeds({ as: 'half', replace: 'false', recovery: 'false' });
    assert.match(first.summary, /waits for more/u);
    assert.match(await world.steps.state(instance, 'half'), /^RESTORING/u);
    const again = await succeeds({ as: 'half', replace: 'false' });
    assert.match(again.summary, /ONLINE/u);
  });

  it('makes folders only when told to, and says which are missing', async () => {
    const keys = {
      as: 'elsewhere',
      replace: 'false',
      'data-folder': 'D:\\New\\Data',
      'log-folder': 'E:/New/Log',
    };
    await refuses(
      keys,
      'SQL-PLACE-REFUSED',
      /D:\\New\\Data\\elsewhere\.mdf: the folder is not there/u,
    );
    await refuses(
      { ...keys, 'data-folder': 'Q:\\Data', 'make-folders': 'true' },
      'SQL-QUESTION-FAILED',
      /22048/u,
    );
    const run = await succeeds({ ...keys, 'make-folders': 'true' });
    assert.match(run.text('output'), /Made the folder D:\\New\\Data/u);
    assert.equal(await world.steps.state(instance, 'elsewhere'), 'ONLINE MULTI_USER');
  });

  it('never goes over files of another database, and over lost ones only when told to', async () => {
    await refuses(
      {
        as: 'thief',
        replace: 'false',
        move: '{LcsCDR_data: "D:/CsData/MonitoringStore/rtc/DbPath/LcsCDR.mdf"}',
      },
      'SQL-PLACE-REFUSED',
      /the file belongs to the database LcsCDR/u,
    );
    const folder = join(world.steps.folder, 'servers', host, 'sql', 'rtc', 'drives', 'D', 'Lost');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'LcsCDR.mdf'), 'left behind');
    const keys = { as: 'LcsCDR_x', replace: 'false', move: '{LcsCDR_data: "D:/Lost/LcsCDR.mdf"}' };
    await refuses(keys, 'SQL-PLACE-REFUSED', /a file is there that belongs to no database/u);
    const run = await succeeds({ ...keys, 'overwrite-files': 'true' });
    const started = run.events.find(event => event.type === 'step-started');
    assert.match(started?.plan.losses.join('\n') ?? '', /the file D:\\Lost\\LcsCDR\.mdf/u);
    await refuses(
      { ...keys, as: 'y', move: '{nothing: "D:/a.mdf"}' },
      'SQL-PLACE-REFUSED',
      /no file of that logical name/u,
    );
  });

  it('refuses a mirror copy and a principal, and names the partner', async () => {
    const file = join(world.steps.folder, 'servers', host, 'mirroring.json');
    for (const role of ['mirror', 'principal']) {
      const half = {
        instance: 'rtc',
        name: 'LcsLog',
        role,
        partner: 'sql09.contoso.com',
        witness: '',
      };
      await writeFile(file, JSON.stringify({ databases: [half] }));
      const keys = { database: 'LcsLog', from: `${world.set}\\sql\\LcsLog.bak` };
      await refuses(
        keys,
        'SQL-DATABASE-MIRRORED',
        role === 'mirror' ? /is the mirror copy here/u : /SET PARTNER OFF/u,
      );
    }
    await writeFile(file, JSON.stringify({ databases: [] }));
  });

  it('restores onto a newer, empty server, and gives Lync its login and role there', async () => {
    const keys = { server: other, 'make-folders': 'true', replace: 'false' };
    await world.steps.ask(other, 'DROP LOGIN [CONTOSO\\RTCComponentUniversalServices]');
    const bare = await succeeds({ ...keys, as: 'bare' });
    assert.match(
      bare.text('warning'),
      /The user CONTOSO\\RTCComponentUniversalServices of bare has no login on this server/u,
    );
    assert.match(bare.text('warning'), /Nobody with a login is in the role ServerRole of bare/u);
    const run = await succeeds({
      ...keys,
      'server-role': '[CONTOSO\\RTCComponentUniversalServices]',
    });
    assert.match(run.evidence, /is in the role ServerRole of LcsCDR/u);
    assert.doesNotMatch(run.text('warning'), /Nobody with a login/u);
    const plan = await world.steps.plan(world.restore({ ...keys, replace: 'true' }));
    const text = plan.lines.join('\n');
    assert.match(text, /The database is upgraded as it is restored/u);
    assert.match(text, /The backup was made on SQL01\\RTC; this is SQL02\\RTC/u);
    assert.match(text, /another installation of SQL Server than the backup was made on/u);
  });

  it('says which settings are not as they were when the backup was made', async () => {
    const set = await world.steps.sets.create('trusty', undefined);
    await world.steps.ask(instance, 'ALTER DATABASE LcsLog SET TRUSTWORTHY ON');
    await backUp(world.steps, { database: 'LcsLog', to: `${set}\\LcsLog.bak` });
    await seal(world.steps, set);
    const run = await succeeds({ database: 'LcsLog', from: `${set}\\LcsLog.bak` });
    assert.match(
      run.text('warning'),
      /TRUSTWORTHY of LcsLog was ON .* ALTER DATABASE \[LcsLog\] SET TRUSTWORTHY ON/u,
    );
  });

  it('restores to a moment inside a log', async () => {
    const set = await world.steps.sets.create('moment', undefined);
    const at = async (): Promise<string> =>
      (await world.steps.value(instance, 'SELECT CONVERT(varchar(23), GETDATE(), 121)')) ?? '';
    const keys = { database: 'mgc', 'copy-only': 'false' };
    await backUp(world.steps, { ...keys, to: `${set}\\f.bak` });
    await world.steps.ask(instance, "UPDATE mgc.dbo.tblNode SET nodeDesc = N'good'");
    await world.steps.ask(instance, "WAITFOR DELAY '00:00:00.05'");
    const moment = await at();
    await world.steps.ask(instance, "WAITFOR DELAY '00:00:00.05'");
    await world.steps.ask(instance, "UPDATE mgc.dbo.tblNode SET nodeDesc = N'bad'");
    await backUp(world.steps, { ...keys, kind: 'log', to: `${set}\\l.trn` });
    await seal(world.steps, set);
    const from = `[${quoted(`${set}\\l.trn`)}, ${quoted(`${set}\\f.bak`)}]`;
    const back = { database: 'mgc', from, 'lose-tail-log': 'true', 'stop-at': quoted(moment) };
    await succeeds(back);
    assert.equal(
      await world.steps.value(instance, 'SELECT MAX(nodeDesc) FROM mgc.dbo.tblNode'),
      'good',
    );
    await refuses(
      { ...back, 'stop-at': "'2020-01-01 00:00'" },
      'SQL-CHAIN-STOP',
      /does not lie within the backups/u,
    );
  });

  it('fails, with the database restored, where CHECKDB finds damage', async () => {
    const contains = 'DBCC CHECKDB';
    world.steps.fault({
      at: 'batch',
      contains,
      action: { kind: 'error', number: 8928, text: '1' },
    });
    const run = await world.steps.run(world.restore());
    assert.equal(run.problem?.code, 'SQL-CHECKDB-DAMAGE', run.shown);
    assert.match(run.shown, /The database was restored, and DBCC CHECKDB found damage/u);
    assert.match(run.shown, /LcsCDR is restored and ONLINE/u);
    assert.match(run.evidence, /8928/u);
  });

  it('tells a check that could not be made from damage', async () => {
    const action = { kind: 'error', number: 7983, text: 'recovery' } as const;
    world.steps.fault({ at: 'batch', contains: 'DBCC CHECKDB', action });
    const run = await world.steps.run(world.restore());
    assert.equal(run.problem?.code, 'SQL-RESTORED-BUT', run.shown);
    assert.match(run.shown, /the restore need not be repeated/u);
  });

  it('sends nothing but reads when it is planned or rehearsed', async () => {
    const before = await world.change();
    const { sent, plan } = await world.steps.planAndListen(world.restore({ disconnect: 'true' }));
    assert.ok(sent.length >= 8 && plan.lines.length > 5);
    for (const text of sent) {
      const reads = sqlEffect(text).kind === 'reads';
      assert.ok(reads || /^EXEC master\.sys\.xp_(?:fileexist|fixeddrives)\b/u.test(text), text);
    }
    const run = await world.steps.run(world.restore(), { mode: 'rehearse' });
    assert.equal(run.outcome, 'rehearsed', run.shown);
    assert.equal(wasStarted(run), false);
    assert.equal(await world.content(), before);
    const later = await world.steps.run(world.restore({ from: `${share}\\next\\LcsCDR.bak` }), {
      mode: 'rehearse',
    });
    assert.equal(later.outcome, 'rehearsed', later.shown);
  });

  it('refuses a plan that the world has overtaken', async () => {
    const shown = await world.steps.plan(world.restore());
    await world.steps.ask(instance, 'ALTER DATABASE LcsCDR SET RECOVERY FULL');
    await world.steps.ask(instance, 'ALTER DATABASE LcsCDR SET RECOVERY SIMPLE');
    await world.again();
    const run = await world.steps.runPlanned(world.restore(), shown);
    assert.equal(run.outcome === 'succeeded' ? '' : run.problem.code, 'SQL-PLAN-STALE');
  });

  it('tells what an interrupted attempt left', async () => {
    const keys = { as: 'cutoff', replace: 'false' };
    const none = await world.steps.reconcile(world.restore(keys));
    assert.equal(none.finding, 'not-done');
    world.steps.fault({
      at: 'progress',
      percent: 40,
      contains: 'RESTORE DATABASE',
      action: { kind: 'cut' },
    });
    await world.steps.run(world.restore(keys));
    const half = await world.steps.reconcile(world.restore(keys));
    assert.equal(half.finding, 'partly-done');
    assert.match(half.lines.join('\n'), /RESTORING.*run the restore again/su);
    const started = new Date().toISOString();
    await succeeds(keys);
    const whole = await world.steps.reconcile(world.restore(keys), started);
    assert.equal(whole.finding, 'done');
    assert.match(whole.lines.join('\n'), /msdb: last restore of cutoff at .* by recovery/u);
  });

  it('takes an instance by its server, and names the known ones for a wrong one', async () => {
    await succeeds({ server: 'SQL01.contoso.com', checkdb: 'false' });
    const run = await world.steps.run(world.restore({ server: 'sql99' }));
    assert.equal(run.problem?.code, 'SQL-INSTANCE-UNKNOWN');
    const wrong = await world.steps.run(
      cell('restore-database', { server: instance, database: 'x', from: '/tmp/x.bak' }),
    );
    assert.equal(wrong.problem?.code, 'SQL-PATH-NOT-SEEN', wrong.shown);
  });
});
