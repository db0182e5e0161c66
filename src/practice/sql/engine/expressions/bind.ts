import type { Expression, FunctionCall, Query } from '../../language/ast.ts';
import { convert } from '../../values/convert.ts';
import { parseDecimal } from '../../values/decimal.ts';
import { arithmetic, arithmeticType, commonType, compareTyped } from '../../values/operations.ts';
import {
  bigintType,
  decimalType,
  floatType,
  intType,
  isApproximate,
  isDecimal,
  isInteger,
  nullType,
  nvarchar,
  varbinary,
  varchar,
  type SqlType,
  type SqlValue,
} from '../../values/types.ts';
import { aggregateNames } from '../functions/aggregates.ts';
import { bindCall } from '../functions/all-functions.ts';
import { SqlError, sqlError } from '../messages/sql-error.ts';
import { runQuery } from '../queries/query.ts';
import type { Execution } from '../sessions/execution.ts';
import { bindCondition } from './conditions.ts';
import { expressionKey, resolveColumn, type Bound, type Frame, type Scope } from './scope.ts';

function constant(type: SqlType, value: SqlValue): Bound {
  return { type, evaluate: () => value };
}

function bindLiteral(expression: Expression): Bound | undefined {
  switch (expression.kind) {
    case 'null':
      return constant(nullType, null);
    case 'integer': {
      const value = BigInt(expression.text);
      if (value <= 2147483647n) return constant(intType, value);
      const digits = expression.text.replace(/^0+/u, '').length;
      return constant(decimalType(digits, 0), { kind: 'decimal', unscaled: value, scale: 0 });
    }
    case 'decimal': {
      const value = parseDecimal(expression.text) ?? null;
      const scale = value?.scale ?? 0;
      const digits = expression.text.replace('.', '').replace(/^0+/u, '').length;
      return constant(decimalType(Math.min(38, Math.max(digits, scale, 1)), scale), value);
    }
    case 'float':
      return constant(floatType, Number(expression.text));
    case 'string': {
      const length = Math.max(1, expression.text.length);
      const cut = expression.national ? (length > 4000 ? -1 : length) : length > 8000 ? -1 : length;
      return constant(expression.national ? nvarchar(cut) : varchar(cut), expression.text);
    }
    case 'binary': {
      const hex = expression.hex.length % 2 === 0 ? expression.hex : `0${expression.hex}`;
      const bytes = Buffer.from(hex, 'hex');
      return constant(varbinary(Math.max(1, bytes.length)), bytes);
    }
    default:
      return undefined;
  }
}

function bindColumn(expression: Extract<Expression, { kind: 'column' }>, scope: Scope): Bound {
  const { depth, index, column } = resolveColumn(scope, expression.name);
  if (depth === 0 && scope.grouping !== undefined)
    throw sqlError(8120, expression.name.parts.join('.'));
  return {
    type: column.type,
    evaluate: frame => {
      let at: Frame | undefined = frame;
      for (let n = 0; n < depth; n++) at = at?.outer;
      return at?.values[index] ?? null;
    },
  };
}

function bindNegation(execution: Execution, operand: Expression, scope: Scope): Bound {
  const inner = bind(execution, operand, scope);
  const type = inner.type.name === 'tinyint' || inner.type.name === 'bit' ? intType : inner.type;
  return {
    type,
    evaluate: frame => {
      const value = inner.evaluate(frame);
      if (value === null) return null;
      if (typeof value === 'bigint') return convert(-value, bigintType, type);
      if (typeof value === 'number') return -value;
      if (isDecimal(value)) return { ...value, unscaled: -value.unscaled };
      throw sqlError(403, 'minus', type.name);
    },
  };
}

const conditionKinds = new Set(['not', 'is-null', 'in', 'between', 'like', 'exists']);
const comparisons = new Set(['=', '<>', '<', '>', '<=', '>=', 'and', 'or']);

/** Whether it is a search condition, which T-SQL keeps apart from values. */
export function isCondition(expression: Expression): boolean {
  return (
    conditionKinds.has(expression.kind) ||
    (expression.kind === 'binary-operation' && comparisons.has(expression.operator))
  );
}

function bindCase(
  execution: Execution,
  expression: Extract<Expression, { kind: 'case' }>,
  scope: Scope,
): Bound {
  const results = expression.branches.map(branch => bind(execution, branch.then, scope));
  const otherwise = expression.otherwise && bind(execution, expression.otherwise, scope);
  const operand = expression.operand && bind(execution, expression.operand, scope);
  const tests = expression.branches.map(branch => {
    if (operand === undefined) return bindCondition(execution, branch.when, scope);
    const when = bind(execution, branch.when, scope);
    return (frame: Frame): boolean =>
      compareTyped(operand.evaluate(frame), operand.type, when.evaluate(frame), when.type) === 0;
  });
  // NULL has no type of its own: it takes the others'.
  const typed = [
    ...expression.branches.map(branch => branch.then),
    ...(expression.otherwise ? [expression.otherwise] : []),
  ]
    .map((branch, n) => ({ branch, bound: n < results.length ? results[n] : otherwise }))
    .filter(({ branch }) => branch.kind !== 'null');
  const type = typed
    .map(({ bound }) => bound?.type ?? intType)
    .reduce<SqlType | undefined>((a, b) => (a === undefined ? b : commonType(a, b)), undefined);
  const common = type ?? intType;
  return {
    type: common,
    evaluate: frame => {
      const n = tests.findIndex(test => test(frame) === true);
      const chosen = n < 0 ? otherwise : results[n];
      return chosen === undefined ? null : convert(chosen.evaluate(frame), chosen.type, common);
    },
  };
}

