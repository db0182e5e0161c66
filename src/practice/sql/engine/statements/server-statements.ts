import type { ServerStatement } from '../../language/statements.ts';
import { doneCommand } from '../../wire/tokens.ts';
import { evaluateAlone } from '../expressions/bind.ts';
import { messageText, sqlError } from '../messages/sql-error.ts';
import { isSysadmin } from '../principals/access.ts';
import type { Execution } from '../sessions/execution.ts';
import { alterDatabase } from './alter-database.ts';
import { createDatabase, dropDatabase } from './create-database.ts';
import { runDbcc } from './dbcc.ts';
import { killSession } from './kill.ts';

function use(execution: Execution, name: string): void {
  const { session } = execution;
  const before = session.database;
  session.enter(name);
  execution.sink.databaseChanged(session.database, before);
  execution.info(5701, messageText(5701, session.database), 0, 2);
  execution.end(doneCommand.none);
}

async function shutdown(execution: Execution): Promise<void> {
  const { session, instance } = execution;
  if (!isSysadmin(session.login)) throw sqlError(6004);
  execution.info(6006, messageText(6006, 'request', session.login.name));
  await execution.sink.flush();
  await instance.save();
  instance.stop();
}

/** Statements about databases, sessions and the service. */
export async function runServerStatement(
  execution: Execution,
  statement: ServerStatement,
): Promise<void> {
  switch (statement.kind) {
    case 'use':
      use(execution, statement.database);
      return;
    case 'alter-database':
      await alterDatabase(execution, statement);
      execution.end(doneCommand.none);
      return;
    case 'create-database':
      await createDatabase(execution, statement);
      execution.end(doneCommand.none);
      return;
    case 'drop-database':
      for (const name of statement.databases) await dropDatabase(execution, name);
      execution.end(doneCommand.none);
      return;
    case 'dbcc':
      await runDbcc(execution, statement);
      return;
    case 'kill': {
      const spid = Number(evaluateAlone(execution, statement.spid).value ?? 0n);
      killSession(execution, spid, statement.statusOnly);
      execution.end(doneCommand.none);
      return;
    }
    case 'shutdown':
      await shutdown(execution);
      return;
    case 'checkpoint':
      await execution.instance.save();
      execution.end(doneCommand.none);
  }
}
