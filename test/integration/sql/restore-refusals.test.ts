import assert from 'node:assert/strict';
import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import type { StepRun } from './database-steps.ts';
import {
  backUp,
  cell,
  instance,
  loggedProblem,
  quoted,
  Restorable,
  seal,
  wasStarted,
} from './restorable.ts';

const reason = { 'unverified-set': 'no other copy' };
const newer = 'sql02.contoso.com\\rtc';
const third = 'sql03.contoso.com\\rtc';

describe('A restore that must not be', () => {
  let world: Restorable;
  let old: string;
  before(async () => {
    world = await Restorable.open([
      { host: 'sql01.contoso.com', databases: ['LcsCDR', 'LcsLog', 'mgc'] },
      { host: 'sql02.contoso.com', databases: ['LcsCDR'], version: '2014' },
      { host: 'sql03.contoso.com', databases: ['LcsCDR'] },
    ]);
    old = await world.change();
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
  });

  /** Refused before anything changed: in the words shown, in the log, on the server. */
  async function refused(
    keys: Readonly<Record<string, string>>,
    code: string,
    ...words: readonly RegExp[]
  ): Promise<StepRun> {
    const run = await world.steps.run(world.restore(keys));
    assert.equal(run.outcome, 'refused', run.shown);
    assert.equal(run.problem?.code, code, run.shown);
    for (const word of words) assert.match(run.shown, word);
    assert.match(run.shown, /Nothing was changed: the databases are as before/u);
    assert.match(loggedProblem(run), new RegExp(code, 'u'));
    await isThere();
    return run;
  }

  async function isThere(): Promise<void> {
    assert.equal(await world.steps.state(instance, 'LcsCDR'), 'ONLINE MULTI_USER');
    assert.equal(await world.content(), old);
  }

  /** A backup in a folder that is no set, made from a sealed one; gives its path. */
  async function loose(name: string, from = 'set/sql/LcsCDR.bak'): Promise<string> {
    await copyFile(world.steps.local(from), world.steps.local(name));
    return `\\\\bk01.contoso.com\\LyncBackup\\${name}`;
  }

  /** Files of a set are changed, the test is made, and they are put back. */
  async function doctored(
    path: string,
    change: (file: string, bytes: Buffer) => Promise<void>,
    test: () => Promise<unknown>,
  ): Promise<void> {
    const file = world.steps.local(path);
    const bytes = await readFile(file);
    try {
      await change(file, Buffer.from(bytes));
      await test();
    } finally {
      await writeFile(file, bytes);
    }
  }

  describe('F19 a wrong backup', () => {
    it('F19 of another database, put in the place of the right one in a sealed set', async () => {
      const other = await readFile(world.steps.local('set/sql/LcsLog.bak'));
      await doctored(
        'set/sql/LcsCDR.bak',
        file => writeFile(file, other),
        () => refused({}, 'SQL-SET-NOT-TRUSTED', /The backup set is damaged/u),
      );
    });

    it('F19 of another database, from outside any set: the header is believed, not the name', async () => {
      const from = await loose('LcsCDR-2.bak', 'set/sql/LcsLog.bak');
      await refused(
        { from, ...reason },
        'SQL-BACKUP-OTHER-DATABASE',
        /The backup is of another database: LcsLog, not LcsCDR/u,
        /Next: choose the right file/u,
      );
    });

    it('F19 of the same database, but not the one that was described beside it', async () => {
      const set = await world.steps.sets.create('other', undefined);
      await backUp(world.steps, { database: 'LcsCDR', to: `${set}\\a.bak` });
      await backUp(world.steps, { database: 'LcsCDR', to: `${set}\\b.bak` });
      await copyFile(world.steps.local('other/b.bak'), world.steps.local('other/a.bak'));
      await refused(
        { from: `${set}\\a.bak`, ...reason },
        'SQL-BACKUP-SWAPPED',
        /BackupSetGUID: expected .*, found/u,
      );
    });

    it('F19 of another server that has a database of that name', async () => {
      const set = await world.steps.sets.create('theirs', undefined);
      await backUp(world.steps, { database: 'LcsCDR', to: `${set}\\a.bak` });
      await backUp(world.steps, { server: third, database: 'LcsCDR', to: `${set}\\c.bak` });
      const plan = await world.steps.plan(
        world.restore({ from: `${set}\\c.bak`, 'unverified-set': 'to look at the plan' }),
      );
      assert.ok(plan.lines.includes('The backup was made on SQL03\\RTC; this is SQL01\\RTC.'));
      await copyFile(world.steps.local('theirs/c.bak'), world.steps.local('theirs/a.bak'));
      const words = /ServerName: expected SQL01\\RTC, found SQL03\\RTC/u;
      await refused({ from: `${set}\\a.bak`, ...reason }, 'SQL-BACKUP-SWAPPED', words);
    });
  });

  describe('F20 a damaged backup', () => {
    it('F20 with one changed byte in a sealed set, by its hash', async () => {
      const change = (file: string, bytes: Buffer): Promise<void> => {
        bytes[bytes.length - 700] = (bytes.at(-700) ?? 0) ^ 1;
        return writeFile(file, bytes);
      };
      await doctored('set/sql/LcsCDR.bak', change, async () => {
        const run = await world.steps.run(world.restore());
        assert.equal(run.problem?.code, 'SQL-BACKUP-HASH', run.shown);
        assert.match(run.shown, /not the one that was sealed/u);
        assert.match(loggedProblem(run), /SQL-BACKUP-HASH/u);
      });
      await isThere();
    });

    it('F20 cut off in a sealed set, by its size', async () => {
      await doctored(
        'set/sql/LcsCDR.bak',
        file => truncate(file, 3000),
        () => refused({}, 'SQL-SET-NOT-TRUSTED', /LcsCDR\.bak/u),
      );
    });

    for (const [name, change, words] of [
      ['with a damaged page', (b: Buffer) => flip(b), /31(?:83|89)/u],
      [
        'that is cut off',
        (b: Buffer) => b.subarray(0, b.length - 2000),
        /incomplete: it was cut off|3203|3241/u,
      ],
      ['of no length', () => Buffer.alloc(0), /3254/u],
      ['that is no backup', () => Buffer.from('Meeting minutes\n'.repeat(500)), /324[12]/u],
    ] as const) {
      it(`F20 ${name}, of unknown hash, by the server's own words`, async () => {
        const from = await loose('damaged.bak');
        const file = world.steps.local('damaged.bak');
        await writeFile(file, change(await readFile(file)));
        const run = await world.steps.run(world.restore({ from, ...reason }));
        assert.equal(run.problem?.kind, 'refused');
        assert.match(run.shown, words);
        assert.match(loggedProblem(run), /SQL-BACKUP-UN(?:READABLE|FIT)/u);
        await isThere();
      });
    }

    it('F20 a set that was not verified, or not sealed, or a file outside: refused without a reason', async () => {
      await refused(
        { from: await loose('loose.bak') },
        'SQL-SET-NOT-TRUSTED',
        /lies in no backup set/u,
      );
      const set = await world.steps.sets.create('open', undefined);
      await backUp(world.steps, { database: 'LcsCDR', to: `${set}\\LcsCDR.bak` });
      const from = `${set}\\LcsCDR.bak`;
      await refused({ from }, 'SQL-SET-NOT-TRUSTED', /not sealed/u);
      await world.steps.sets.seal(set, { by: 'claire', signal: new AbortController().signal });
      await refused({ from }, 'SQL-SET-NOT-TRUSTED', /was not verified/u, /verify-backup-set/u);
    });
  });

  describe('F21 an incomplete chain', () => {
    let set: string;
    const of = (...names: readonly string[]): string =>
      `[${names.map(name => quoted(`${set}\\${name}`)).join(', ')}]`;
    const mgc = (from: string): Readonly<Record<string, string>> => ({
      database: 'mgc',
      from,
      'lose-tail-log': 'true',
    });
    before(async () => {
      set = await world.steps.sets.create('chain', undefined);
      const make = async (name: string, keys: Readonly<Record<string, string>>): Promise<void> => {
        await world.steps.ask(instance, "UPDATE mgc.dbo.tblNode SET nodeDesc = N'" + name + "'");
        await backUp(world.steps, {
          database: 'mgc',
          to: `${set}\\${name}`,
          'copy-only': 'false',
          ...keys,
        });
      };
      await make('full1.bak', {});
      await make('log1.trn', { kind: 'log' });
      await make('log2.trn', { kind: 'log' });
      await make('full2.bak', {});
      await make('log2b.trn', { kind: 'log' });
      await make('diff2.bak', { kind: 'differential' });
      await make('log3.trn', { kind: 'log' });
      await backUp(world.steps, { database: 'LcsCDR', to: of('s1.bak', 's2.bak') });
      await backUp(world.steps, { database: 'LcsCDR', to: of('t1.bak', 't2.bak') });
      await seal(world.steps, set);
    });

    it('F21 without one stripe', async () => {
      await refused(
        { from: of('s2.bak') },
        'SQL-STRIPE-MISSING',
        /2 files at once.*number 1 is missing/u,
      );
    });

    it('F21 with the same stripe twice', async () => {
      await refused({ from: of('s2.bak', 's2.bak') }, 'SQL-STRIPE-TWICE');
    });

    it('F21 with halves of two striped backups: which two do not belong together', async () => {
      await refused(
        { from: of('s1.bak', 't2.bak'), ...reason },
        'SQL-STRIPES-DIFFER',
        /parts of different backups, and neither backup is complete\. \(.*s1\.bak, .*t2\.bak\)/u,
        /Next: name the 2 files that were written together/u,
      );
    });

    it('F21 with a log missing in the middle: the two LSNs that do not meet are shown', async () => {
      await refused(
        mgc(of('full1.bak', 'log2.trn')),
        'SQL-CHAIN-GAP',
        /the chain ends at LSN \d{17,}, and the next log begins at \d{17,}/u,
      );
    });

    it('F21 with a differential on the wrong full backup', async () => {
      await refused(mgc(of('full1.bak', 'diff2.bak')), 'SQL-CHAIN-WRONG-BASE');
    });

    it('F21 without a full backup', async () => {
      await refused(mgc(of('log1.trn', 'log2.trn')), 'SQL-CHAIN-NO-FULL');
    });

    it('restores the whole chain, whatever the order in which its files are named', async () => {
      const from = of('log3.trn', 'diff2.bak', 'full2.bak');
      const run = await world.steps.run(world.restore(mgc(from)));
      assert.equal(run.outcome, 'succeeded', run.shown);
      assert.match(run.summary, /from 3 backups/u);
      const last = await world.steps.value(instance, 'SELECT MAX(nodeDesc) FROM mgc.dbo.tblNode');
      assert.equal(last, 'log3.trn');
      const order = run.evidence.match(/RESTORE (?:DATABASE|LOG) \[mgc\]/gu);
      assert.deepEqual(order, [
        'RESTORE DATABASE [mgc]',
        'RESTORE DATABASE [mgc]',
        'RESTORE LOG [mgc]',
      ]);
    });

    it('restores a striped backup, and a chain to its first log when the others are not named', async () => {
      const run = await world.steps.run(world.restore({ from: of('s2.bak', 's1.bak') }));
      assert.equal(run.outcome, 'succeeded', run.shown);
      assert.equal(await world.content(), old);
      const chain = await world.steps.run(world.restore(mgc(of('log1.trn', 'full1.bak'))));
      assert.equal(chain.outcome, 'succeeded', chain.shown);
      const value = await world.steps.value(instance, 'SELECT MAX(nodeDesc) FROM mgc.dbo.tblNode');
      assert.equal(value, 'log1.trn');
    });
  });

  it('F22 a backup of a newer SQL Server, before anything is changed', async () => {
    const set = await world.steps.sets.create('newer', undefined);
    await backUp(world.steps, { server: newer, database: 'LcsCDR', to: `${set}\\n.bak` });
    await seal(world.steps, set);
    await refused(
      { from: `${set}\\n.bak` },
      'SQL-BACKUP-NEWER',
      /made by SQL Server 12\.0\.\d+, and sql01\.contoso\.com\\rtc is 11\.0\.7001\.0/u,
      /restore it on a server of version 12\.0/u,
    );
    const looked = await world.steps.run(
      cell('verify-backup', { server: instance, from: `${set}\\n.bak` }),
    );
    assert.equal(looked.problem?.code, 'SQL-BACKUP-FAILS');
    assert.match(looked.shown, /an older server cannot restore it/u);
  });

  it('an encrypted database, on a server without its certificate; with it, it is restored', async () => {
    const thumbprint = '5A'.repeat(20);
    const [served] = world.steps.served.instances;
    const log = served?.find('LcsLog');
    assert.ok(served !== undefined && log !== undefined);
    log.facts.encryptedBy = thumbprint;
    served.facts.certificates = [thumbprint];
    const set = await world.steps.sets.create('encrypted', undefined);
    await backUp(world.steps, { database: 'LcsLog', to: `${set}\\e.bak` });
    await seal(world.steps, set);
    const keys = { database: 'LcsLog', from: `${set}\\e.bak` };
    served.facts.certificates = [];
    const words = new RegExp(`Thumbprint: 0x${thumbprint}`, 'u');
    await refused(keys, 'SQL-CERTIFICATE-MISSING', /does not have the certificate for it/u, words);
    assert.equal(await world.steps.state(instance, 'LcsLog'), 'ONLINE MULTI_USER');
    served.facts.certificates = ['00'.repeat(20), thumbprint];
    const run = await world.steps.run(world.restore(keys));
    assert.equal(run.outcome, 'succeeded', run.shown);
  });

  it('over a database that is there, without the word for it', async () => {
    const run = await world.steps.run(world.restore({ replace: 'false' }));
    assert.equal(run.problem?.code, 'SQL-DATABASE-EXISTS', run.shown);
    assert.match(run.shown, /LcsCDR: .*ONLINE, recovery model SIMPLE, made/u);
    await isThere();
  });

  it('over a log that was not backed up, without the word for it', async () => {
    const set = await world.steps.sets.create('tail', undefined);
    await backUp(world.steps, { database: 'mgc', to: `${set}\\mgc.bak`, 'copy-only': 'false' });
    await seal(world.steps, set);
    const keys = { database: 'mgc', from: `${set}\\mgc.bak` };
    await refused(
      keys,
      'SQL-TAIL-LOG',
      /tail of the log of mgc \(recovery model FULL\)/u,
      /"tail-log"/u,
    );
    const tail = '\\\\bk01.contoso.com\\LyncBackup\\tail.trn';
    const run = await world.steps.run(world.restore({ ...keys, 'tail-log': tail }));
    assert.equal(run.outcome, 'succeeded', run.shown);
    assert.match(run.text('output'), /The tail of the log is in .*tail\.trn/u);
    assert.ok(await world.steps.exists('tail.trn'));
  });

  it('from a file that the server cannot read: its words, its account, and which file', async () => {
    const from = '\\\\bk01.contoso.com\\LyncBackup\\nowhere\\LcsCDR.bak';
    await refused(
      { from, ...reason },
      'SQL-BACKUP-UNREADABLE',
      /cannot read the file as a backup: .*\(\\\\bk01\.contoso\.com\\LyncBackup\\nowhere\\LcsCDR\.bak\)/u,
      /SQL Server 3201, severity 16, state \d+: .*Operating system error/u,
      /SQL Server at sql01\.contoso\.com\\rtc reads files as NT Service\\MSSQL\$RTC/u,
    );
  });

  for (const [title, keys, words] of [
    [
      'a name that is too long',
      { as: 'x'.repeat(129) },
      /"as" cannot be used: a name has at most 128/u,
    ],
    [
      'a name with a line end',
      { as: '"a\\nb"' },
      /"as" cannot be used: it has control characters/u,
    ],
    [
      'a folder of this computer',
      { 'data-folder': '/var/opt' },
      /"data-folder" cannot be used: it is no full path of Windows, such as D:\\Data\. \(\/var\/opt\)/u,
    ],
    [
      'a file place that is no full path',
      { move: '{LcsCDR_data: "LcsCDR.mdf"}' },
      /"move\.LcsCDR_data" cannot be used: it is no full path/u,
    ],
  ] as const)
    it(`with ${title}: the key, the value, and why`, async () => {
      const run = await world.steps.run(world.restore(keys));
      assert.equal(run.problem?.code, 'SQL-VALUE-REFUSED', run.shown);
      assert.equal(run.problem.kind, 'usage');
      assert.equal(wasStarted(run), false);
      assert.match(run.shown, words);
      assert.match(run.shown, /Nothing was changed: the databases are as before/u);
      assert.match(run.shown, /Next: correct the value in the step/u);
      await isThere();
    });

  it('onto the databases of the server itself', async () => {
    for (const name of ['master', 'msdb', 'TempDB', 'model']) {
      const run = await world.steps.run(world.restore({ database: name }));
      assert.equal(run.problem?.code, 'SQL-SYSTEM-DATABASE', run.shown);
      const into = await world.steps.run(world.restore({ as: name }));
      assert.equal(into.problem?.code, 'SQL-SYSTEM-DATABASE', into.shown);
    }
  });
});

function flip(bytes: Buffer): Buffer {
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  return bytes;
}
