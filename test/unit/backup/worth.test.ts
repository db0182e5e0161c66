import assert from 'node:assert/strict';
import { coverageOf, hitsBy } from '../../../src/backup/worth/coverage.ts';
import type { PlacedFile } from '../../../src/backup/worth/need-match.ts';
import { backupNeeds } from '../../../src/backup/worth/needs.ts';
import { standingsOf } from '../../../src/backup/worth/standing.ts';
import { needText } from '../../../src/errors/backup-worth.ts';
import type { Estate } from '../../../src/estate/model.ts';
import { readEstate } from '../../../src/estate/read.ts';

const estateText = String.raw`
name: Contoso
central-management: pool01.contoso.com
pools:
  - fqdn: pool01.contoso.com
    type: enterprise
    servers: [fe01.contoso.com, fe02.contoso.com]
    services: [response-groups]
    file-store: '\\fs01.contoso.com\LyncShare'
    sql: be01.contoso.com\rtc
    stores:
      - { kind: monitoring, sql: be02.contoso.com }
      - { kind: archiving, sql: be02.contoso.com }
  - { fqdn: edge01.contoso.com, type: edge, servers: [edge01.contoso.com], next-hop: pool01.contoso.com }
servers:
  - { fqdn: fe01.contoso.com, roles: [FrontEnd] }
  - { fqdn: fe02.contoso.com, roles: [FrontEnd] }
  - { fqdn: be01.contoso.com, roles: [BackEnd] }
  - { fqdn: be02.contoso.com, roles: [SqlServer] }
  - { fqdn: fs01.contoso.com, roles: [FileServer] }
  - { fqdn: edge01.contoso.com, roles: [Edge] }
  - { fqdn: se01.contoso.com, roles: [StandardEdition] }
  - { fqdn: bk01.contoso.com, roles: [BackupHost] }
`;

const estate: Estate = readEstate(Buffer.from(estateText), '/estate/estate.yaml');
const needs = backupNeeds(estate);

const whole: PlacedFile[] = [
  { path: 'CsConfig.zip' },
  { path: 'CsLis.zip' },
  { path: 'pool01.contoso.com-UserData.zip' },
  { path: 'se01.contoso.com-UserData.zip' },
  { path: 'pool01.contoso.com-Rgs.zip' },
  { path: 'sql/be02.contoso.com/LcsCDR.bak' },
  { path: 'sql/be02.contoso.com/LcsLog.bak' },
  { path: 'sql/be02.contoso.com/QoEMetrics.bak' },
  { path: 'filestore/fs01.contoso.com/LyncShare/1-WebServices-1/a.bin' },
  ...['fe01', 'fe02', 'edge01', 'se01'].map(name => ({
    path: `certificates/${name}.contoso.com.csv`,
  })),
];

function missingIn(files: readonly PlacedFile[], damaged: readonly string[] = []): string[] {
  const found = coverageOf({ files, emptyFolders: [] }, needs, new Set(damaged));
  return (found?.missing ?? []).map(needText);
}

