import { backupHost } from './backup-host.ts';
import type { PracticeRole } from './role.ts';
import { sqlServer } from './sql-server.ts';
import { standardEdition } from './standard-edition.ts';

/** The kinds of servers that a practice estate can have, by the name that a plan uses. */
export const roleCatalogue: ReadonlyMap<string, PracticeRole> = new Map(
  [standardEdition, sqlServer, backupHost].map(role => [role.name, role]),
);
