import * as l10n from '@vscode/l10n';
import { sqlRegions } from '../../runbook/sql/text.ts';
import type { Completion, Hover, World } from './model.ts';
import { variableHover } from './step-language.ts';
import { estateNames, variables } from './values.ts';

interface SqlSnippet {
  readonly label: string;
  readonly detail: string;
  readonly lines: readonly string[];
}

/** Statements of backups and recoveries, as they are right on SQL Server 2008 R2 and 2012 alike. */
function snippets(): readonly SqlSnippet[] {
  return [
    {
      label: 'backup-database',
      detail: l10n.t('Full backup that leaves the chain of the others alone, then read back'),
      lines: [
        "BACKUP DATABASE [${1:database}] TO DISK = N'${2:\\\\\\\\server\\\\share\\\\file.bak}'",
        "  WITH COPY_ONLY, INIT, FORMAT, CHECKSUM, STATS = 10, NAME = N'${1:database} full';",
        "RESTORE VERIFYONLY FROM DISK = N'${2:\\\\\\\\server\\\\share\\\\file.bak}' WITH CHECKSUM, STATS = 10;",
      ],
    },
    {
      label: 'inspect-backup',
      detail: l10n.t('What a backup file holds: sets, files, whether it can be read'),
      lines: [
        "RESTORE HEADERONLY FROM DISK = N'${1:file.bak}';",
        "RESTORE FILELISTONLY FROM DISK = N'${1:file.bak}';",
        "RESTORE VERIFYONLY FROM DISK = N'${1:file.bak}' WITH CHECKSUM;",
      ],
    },
    {
      label: 'restore-database',
      detail: l10n.t(
        'Restore with the files in their places; logical names are those of FILELISTONLY',
      ),
      lines: [
        "RESTORE DATABASE [${1:database}] FROM DISK = N'${2:file.bak}'",
        '  WITH FILE = 1, CHECKSUM, STATS = 10, RECOVERY,',
        "  MOVE N'${3:logical data name}' TO N'${4:path of the data file}',",
        "  MOVE N'${5:logical log name}' TO N'${6:path of the log file}';",
      ],
    },
    {
      label: 'single-user',
      detail: l10n.t('Everybody out of a database, and back in'),
      lines: [
        'ALTER DATABASE [${1:database}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE;',
        '$0',
        'ALTER DATABASE [${1:database}] SET MULTI_USER;',
      ],
    },
    {
      label: 'check-database',
      detail: l10n.t('Consistency of every page, errors only'),
      lines: ["DBCC CHECKDB (N'${1:database}') WITH NO_INFOMSGS;"],
    },
    {
      label: 'database-states',
      detail: l10n.t('State and recovery model of databases'),
      lines: [
        'SELECT name, state_desc, recovery_model_desc, user_access_desc',
        'FROM sys.databases',
        "WHERE name IN (N'${1:database}');",
      ],
    },
    {
      label: 'lync-login',
      detail: l10n.t('The login and the role that the Lync components need after a restore'),
      lines: [
        'USE [${1:database}];',
        "IF SUSER_ID(N'${2:DOMAIN}\\\\RTCComponentUniversalServices') IS NULL",
        '  CREATE LOGIN [${2:DOMAIN}\\\\RTCComponentUniversalServices] FROM WINDOWS;',
        "IF USER_ID(N'${2:DOMAIN}\\\\RTCComponentUniversalServices') IS NULL",
        '  CREATE USER [${2:DOMAIN}\\\\RTCComponentUniversalServices] FOR LOGIN [${2:DOMAIN}\\\\RTCComponentUniversalServices];',
        "EXEC sp_addrolemember N'ServerRole', N'${2:DOMAIN}\\\\RTCComponentUniversalServices';",
      ],
    },
  ];
}

function regionAt(text: string): 'code' | 'string' | 'bracket' | 'quoted' | 'comment' {
  const last = sqlRegions(text).at(-1);
  if (last === undefined || last.kind === 'code') return 'code';
  const piece = text.slice(last.start, last.end);
  const ends = { string: "'", bracket: ']', quoted: '"', comment: '*/' };
  const closed = piece.length > 1 && piece.endsWith(ends[last.kind]);
  const line = last.kind === 'comment' && piece.startsWith('--');
  return closed && !line ? 'code' : last.kind;
}

/** What could stand at an offset of a `sql` cell, of what is ours. Never throws. */
export function sqlCompletions(text: string, offset: number, world: World): Completion[] {
  const before = text.slice(0, offset);
  const region = regionAt(before);
  if (region === 'comment') return [];
  const typed = /[@$]?\{?[\p{L}\p{Nd}_-]*$/u.exec(before)?.[0] ?? '';
  const span = { start: offset - typed.length, end: offset };
  if (region !== 'code') {
    const names =
      region === 'bracket' && typed === before.slice(before.lastIndexOf('[') + 1)
        ? estateNames('database', world, span)
        : [];
    const inside = variables(world, 'anything', span)
      .filter(({ detail }) => detail !== 'secret')
      .map(each => ({
        ...each,
        label: `\${${each.label.slice(1)}}`,
        insert: `\${${each.insert.slice(1)}}`,
      }));
    return [...names, ...inside];
  }
  if (typed.startsWith('@')) return variables(world, 'anything', span, '@');
  if (typed.startsWith('$')) return [];
  const first = /(?:^|[\n;])[ \t]*$/u.test(before.slice(0, span.start));
  const all = first
    ? snippets().map(({ label, detail, lines }): Completion => ({
        label,
        kind: 'snippet',
        insert: lines.join('\n'),
        snippet: true,
        span,
        detail,
      }))
    : [];
  return all;
}

/** What is told of the word at an offset of a `sql` cell. */
export function sqlHover(text: string, offset: number, world: World): Hover | undefined {
  return variableHover(text, offset, world, '@$');
}
