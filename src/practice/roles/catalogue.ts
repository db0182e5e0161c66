import { backupHost } from './backup-host.ts';
import { director } from './director.ts';
import { edge } from './edge.ts';
import { fileServer } from './file-server.ts';
import { frontEnd } from './front-end.ts';
import { mediation } from './mediation.ts';
import { persistentChat } from './persistent-chat.ts';
import type { PracticeRole } from './role.ts';
import { sqlServer } from './sql-server.ts';
import { standardEdition } from './standard-edition.ts';

const roles: readonly PracticeRole[] = [
  standardEdition,
  frontEnd,
  sqlServer,
  persistentChat,
  director,
  mediation,
  edge,
  fileServer,
  backupHost,
];

/** The kinds of servers that a practice estate can have, by the name that a plan uses. */
export const roleCatalogue: ReadonlyMap<string, PracticeRole> = new Map(
  roles.map(role => [role.name, role]),
);
