import * as l10n from '@vscode/l10n';
import type { Problem } from '../../../errors/problem.ts';
import { backupUnfit, chainRefused, otherDatabase } from '../../../errors/sql-restore.ts';
import { solveChain, type Chain, type ChainFault } from './chain.ts';
import type { MediaBackup } from './media.ts';
import type { RestoreWish } from './wish.ts';

/** A backup in one line: kind, place, LSNs. */
export function backupLine({ media, header }: MediaBackup): string {
  const kinds = {
    full: l10n.t('full'),
    differential: l10n.t('differential'),
    log: l10n.t('log'),
    other: l10n.t('other'),
  };
  return l10n.t(
    '{0} backup of {1}, finished {2} ({3}), LSN {4} to {5}',
    kinds[header.kind],
    header.database,
    header.finished,
    `${media.paths.join(', ')}, ${header.position}`,
    String(header.firstLsn),
    String(header.lastLsn),
  );
}

function facts(...backups: readonly MediaBackup[]): { source: string; text: string }[] {
  return backups.map(backup => ({ source: l10n.t('Backup'), text: backupLine(backup) }));
}

function gapProblem(fault: ChainFault<MediaBackup> & { kind: 'gap' }, wish: RestoreWish): Problem {
  const { after, next } = fault;
  return chainRefused(
    'SQL-CHAIN-GAP',
    next.header.firstLsn > after.header.lastLsn
      ? l10n.t(
          'A log backup is missing: the chain ends at LSN {0}, and the next log begins at {1}.',
          String(after.header.lastLsn),
          String(next.header.firstLsn),
        )
      : l10n.t('A log is of another recovery path than the backups before it.'),
    wish.paths,
    [
      l10n.t('add the log backup that lies between them under "from".'),
      l10n.t('or leave out the logs after the gap: the database is then restored up to there.'),
    ],
    facts(after, next),
  );
}

/** Why the backups make no chain, told with the backups that do not meet. */
function chainProblem(fault: ChainFault<MediaBackup>, wish: RestoreWish): Problem {
  const { paths } = wish;
  switch (fault.kind) {
    case 'other-database':
      return otherDatabase(wish.database, fault.found, paths);
    case 'no-full':
      return chainRefused(
        'SQL-CHAIN-NO-FULL',
        l10n.t('There is no full backup of {0} among the files.', wish.database),
        paths,
        [l10n.t('add the full backup that the others are based on under "from".')],
      );
    case 'no-position':
      return chainRefused(
        'SQL-CHAIN-NO-POSITION',
        l10n.t('There is no backup of {0} at position {1}.', wish.database, wish.position ?? 0),
        paths,
        [l10n.t('the positions with one are: {0}.', fault.positions.join(', '))],
      );
    case 'two-families':
      return chainRefused(
        'SQL-CHAIN-TWO-DATABASES',
        l10n.t('The backups are of two different databases that have one name.'),
        paths,
        [l10n.t('name the files of one of them only.')],
        facts(...fault.backups),
      );
    case 'wrong-base':
      return chainRefused(
        'SQL-CHAIN-WRONG-BASE',
        l10n.t('The differential backup is based on another full backup than the one named.'),
        paths,
        [
          l10n.t('add the full backup that it is based on under "from".'),
          l10n.t('or leave the differential backup out.'),
        ],
        facts(fault.full, fault.backup),
      );
    case 'gap':
      return gapProblem(fault, wish);
    case 'fork':
      return chainRefused(
        'SQL-CHAIN-FORK',
        l10n.t('After a point, the logs tell two stories: the database was restored in between.'),
        paths,
        [l10n.t('name the logs of one recovery path only.')],
        facts(fault.after, ...fault.ways),
      );
    case 'version-change':
      return chainRefused(
        'SQL-CHAIN-VERSIONS',
        l10n.t('The server was upgraded in the middle of the chain.'),
        paths,
        [l10n.t('begin with a full backup that was made after the upgrade.')],
        facts(fault.from, fault.to),
      );
    case 'stop-outside':
      return chainRefused(
        'SQL-CHAIN-STOP',
        l10n.t(
          'The moment {0} does not lie within the backups: they reach from {1} to {2}.',
          wish.stopAt ?? '',
          fault.from,
          fault.to,
        ),
        paths,
        [l10n.t('add the log backup that covers that moment, or choose another moment.')],
      );
    case 'unsupported':
      return backupUnfit(fault.backup.media.paths.join(', '), 'unsupported');
  }
}

/** The backups to restore, in their order. Throws a refusal that shows what does not meet. */
export function solvedChain(
  backups: readonly MediaBackup[],
  wish: RestoreWish,
): Chain<MediaBackup> {
  const { database, position, stopAt } = wish;
  const result = solveChain(backups, { database, position, stopAt });
  if (result.chain === undefined) throw chainProblem(result.fault, wish);
  return result.chain;
}
