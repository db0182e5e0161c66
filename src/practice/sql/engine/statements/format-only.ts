import type { Statement } from '../../language/statements.ts';
import { emptyScope } from '../expressions/scope.ts';
import { notSupported } from '../messages/sql-error.ts';
import { runQuery } from '../queries/query.ts';
import { next, type Execution, type Flow } from '../sessions/execution.ts';
import { runStatement } from './run-statement.ts';

/**
 * A statement under SET FMTONLY ON: a query gives its columns and no rows, both branches of IF are
 * described, and what would change something does nothing.
 */
export async function describeStatement(execution: Execution, statement: Statement): Promise<Flow> {
  switch (statement.kind) {
    case 'query': {
      const { body } = statement.query;
      const assigns =
        body.kind === 'select' &&
        (body.into !== undefined || body.items.some(item => item.kind === 'assign'));
      const relation = runQuery(execution, statement.query, emptyScope);
      if (!assigns) await execution.resultSet(relation.columns, []);
      return next;
    }
    case 'block':
      return execution.runAll(statement.statements);
    case 'if':
      await execution.runAll([statement.then]);
      return statement.otherwise === undefined ? next : execution.runAll([statement.otherwise]);
    case 'while':
      return execution.runAll([statement.body]);
    case 'declare':
    case 'set-option':
    case 'use':
      return runStatement(execution, statement);
    case 'execute':
    case 'execute-text':
      throw notSupported('EXEC under SET FMTONLY ON');
    default:
      return next;
  }
}