function bindCast(
  execution: Execution,
  expression: Extract<Expression, { kind: 'cast' }>,
  scope: Scope,
): Bound {
  const operand = bind(execution, expression.operand, scope);
  const style = expression.style && bind(execution, expression.style, scope);
  const { type, lenient } = expression;
  return {
    type,
    evaluate: frame => {
      const value = operand.evaluate(frame);
      try {
        return convert(value, operand.type, type, Number(style?.evaluate(frame) ?? 0));
      } catch (error) {
        if (lenient && error instanceof SqlError) return null;
        throw error;
      }
    },
  };
}

/** Subqueries are run for each row of the query around them. */
function bindSubquery(execution: Execution, query: Query, scope: Scope): Bound {
  const described = runQuery(execution, query, scope);
  const [column] = described.columns;
  if (column === undefined || described.columns.length !== 1) throw sqlError(116);
  return {
    type: column.type,
    evaluate: frame => {
      const rows = described.rows(frame);
      if (rows.length > 1) throw sqlError(512);
      return rows[0]?.[0] ?? null;
    },
  };
}

function bindFunction(execution: Execution, call: FunctionCall, scope: Scope): Bound {
  const slotOf = (slot: number, type: SqlType): Bound => ({
    type,
    evaluate: frame => frame.values[slot] ?? null,
  });
  if (call.over !== undefined) {
    if (scope.window === undefined) throw sqlError(4108);
    const { slot, type } = scope.window(call);
    return slotOf(slot, type);
  }
  if (aggregateNames.has(call.name)) {
    if (scope.grouping === undefined) throw sqlError(147);
    const { slot, type } = scope.grouping.aggregate(call);
    return slotOf(slot, type);
  }
  return bindCall(execution, call, scope);
}

function bindOperation(
  execution: Execution,
  expression: Extract<Expression, { kind: 'binary-operation' }>,
  scope: Scope,
): Bound {
  const left = bind(execution, expression.left, scope);
  const right = bind(execution, expression.right, scope);
  const { operator } = expression;
  // A bare NULL takes the other side's type.
  const aType = expression.left.kind === 'null' ? right.type : left.type;
  const bType = expression.right.kind === 'null' ? left.type : right.type;
  const type = arithmeticType(operator, aType, bType);
  const integerOnly = ['&', '|', '^'].includes(operator);
  if (integerOnly && (isApproximate(type) || !(isInteger(type) || type.name === 'bit')))
    throw sqlError(402, aType.name, bType.name, operator);
  return {
    type,
    evaluate: frame =>
      arithmetic(operator, left.evaluate(frame), aType, right.evaluate(frame), bType, type),
  };
}

/** Resolves the names of an expression that gives a value; throws the server's errors. */
export function bind(execution: Execution, expression: Expression, scope: Scope): Bound {
  const key = scope.grouping?.keys.get(expressionKey(expression));
  if (key !== undefined)
    return { type: key.type, evaluate: frame => frame.values[key.slot] ?? null };
  const literal = bindLiteral(expression);
  if (literal !== undefined) return literal;
  if (isCondition(expression)) throw sqlError(102, '=');
  switch (expression.kind) {
    case 'variable':
      return execution.bindVariable(expression.name, expression.line);
    case 'column':
      return bindColumn(expression, scope);
    case 'negate':
      return bindNegation(execution, expression.operand, scope);
    case 'bitnot': {
      const inner = bind(execution, expression.operand, scope);
      return {
        type: inner.type,
        evaluate: frame => {
          const value = inner.evaluate(frame);
          if (typeof value === 'bigint') return ~value;
          return typeof value === 'boolean' ? !value : null;
        },
      };
    }
    case 'binary-operation':
      return bindOperation(execution, expression, scope);
    case 'subquery':
      return bindSubquery(execution, expression.query, scope);
    case 'case':
      return bindCase(execution, expression, scope);
    case 'cast':
      return bindCast(execution, expression, scope);
    case 'call':
      return bindFunction(execution, expression, scope);
    default:
      throw sqlError(102, expression.kind);
  }
}

/** An expression without columns, evaluated. */
export function evaluateAlone(
  execution: Execution,
  expression: Expression,
): { type: SqlType; value: SqlValue } {
  const bound = bind(execution, expression, { columns: [] });
  return { type: bound.type, value: bound.evaluate({ values: [] }) };
}
