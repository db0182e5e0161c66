import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, rm, truncate } from 'node:fs/promises';
import { DatabaseSteps, location } from './database-steps.ts';
import { backUp, cell, host, instance, loggedProblem, quoted, seal } from './restorable.ts';

const express = 'sql02.contoso.com\\rtc';

describe('backup-database', () => {
  let steps: DatabaseSteps;
  let set: string;
  before(async () => {
    steps = await DatabaseSteps.open([
      { host, databases: ['LcsCDR', 'LcsLog', 'mgc', "It's [one]"] },
      { host: 'sql02.contoso.com', databases: ['LcsCDR'], edition: 'Express' },
    ]);
    set = await steps.sets.create('s1', undefined);
  });
  after(async () => {
    await steps[Symbol.asyncDispose]();
  });
  afterEach(() => {
    steps.served.faults.clear();
  });

  const backup = (keys: Readonly<Record<string, string>>): ReturnType<DatabaseSteps['run']> =>
    steps.run(cell('backup-database', { server: instance, database: 'LcsCDR', ...keys }));

  it('writes a new file, verifies it, describes it and tells the set where it came from', async () => {
    const run = await backUp(steps, { database: 'LcsCDR', to: `${set}\\sql\\LcsCDR.bak` });
    assert.match(run.summary, /LcsCDR is backed up and verified: .*LcsCDR\.bak/u);
    assert.match(
      run.evidence,
      /BACKUP DATABASE \[LcsCDR\] TO DISK = .*\.part' WITH COPY_ONLY, FORMAT, INIT, CHECKSUM, COMPRESSION/u,
    );
    assert.match(run.text('information'), /The backup set on file 1 is valid\. \[3262\]/u);
    assert.equal(await steps.exists('s1/sql/LcsCDR.bak.part'), false);
    const sha256 = createHash('sha256')
      .update(await steps.bytes('s1/sql/LcsCDR.bak'))
      .digest('hex');
    const logged = run.events.flatMap(event => (event.type === 'evidence' ? [event.evidence] : []));
    assert.ok(logged.some(one => one.kind === 'file' && one.sha256 === sha256));
    const described: unknown = JSON.parse((await steps.bytes('s1/sql/LcsCDR.bak.json')).toString());
    assert.match(
      JSON.stringify(described),
      /"guid":"[0-9A-F-]{36}".*"name":"ServerRole"|RTCComponentUniversalServices/u,
    );
  });

  it('never writes over a file, nor into a sealed set', async () => {
    const again = await backup({ to: `${set}\\sql\\LcsCDR.bak` });
    assert.equal(again.problem?.code, 'SQL-BACKUP-FILE-EXISTS', again.shown);
    const closed = await steps.sets.create('closed', undefined);
    await backUp(steps, { database: 'LcsLog', to: `${closed}\\LcsLog.bak` });
    await seal(steps, closed);
    const late = await backup({ to: `${closed}\\late.bak` });
    assert.equal(late.problem?.code, 'BACKUP-SEALED', late.shown);
  });

  it('is what the manifest says of it once the set is sealed', async () => {
    const manifest = await readFile(steps.local('closed/backup-set.manifest.json'), 'utf8');
    assert.match(
      manifest,
      /"path":"LcsLog\.bak".*"source":"sql01\.contoso\.com\\\\rtc: LcsLog","step":"cell"/u,
    );
  });

  it('writes stripes, names with quotes, and compresses only where the edition can', async () => {
    const files = [`${set}\\a'1.bak`, `${set}\\a'2.bak`];
    const run = await backUp(steps, {
      database: quoted("It's [one]"),
      to: `[${files.map(quoted).join(', ')}]`,
    });
    assert.match(
      run.evidence,
      /BACKUP DATABASE \[It's \[one\]\]\] TO DISK = N'.*a''1\.bak\.part', DISK = N'/u,
    );
    const plain = await backUp(steps, { server: express, database: 'LcsCDR', to: `${set}\\x.bak` });
    assert.doesNotMatch(plain.evidence, /COMPRESSION/u);
    const asked = await backup({ server: express, to: `${set}\\y.bak`, compress: 'true' });
    assert.equal(asked.problem?.code, 'SQL-NO-COMPRESSION', asked.shown);
    assert.match(asked.shown, /Express Edition/u);
  });

  it('refuses what cannot be backed up, before anything is written', async () => {
    const cases: [Record<string, string>, string][] = [
      [{ database: 'master' }, 'SQL-SYSTEM-DATABASE'],
      [{ database: 'nowhere' }, 'SQL-DATABASE-MISSING'],
      [{ kind: 'log' }, 'SQL-BACKUP-NOT-POSSIBLE'],
      [{ to: '/tmp/only-here.bak' }, 'SQL-PATH-NOT-SEEN'],
    ];
    for (const [keys, code] of cases) {
      const run = await backup({ to: `${set}\\no.bak`, ...keys });
      assert.equal(run.problem?.code, code, run.shown);
    }
    assert.equal(await steps.exists('s1/no.bak.part'), false);
  });

  it('says of a full disk what the server says, and leaves neither backup nor part', async () => {
    steps.fault({ at: 'write', action: { kind: 'disk-full', bytes: 2000 } });
    const run = await backup({ to: `${set}\\full.bak` });
    assert.equal(run.problem?.code, 'SQL-STATEMENT-FAILED', run.shown);
    assert.match(run.shown, /the disk is full \(112\)/u);
    assert.match(run.shown, /A backup does not change the database/u);
    assert.match(loggedProblem(run), /3202/u);
    for (const name of ['full.bak', 'full.bak.part'])
      assert.equal(await steps.exists(`s1/${name}`), false);
    await backUp(steps, { database: 'LcsCDR', to: `${set}\\full.bak` });
  });

  it('refuses its own work where a page was damaged on the way to the disk', async () => {
    steps.fault({ at: 'write', action: { kind: 'damage-page', page: 3 } });
    const run = await backup({ to: `${set}\\bad.bak` });
    assert.equal(run.problem?.code, 'SQL-BACKUP-NOT-VERIFIED', run.shown);
    assert.match(run.shown, /31(?:83|89)/u);
    assert.equal(await steps.exists('s1/bad.bak'), false);
    await backUp(steps, { database: 'LcsCDR', to: `${set}\\bad.bak` });
  });

  it('stops when it is cancelled, and begins anew afterwards', async () => {
    const abort = new AbortController();
    const action = { kind: 'slow', ms: 0, percentMs: 10 } as const;
    steps.fault({ at: 'progress', contains: 'BACKUP', action });
    const text = cell('backup-database', {
      server: instance,
      database: 'LcsCDR',
      to: `${set}\\c.bak`,
    });
    const run = await steps.run(text, {
      signal: abort.signal,
      onEvent: event => {
        if (event.type === 'progress' && (event.progress.percent ?? 0) >= 10) abort.abort();
      },
    });
    assert.equal(run.outcome, 'cancelled');
    assert.match(run.shown, /SQL Server confirmed that it stopped the backup of LcsCDR/u);
    assert.equal(await steps.state(instance, 'LcsCDR'), 'ONLINE MULTI_USER');
    assert.equal((await steps.reconcile(text)).finding, 'not-done');
    await backUp(steps, { database: 'LcsCDR', to: `${set}\\c.bak` });
    assert.equal((await steps.reconcile(text)).finding, 'done');
  });

  it('is found partly done, after an interruption, where file and description do not agree', async () => {
    const from = new Date().toISOString();
    const keys = { server: instance, database: 'LcsCDR', to: `${set}\\d.bak` };
    const text = cell('backup-database', keys);
    await backUp(steps, { database: 'LcsCDR', to: keys.to });
    assert.equal((await steps.reconcile(text, from)).finding, 'done');
    const late = await steps.reconcile(text, new Date(Date.now() + 60_000).toISOString());
    assert.equal(late.finding, 'partly-done');
    assert.match(late.lines.join('\n'), /The description is older than the step/u);
    await truncate(steps.local('s1/d.bak'), 4096);
    const cut = await steps.reconcile(text, from);
    assert.match(cut.lines.join('\n'), /d\.bak is not as its description says/u);
    await rm(steps.local('s1/d.bak.json'));
    const bare = await steps.reconcile(text, from);
    assert.match(bare.lines.join('\n'), /not described yet.*remove the files first/su);
    await rm(steps.local('s1/d.bak'));
    assert.equal((await steps.reconcile(text, from)).finding, 'not-done');
  });

  it('shows all of it in a rehearsal, and touches nothing', async () => {
    const keys = { server: instance, database: 'LcsCDR', to: `${location}\\later\\LcsCDR.bak` };
    const run = await steps.run(cell('backup-database', keys), { mode: 'rehearse' });
    assert.equal(run.outcome, 'rehearsed', run.shown);
    assert.match(JSON.stringify(run.events), /BACKUP DATABASE \[LcsCDR\]/u);
    assert.equal(await steps.exists('later'), false);
  });
});

describe('verify-backup', () => {
  let steps: DatabaseSteps;
  let set: string;
  before(async () => {
    steps = await DatabaseSteps.open([{ host }]);
    set = await steps.sets.create('s1', undefined);
    await backUp(steps, { database: 'LcsCDR', to: `${set}\\LcsCDR.bak` });
    await seal(steps, set);
  });
  after(async () => {
    await steps[Symbol.asyncDispose]();
  });

  const verify = (keys: Readonly<Record<string, string>> = {}): ReturnType<DatabaseSteps['run']> =>
    steps.run(cell('verify-backup', { server: instance, from: `${set}\\LcsCDR.bak`, ...keys }));

  it('reads headers, files, pages and hash, and says what that does not prove', async () => {
    const run = await verify({ database: 'lcscdr' });
    assert.equal(run.outcome, 'succeeded', run.shown);
    assert.match(run.evidence, /full backup of LcsCDR/u);
    assert.match(run.evidence, /D LcsCDR_data D:\\CsData/u);
    assert.match(run.evidence, /[0-9a-f]{64}, as in the manifest/u);
    assert.match(run.evidence, /does not prove that the data in the backup are without damage/u);
    const table = run.events.find(event => event.type === 'table');
    assert.ok(table !== undefined);
    assert.ok(table.table.columns.includes('last LSN'));
    assert.match(table.table.rows[0]?.join(' ') ?? '', /\d{17,}/u);
  });

  it('refuses another database, and a backup that changed', async () => {
    const other = await verify({ database: 'mgc' });
    assert.equal(other.problem?.code, 'SQL-BACKUP-FAILS');
    assert.match(other.shown, /of another database: LcsCDR, not mgc/u);
    steps.fault({ at: 'batch', contains: 'VERIFYONLY', action: { kind: 'error', number: 3189 } });
    const damaged = await verify();
    assert.match(damaged.shown, /3189/u);
    assert.match(damaged.shown, /Nothing was changed: a verification only reads/u);
  });
});
