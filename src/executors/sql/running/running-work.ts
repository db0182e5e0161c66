import * as l10n from '@vscode/l10n';
import { programName, type SqlSession } from '../backend.ts';
import { literal } from '../quoting.ts';
import { hearAnswer } from '../server/ask.ts';

/**
 * Sessions of ours on which the server still works at such a command (`RESTORE`, `BACKUP`), a line each. A
 * login without VIEW SERVER STATE sees its own session alone, and gets none.
 */
export async function runningWork(
  session: SqlSession,
  command: 'RESTORE' | 'BACKUP',
  signal: AbortSignal,
): Promise<string[]> {
  const text =
    'SELECT s.session_id, r.command, r.percent_complete FROM sys.dm_exec_sessions s' +
    ' JOIN sys.dm_exec_requests r ON r.session_id = s.session_id' +
    ` WHERE s.program_name LIKE ${literal(`${programName} %`)} AND s.session_id <> @@SPID` +
    ` AND r.command LIKE ${literal(`${command}%`)}`;
  const { rows } = await hearAnswer(session, { text }, signal);
  return rows.map(row =>
    l10n.t(
      'Session {0} of the server still works: {1}, {2} percent. Wait until it ended.',
      row.text('session_id'),
      row.text('command'),
      row.text('percent_complete'),
    ),
  );
}
