import { createHash } from 'node:crypto';
import type { Database } from '../sql/engine/instance/database.ts';
import { readInstances, type StoredInstance } from '../sql/estate/read-instances.ts';
import { storeTable, type Content, type Table } from '../sql/storage/content.ts';
import type { PracticeStore } from '../store.ts';

/** A name of a snapshot, in parts, and what it stands for. */
export type SqlItem = readonly [name: readonly string[], value: unknown];

/** How many rows there are, and what is in them: their order is nobody's promise. */
function tableItem(table: Table): { rows: number; sha256: string } {
  const rows = storeTable(table)
    .rows.map(row => JSON.stringify(row))
    .sort();
  const hash = createHash('sha256');
  for (const row of rows) hash.update(row).update('\n');
  return { rows: rows.length, sha256: hash.digest('hex') };
}

/** Users with the login that each belongs to (an orphan has none), and who is in which role. */
function accessItem({ principals, memberships }: Content, { facts }: StoredInstance): unknown {
  const nameOf = (id: number): string => principals.find(one => one.id === id)?.name ?? String(id);
  const users = principals
    .filter(one => one.type !== 'R' && one.id > 4)
    .map(({ name, sid }) => [name, facts.logins.find(login => login.sid === sid)?.name ?? '']);
  const roles = memberships.map(({ role, member }) => [nameOf(role), nameOf(member)]);
  return { users: users.sort(), roles: roles.sort() };
}

function databaseItems(
  where: readonly string[],
  database: Database,
  of: StoredInstance,
): SqlItem[] {
  const { facts, content, name } = database;
  const own = [...where, name];
  const items: SqlItem[] = [
    [own, { state: facts.state, recovery: facts.recoveryModel, access: facts.access }],
  ];
  if (content === undefined) return items;
  items.push([[...own, 'access'], accessItem(content, of)]);
  for (const table of content.tables) {
    items.push([[...own, `${table.schema}.${table.name}`], tableItem(table)]);
  }
  return items;
}

/**
 * What a recovery must bring back of a server's databases in SQL Server. Those that the management
 * shell keeps by itself are left out: it has their content.
 */
export async function sqlItems(store: PracticeStore, fqdn: string): Promise<SqlItem[]> {
  const shell = await store.databases(fqdn);
  const instances = await readInstances(store.layout.sql(fqdn));
  return instances.flatMap(one =>
    one.databases
      .filter(
        ({ name }) =>
          !shell.some(kept => kept.instance === one.instance && kept.name === name.toLowerCase()),
      )
      .flatMap(database => databaseItems([fqdn, 'sql', one.instance], database, one)),
  );
}
