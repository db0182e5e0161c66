import { accessError } from '../principals/access.ts';
import { required, textAt, type Procedure } from './procedure.ts';

/** sp_MSforeachdb: a text for each database that is open to the session, with its name for `?`. */
export const forEachDatabase: Procedure = async (execution, list) => {
  const text = required(list, 0, 'sp_MSforeachdb', '@command1');
  const mark = textAt(list, 1, '@replacechar') ?? '?';
  const { instance, session } = execution;
  const before = session.database;
  for (const database of instance.databases()) {
    if (accessError(instance, session.login, database, session) !== undefined) continue;
    const inner = execution.inner();
    const statements = session.parse(
      text.replaceAll(mark, () => database.name),
      inner,
    );
    if (statements !== undefined) await inner.runAll(statements);
    execution.failed ||= inner.failed;
    // USE in the text ends with it.
    session.enter(before);
  }
  return 0;
};
