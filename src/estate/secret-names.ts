import type { Estate } from './model.ts';
import { sqlConnectionOf } from './sql-connection.ts';

/** Names of the secrets that an estate file gives: of shells and of SQL logins; each once, sorted. */
export function secretNames(estate: Estate): readonly string[] {
  const shells = estate.servers.flatMap(({ shell }) =>
    shell?.transport === 'winrm' && shell.credential !== undefined ? shell.credential.secret : [],
  );
  const logins = estate.sqlInstances.flatMap(({ settings }) => {
    const { authentication } = sqlConnectionOf(settings);
    if (authentication === undefined || authentication === 'integrated') return [];
    const login = 'sql' in authentication ? authentication.sql : authentication.ntlm;
    return login.password.secret;
  });
  return [...new Set([...shells, ...logins])].sort();
}
