import assert from 'node:assert/strict';
import { describeProblem, Problem } from '../../../../src/errors/problem.ts';
import type { BackupHeader } from '../../../../src/executors/sql/restore/backup-header.ts';
import type { MediaBackup } from '../../../../src/executors/sql/restore/media.ts';
import { solvedChain } from '../../../../src/executors/sql/restore/solve.ts';
import { header, start, wishOf } from './samples.ts';

function backup(name: string, more: Partial<BackupHeader> = {}): MediaBackup {
  return {
    media: { id: name, paths: [`\\\\bk01\\b\\${name}`] },
    header: header({ guid: name, ...more }),
  };
}

const full = backup('full.bak');
const log = backup('log.trn', { kind: 'log', firstLsn: start, lastLsn: start + 9n });

/** What the operator reads of files that make no chain. */
function refusal(backups: readonly MediaBackup[]): { code: string; shown: string } {
  const paths = backups.flatMap(({ media }) => media.paths);
  try {
    solvedChain(backups, wishOf({ database: 'mgc', target: 'mgc', paths }));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    assert.equal(error.kind, 'refused');
    return { code: error.code, shown: describeProblem(error.data).join('\n') };
  }
  throw new Error('it was not refused');
}

describe('Files that make no chain', () => {
  const cases: readonly [string, readonly MediaBackup[], string, readonly RegExp[]][] = [
    [
      'of two databases of one name',
      [full, backup('theirs.trn', { ...log.header, familyGuid: 'OTHER' })],
      'SQL-CHAIN-TWO-DATABASES',
      [/two different databases that have one name/u, /Next: name the files of one of them only/u],
    ],
    [
      'of two recovery paths',
      [
        full,
        log,
        backup('a.trn', { kind: 'log', firstLsn: start + 9n, lastLsn: start + 20n }),
        backup('b.trn', {
          kind: 'log',
          firstLsn: start + 9n,
          lastLsn: start + 30n,
          fork: 'FORK-9',
          forkPointLsn: start + 9n,
        }),
      ],
      'SQL-CHAIN-FORK',
      [
        /the logs tell two stories/u,
        /a\.trn/u,
        /b\.trn/u,
        /Next: name the logs of one recovery path only/u,
      ],
    ],
    [
      'of a server that was upgraded in between',
      [full, backup('new.trn', { ...log.header, databaseVersion: 782 })],
      'SQL-CHAIN-VERSIONS',
      [
        /The server was upgraded in the middle of the chain/u,
        /Next: begin with a full backup that was made after/u,
      ],
    ],
    [
      'of single files of the database',
      [full, backup('files.bak', { ...log.header, kind: 'other' })],
      'SQL-BACKUP-UNFIT',
      [/only files or file groups of the database/u, /Next: take another backup/u],
    ],
  ];
  for (const [title, backups, code, words] of cases)
    it(`${title} are refused with the backups that do not fit, and their LSNs`, () => {
      const found = refusal(backups);
      assert.equal(found.code, code, found.shown);
      for (const word of words) assert.match(found.shown, word);
      assert.match(found.shown, /Nothing was changed: the databases are as before/u);
      if (code.startsWith('SQL-CHAIN')) assert.match(found.shown, /LSN \d{17} to \d{17}/u);
    });
});
