import assert from 'node:assert/strict';
import { knownSqlError } from '../../../../src/errors/sql-catalogue.ts';
import { rootCauseFirst } from '../../../../src/executors/sql/root-cause.ts';

/** Each number that a recovery meets: what it means, and what helps. */
const meanings: readonly (readonly [readonly number[], RegExp, RegExp])[] = [
  [[233], /took the connection and then gave it up/u, /TCP\/IP.*error log.*connection limit/su],
  [
    [53, 26, 40, -1],
    /server or instance was not found/u,
    /name.*UDP 1434.*firewall.*service runs/u,
  ],
  [[262], /lacks the permission/u, /sysadmin, db_backupoperator.*dbcreator/u],
  [
    [911, 4060],
    /not there or cannot be opened/u,
    /instance.*not be restored yet.*RESTORING.*no user/u,
  ],
  [[4064], /default database/u, /default database master/u],
  [[916], /no user in that database/u, /create the user/u],
  [[924], /single-user/u, /SET MULTI_USER/u],
  [[926], /suspect/u, /error log/u],
  [[927], /middle of a restore/u, /WITH RECOVERY/u],
  [[942], /offline/u, /SET ONLINE/u],
  [[945], /files or space are missing/u, /error log/u],
  [[954, 3059], /mirror copy/u, /principal/u],
  [[1105], /file group .* is full/u, /space/u],
  [[9002], /log is full/u, /space.*FULL.*back up the log/u],
  [[1416], /not configured for mirroring/u, /NORECOVERY/u],
  [[1418], /partner cannot be reached/u, /5022.*firewall.*login on the endpoint/u],
  [[1834, 3156, 5133, 5120], /cannot be put where/u, /WITH MOVE.*service's account/su],
  [[1844], /edition/u, /COMPRESSION/u],
  [[3009], /backup is good.*msdb/u, /msdb/u],
  [[3013], /another error names the cause/u, /other errors/u],
  [[3041], /backup failed/u, /error log/u],
  [[3101], /in use/u, /stop the services.*SINGLE_USER WITH ROLLBACK IMMEDIATE/su],
  [[3102], /this session itself/u, /USE master/u],
  [[3104], /mirrored or in an availability group/u, /SET PARTNER OFF/u],
  [[3110], /may not restore/u, /sysadmin or dbcreator, or the owner/u],
  [[3117, 3136], /does not follow/u, /full backup WITH NORECOVERY/u],
  [[3119], /could not be planned/u, /other errors name the cause/u],
  [[3132, 3231], /more files than were named/u, /all files of the striped set/u],
  [[3141, 3154], /of another database/u, /HEADERONLY.*REPLACE/u],
  [[3159], /tail of the log/u, /BACKUP LOG … WITH NORECOVERY.*WITH REPLACE/su],
  [[3169], /newer version/u, /same or a newer version/u],
  [[3183, 3189, 3203], /backup is damaged/u, /another copy.*CONTINUE_AFTER_ERROR.*CHECKDB/su],
  [[3187], /no checksums/u, /CHECKSUM/u],
  [[3201], /cannot be opened/u, /seen from the SQL Server computer.*NAME\$/su],
  [[3202], /could not write/u, /disk/u],
  [[3257], /not enough space/u, /free space/u],
  [[112], /disk is full/u, /free space/u],
  [[3205], /too many files, or .* newer format/u, /version.*at most 64 files/su],
  [[3234], /no file of that logical name/u, /FILELISTONLY/u],
  [[3241, 3242, 3143], /no backup that this server can read/u, /hash.*newer version.*by a tool/su],
  [[15023], /there already/u, /leave the creation out/u],
  [[15401], /Windows does not know/u, /name and domain.*domain controller/u],
  [[15404], /Active Directory/u, /domain controller.*ALTER AUTHORIZATION/su],
  [[18452], /domain that the server does not trust/u, /Kerberos and SPNs.*trust/u],
  [
    [18456],
    /user name or password are wrong/u,
    /told 1\): 2 or 5 no such login, 6 Windows.*7 disabled, 8 wrong.*11 or 12.*18 .*38 or 46/su,
  ],
];

/** Others that BACKUP, RESTORE and what follows them end with. */
const others = [3254, 3142, 3176, 3023, 3035, 3043, 4208, 33111, 824, 5061];

describe('the catalogue of errors of SQL Server', () => {
  for (const [numbers, means, next] of meanings)
    it(`says what ${numbers.join(', ')} means, and what helps`, () => {
      for (const number of numbers) {
        const known = knownSqlError(number);
        assert.match(known?.means ?? '', means);
        assert.match(known?.next.join('\n') ?? '', next);
      }
    });

  it('has a meaning and a remedy for others that a recovery meets, and none for those of users', () => {
    for (const number of others) {
      const known = knownSqlError(number);
      assert.ok(known !== undefined && known.means !== '' && known.next.length > 0, `${number}`);
    }
    assert.equal(knownSqlError(50_000), undefined);
    assert.match(knownSqlError(3254)?.means ?? '', /empty/u);
  });

  for (const [system, means, next] of [
    [2, /file is not there \(2\)/u, /seen from the SQL Server computer/u],
    [3, /folder is not there \(3\)/u, /seen from the SQL Server computer/u],
    [5, /access is denied \(5\)/u, /NAME\$/u],
    [32, /another program has the file open \(32\)/u, /seen from/u],
    [53, /share was not found/u, /seen from/u],
    [67, /share was not found/u, /seen from/u],
    [64, /lost the share \(64\)/u, /network between/u],
    [112, /disk is full \(112\)/u, /free space/u],
    [1326, /does not know .* account \(1326\)/u, /NAME\$/u],
  ] as const)
    it(`tells of 3201 and 3202 with the error ${system} of Windows what Windows means`, () => {
      for (const number of [3201, 3202]) {
        const text = `Device '\\\\bk01\\a 112(1)\\x.bak'. Operating system error ${system}(some words).`;
        const known = knownSqlError(number, text);
        assert.match(known?.means ?? '', means);
        assert.match(known?.next.join('\n') ?? '', next);
      }
    });

  it('does not call a backup damaged that was not read for want of the network', () => {
    const text = "Read on 'x' failed: 64(The specified network name is no longer available.)";
    assert.match(knownSqlError(3203, text)?.means ?? '', /lost the share/u);
    assert.match(
      knownSqlError(3203, "Read on 'x' failed: 23(Data error)")?.means ?? '',
      /damaged/u,
    );
  });

  it('reads the error of Windows off the text, in any language and not off the path', () => {
    const german =
      "Das Sicherungsmedium 'D:\\a5(x)\\b.bak' kann nicht geöffnet werden. Betriebssystemfehler 5(Zugriff verweigert).";
    assert.match(knownSqlError(3201, german)?.means ?? '', /\(5\)/u);
    assert.match(knownSqlError(3202, 'Write on "x" failed: 112(full)')?.means ?? '', /\(112\)/u);
  });

  it('puts the cause first and never 3013', () => {
    const message = (number: number): Parameters<typeof rootCauseFirst>[0][number] => ({
      number,
      severity: 16,
      state: 1,
      text: '',
      line: 1,
      procedure: '',
    });
    const order = rootCauseFirst([3119, 3013, 3156, 3013].map(message)).map(({ number }) => number);
    assert.deepEqual(order, [3156, 3119, 3013, 3013]);
  });
});
