import type { Expression } from '../../language/ast.ts';
import { aggregateNames } from '../functions/aggregates.ts';

/** Direct parts of an expression; subqueries are a world of their own and not entered. */
function parts(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'negate':
    case 'bitnot':
    case 'not':
    case 'is-null':
      return [expression.operand];
    case 'binary-operation':
      return [expression.left, expression.right];
    case 'in':
      return [expression.operand, ...('body' in expression.list ? [] : expression.list)];
    case 'between':
      return [expression.operand, expression.low, expression.high];
    case 'like':
      return [expression.operand, expression.pattern];
    case 'case':
      return [
        ...(expression.operand ? [expression.operand] : []),
        ...expression.branches.flatMap(branch => [branch.when, branch.then]),
        ...(expression.otherwise ? [expression.otherwise] : []),
      ];
    case 'cast':
      return [expression.operand];
    case 'call':
      return expression.arguments;
    default:
      return [];
  }
}

/** Whether an aggregate that groups (one without OVER) is in it. */
export function hasAggregate(expression: Expression): boolean {
  if (expression.kind === 'call') {
    if (expression.over !== undefined) return false;
    if (aggregateNames.has(expression.name)) return true;
  }
  return parts(expression).some(hasAggregate);
}
