import { sqlInstanceUnknown, sqlTargetMissing } from '../../../errors/sql.ts';
import { findSqlInstance, sameName } from '../../../estate/lookup.ts';
import type { Estate, SqlInstance } from '../../../estate/model.ts';

/**
 * The SQL Server instance of that name, or the only one of a server of that name. `MSSQLSERVER` names
 * the default instance. Throws a usage problem that names the known ones.
 */
export function requireSqlInstance(
  estate: Estate,
  name: string | undefined,
  step: string,
): SqlInstance {
  const names = estate.sqlInstances.map(each => each.name);
  if (name === undefined) throw sqlTargetMissing(step, names);
  const wanted = name.trim().replaceAll('/', '\\');
  const plain = wanted.replace(/\\MSSQLSERVER$/iu, '');
  const named = findSqlInstance(estate, wanted) ?? findSqlInstance(estate, plain);
  if (named !== undefined) return named;
  const [only, second] = estate.sqlInstances.filter(({ host }) => sameName(host, wanted));
  if (only === undefined) throw sqlInstanceUnknown(name);
  if (second !== undefined) throw sqlTargetMissing(step, names);
  return only;
}