describe('what an estate needs of a backup set', () => {
  it('is found in a whole set, for every server but the computer that keeps the backups', () => {
    const found = coverageOf({ files: whole, emptyFolders: [] }, needs, new Set());
    assert.deepEqual(found?.missing, []);
    assert.deepEqual(
      found.complete.toSorted(),
      ['be01', 'be02', 'edge01', 'fe01', 'fe02', 'fs01', 'se01'].map(n => `${n}.contoso.com`),
    );
  });

  it('leaves out what exports carry and what setup makes anew', () => {
    const named = needs.flatMap(({ kind, databases }) => (kind === 'database' ? databases : []));
    assert.deepEqual(named.toSorted(), ['LcsCDR', 'LcsLog', 'QoEMetrics']);
  });

  it('is missed where a file is not there, by its name and the servers that it costs', () => {
    const less = whole.filter(({ path }) => !path.includes('pool01.contoso.com-User'));
    assert.deepEqual(missingIn(less), ['user data of pool01.contoso.com (Export-CsUserData)']);
    const found = coverageOf({ files: less, emptyFolders: [] }, needs, new Set());
    const lost = ['be01', 'fe01', 'fe02'].map(name => `${name}.contoso.com`);
    const kept = found?.complete ?? [];
    assert.deepEqual(
      lost.filter(name => kept.includes(name)),
      [],
    );
    assert.ok(kept.includes('se01.contoso.com'));
  });

  it('does not count a file that is damaged', () => {
    assert.deepEqual(missingIn(whole, ['CsLis.zip']), [
      'location data (Export-CsLisConfiguration)',
    ]);
  });

  it('takes an empty file store for what it is', () => {
    const less = whole.filter(({ path }) => !path.startsWith('filestore/'));
    assert.deepEqual(missingIn(less), [String.raw`file store \\fs01.contoso.com\LyncShare`]);
    const empty = ['filestore/FS01.contoso.com/lyncshare'];
    assert.deepEqual(
      coverageOf({ files: less, emptyFolders: empty }, needs, new Set())?.missing,
      [],
    );
  });

  it('does not take one export for another, nor a differential or a log for the database', () => {
    const one = (path: string, source?: string): PlacedFile[] => [
      { path, ...(source === undefined ? {} : { source }) },
    ];
    const kept = (files: PlacedFile[]): number => needs.length - missingIn(files).length;
    assert.equal(kept(one('CsLis.zip')), 1);
    assert.equal(kept(one('CsLisConfiguration.zip')), 1);
    assert.equal(kept(one('Config.zip')), 1);
    assert.equal(kept(one('holiday-configuration.txt')), 0);
    assert.equal(kept(one('UserData.zip')), 0, 'it does not say of which pool');
    assert.equal(kept(one('sql/LcsCDR.trn')), 0);
    assert.equal(kept(one('sql/LcsCDR2.bak')), 0);
    assert.equal(kept(one('sql/1.bak', String.raw`be02.contoso.com.LcsCDR`)), 1);
    assert.equal(kept(one('data/x.bin', String.raw`\\FS01.contoso.com\LyncShare`)), 1);
    assert.equal(kept(one('filestore/fs01.contoso.com/LyncShare2/x.bin')), 0);
  });

  it('asks for the instance by name where two hold a database of one name', () => {
    const twice = readEstate(
      Buffer.from(String.raw`
name: Two
pools:
  - { fqdn: a.x.com, type: enterprise, servers: [f.x.com], file-store: '\\s.x.com\a', sql: 's.x.com\one', stores: [{kind: monitoring, sql: 's.x.com\one'}] }
  - { fqdn: b.x.com, type: enterprise, servers: [g.x.com], file-store: '\\s.x.com\b', sql: 's.x.com\two', stores: [{kind: monitoring, sql: 's.x.com\two'}] }
servers: [{fqdn: f.x.com, roles: [FrontEnd]}, {fqdn: g.x.com, roles: [FrontEnd]}, {fqdn: s.x.com, roles: [BackEnd]}]
`),
      '/e.yaml',
    );
    const files = [{ path: 'sql/s.x.com_one/LcsCDR.bak' }, { path: 'sql/LcsCDR.bak' }];
    const found = coverageOf({ files, emptyFolders: [] }, backupNeeds(twice), new Set());
    const databases = found?.missing.filter(need => need.databases.includes('LcsCDR'));
    assert.deepEqual(
      databases?.map(({ of }) => of),
      [String.raw`s.x.com\two`],
    );
  });

  it('takes the backup of either half of a mirror', () => {
    const mirrored = readEstate(
      Buffer.from(String.raw`
name: Mirror
pools:
  - { fqdn: a.x.com, type: enterprise, servers: [f.x.com], file-store: '\\one.x.com\a', sql: 'one.x.com\rtc', stores: [{kind: archiving, sql: 'one.x.com\rtc'}] }
servers: [{fqdn: f.x.com, roles: [FrontEnd]}, {fqdn: one.x.com, roles: [BackEnd]}, {fqdn: two.x.com, roles: [BackEnd]}]
sql:
  - { instance: 'one.x.com\rtc', mirror: 'two.x.com\rtc', databases: [LcsLog, rtcxds] }
  - { instance: 'two.x.com\rtc', mirror: 'one.x.com\rtc', databases: [LcsLog, rtcxds] }
`),
      '/e.yaml',
    );
    const wanted = backupNeeds(mirrored).filter(({ kind }) => kind === 'database');
    assert.equal(wanted.length, 1, 'a mirrored database is asked for once');
    const files = [{ path: 'sql/two.x.com-rtc/LcsLog.bak' }];
    assert.deepEqual(coverageOf({ files, emptyFolders: [] }, wanted, new Set())?.missing, []);
  });
});

describe('a file that cannot be used', () => {
  it('hits the databases and servers whose recovery needs it', () => {
    const hits = hitsBy(needs);
    assert.deepEqual(hits({ path: 'sql/LcsCDR.bak' }), {
      databases: ['LcsCDR'],
      servers: ['be02.contoso.com', 'fe01.contoso.com', 'fe02.contoso.com'],
    });
    assert.equal(hits({ path: 'readme.txt' }), undefined);
  });
});

describe('the standing of a set', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  const set = {
    name: 's',
    path: '/s',
    state: 'sealed' as const,
    created: '2026-11-22T02:00:00Z',
    files: 1,
    bytes: 1,
    findings: [],
  };
  const verified = { at: '2026-11-22T03:00:00Z', level: 'full' as const };

  it('names all that is to be said against it, the worst first', () => {
    const hour = 3_600_000;
    assert.deepEqual(standingsOf({ ...set, verified }, 24 * hour, now), []);
    assert.deepEqual(standingsOf(set, undefined, now), ['unverified']);
    assert.deepEqual(standingsOf(set, 4 * hour, now), ['too-old', 'unverified']);
    assert.deepEqual(standingsOf({ ...set, state: 'damaged' }, 4 * hour, now), ['damaged']);
    const coverage = coverageOf({ files: [], emptyFolders: [] }, needs, new Set());
    assert.ok(coverage !== undefined);
    assert.deepEqual(standingsOf({ ...set, verified, coverage }, undefined, now), ['incomplete']);
  });
});
