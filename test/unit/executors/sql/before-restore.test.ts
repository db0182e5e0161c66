import assert from 'node:assert/strict';
import { Problem } from '../../../../src/errors/problem.ts';
import { backupFile, backupHeader } from '../../../../src/executors/sql/restore/backup-header.ts';
import { checkHeaders, checkLimit } from '../../../../src/executors/sql/restore/check-backups.ts';
import { checkExisting } from '../../../../src/executors/sql/restore/check-target.ts';
import type { MediaBackup } from '../../../../src/executors/sql/restore/media.ts';
import type { ServerFacts } from '../../../../src/executors/sql/restore/server-facts.ts';
import type { ExistingDatabase } from '../../../../src/executors/sql/restore/target.ts';
import { Row } from '../../../../src/executors/sql/server/ask.ts';
import { wishOf } from './samples.ts';

const instance = 'sql01.contoso.com\\rtc';

function rowOf(values: Readonly<Record<string, string | null>>): Row {
  return new Row(Object.keys(values), Object.values(values));
}

/** A good backup of SQL Server 2012, with other columns of RESTORE HEADERONLY. */
function backup(more: Readonly<Record<string, string | null>> = {}): MediaBackup {
  const header = backupHeader(
    rowOf({
      BackupType: '1',
      BackupName: 'LcsCDR full',
      DatabaseName: 'LcsCDR',
      BackupFinishDate: '2026-11-22 02:00:00.000',
      HasBackupChecksums: '1',
      DatabaseVersion: '706',
      SoftwareVersionMajor: '11',
      SoftwareVersionMinor: '0',
      SoftwareVersionBuild: '7001',
      ...more,
    }),
  );
  return { media: { id: 'M', paths: ['\\\\bk01\\b\\LcsCDR.bak'] }, header };
}

const server: ServerFacts = {
  ownName: 'SQL01\\RTC',
  version: '11.0.7001.0',
  edition: 'Standard Edition (64-bit)',
  express: false,
  collation: 'SQL_Latin1_General_CP1_CI_AS',
  databaseVersion: 706,
  utcOffset: 0,
  identity: 'I',
  account: undefined,
};

/** The problem with which a check ends. */
function refusal(check: () => void): Problem {
  try {
    check();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('Before a restore, by the headers', () => {
  const cases: readonly [string, Readonly<Record<string, string | null>>, string, RegExp][] = [
    ['one that was cut off', { BackupFinishDate: null }, 'SQL-BACKUP-UNFIT', /is incomplete/u],
    ['*** INCOMPLETE ***', { BackupName: '*** INCOMPLETE ***' }, 'SQL-BACKUP-UNFIT', /cut off/u],
    ['a damaged one', { IsDamaged: '1' }, 'SQL-BACKUP-UNFIT', /it is damaged/u],
    ['a snapshot', { IsSnapshot: '1' }, 'SQL-BACKUP-UNFIT', /snapshot of a storage system/u],
    ['incomplete metadata', { HasIncompleteMetaData: '1' }, 'SQL-BACKUP-UNFIT', /metadata/u],
    ['a newer one', { DatabaseVersion: '782' }, 'SQL-BACKUP-NEWER', /older server cannot/u],
    ['one of 2000', { SoftwareVersionMajor: '8' }, 'SQL-BACKUP-TOO-OLD', /no longer reads/u],
  ];
  for (const [title, columns, code, words] of cases)
    it(`${title} is refused, and nothing is changed`, () => {
      const problem = refusal(() => {
        checkHeaders([backup(columns)], server, instance);
      });
      assert.equal(problem.code, code);
      assert.equal(problem.kind, 'refused');
      assert.match(problem.data.what, words);
      assert.match(problem.data.changed ?? '', /Nothing was changed/u);
    });

  it('a good one passes, and one whose server does not tell its file version, by the product', () => {
    checkHeaders([backup()], server, instance);
    const silent = { ...server, databaseVersion: 0 };
    const newer = backup({ SoftwareVersionMajor: '12' });
    const problem = refusal(() => {
      checkHeaders([newer], silent, instance);
    });
    assert.equal(problem.code, 'SQL-BACKUP-NEWER');
  });

  it('more data than an Express edition takes are refused: 10 GB, and 4 before 2008 R2', () => {
    const data = backupFile(rowOf({ LogicalName: 'd', Type: 'D', Size: String(5 * 1024 ** 3) }));
    const log = backupFile(rowOf({ LogicalName: 'l', Type: 'L', Size: String(50 * 1024 ** 3) }));
    const text = (bytes: number): string => `${bytes / 1024 ** 3} GiB`;
    const express = { ...server, express: true };
    checkLimit([data, log], express, instance, text);
    const two = [data, data, backupFile(rowOf({ Type: 'D', Size: '1' }))];
    const refusals = [
      refusal(() => {
        checkLimit(two, express, instance, text);
      }),
      refusal(() => {
        checkLimit([data], { ...express, version: '10.0.6000.29' }, instance, text);
      }),
    ];
    assert.deepEqual(
      refusals.map(({ code }) => code),
      ['SQL-EXPRESS-LIMIT', 'SQL-EXPRESS-LIMIT'],
    );
    assert.match(refusals[1]?.data.what ?? '', /allows 4 GiB/u);
    checkLimit(two, server, instance, text);
  });
});

describe('Before a restore, a database that is there', () => {
  const existing: ExistingDatabase = {
    id: 7,
    name: 'LcsCDR',
    state: 'ONLINE',
    access: 'MULTI_USER',
    readOnly: false,
    settings: {
      owner: 'sa',
      recovery: 'SIMPLE',
      compatibility: 110,
      collation: '',
      trustworthy: false,
      chaining: false,
      broker: false,
    },
    created: '',
    mirrorRole: '',
    mirrorPartner: '',
    family: '',
    logChain: false,
    snapshots: ['LcsCDR_before'],
    bytes: 0,
    lastBackup: '',
    lastRestore: '',
  };
  const wish = wishOf({ replace: true });

  it('with snapshots is refused by their names, even where it may be replaced', () => {
    const problem = refusal(() => {
      checkExisting(existing, wish, instance, '1 MB');
    });
    assert.equal(problem.code, 'SQL-DATABASE-SNAPSHOTS');
    assert.equal(problem.data.theirs?.[0]?.text, 'LcsCDR_before');
    checkExisting({ ...existing, snapshots: [] }, wish, instance, '1 MB');
  });
});
