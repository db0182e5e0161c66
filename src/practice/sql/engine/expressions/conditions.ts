import type { Expression } from '../../language/ast.ts';
import { textOf } from '../../values/convert.ts';
import { compareTyped } from '../../values/operations.ts';
import { sqlError } from '../messages/sql-error.ts';
import { runQuery } from '../queries/query.ts';
import type { Execution } from '../sessions/execution.ts';
import { bind, isCondition } from './bind.ts';
import type { Bound, Condition, Frame, Scope } from './scope.ts';

function negated(condition: Condition, not: boolean): Condition {
  if (!not) return condition;
  return frame => {
    const value = condition(frame);
    return value === null ? null : !value;
  };
}

function comparison(operator: string, left: Bound, right: Bound, frame: Frame): boolean | null {
  const order = compareTyped(left.evaluate(frame), left.type, right.evaluate(frame), right.type);
  if (order === undefined) return null;
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    default:
      return order >= 0;
  }
}

function bindLogic(
  execution: Execution,
  expression: Extract<Expression, { kind: 'binary-operation' }>,
  scope: Scope,
): Condition {
  const { operator } = expression;
  if (operator === 'and' || operator === 'or') {
    const left = bindCondition(execution, expression.left, scope);
    const right = bindCondition(execution, expression.right, scope);
    const deciding = operator === 'or';
    return frame => {
      const first = left(frame);
      if (first === deciding) return deciding;
      const second = right(frame);
      if (second === deciding) return deciding;
      return first === null || second === null ? null : !deciding;
    };
  }
  const left = bind(execution, expression.left, scope);
  const right = bind(execution, expression.right, scope);
  return frame => comparison(operator, left, right, frame);
}

/** A LIKE pattern as a regular expression; letter case does not matter. */
export function likePattern(pattern: string, escape: string | undefined): RegExp {
  const quote = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
  let source = '';
  for (let n = 0; n < pattern.length; n++) {
    const character = pattern.charAt(n);
    if (escape !== undefined && character === escape && n + 1 < pattern.length)
      source += quote(pattern.charAt(++n));
    else if (character === '%') source += '[\\s\\S]*';
    else if (character === '_') source += '[\\s\\S]';
    else if (character === '[') {
      const end = pattern.indexOf(']', n + 1);
      if (end < 0) source += quote(character);
      else {
        const inside = pattern.slice(n + 1, end);
        const not = inside.startsWith('^');
        const set = (not ? inside.slice(1) : inside).replaceAll(/[\\^[\]]/gu, '\\$&');
        source += set === '' ? '(?!)' : `[${not ? '^' : ''}${set}]`;
        n = end;
      }
    } else source += quote(character);
  }
  return new RegExp(`^${source}$`, 'iu');
}

function bindLike(
  execution: Execution,
  expression: Extract<Expression, { kind: 'like' }>,
  scope: Scope,
): Condition {
  const operand = bind(execution, expression.operand, scope);
  const pattern = bind(execution, expression.pattern, scope);
  const escape = expression.escape && bind(execution, expression.escape, scope);
  return frame => {
    const value = operand.evaluate(frame);
    const shape = pattern.evaluate(frame);
    if (value === null || shape === null) return null;
    const mark = escape?.evaluate(frame);
    const expressionText = likePattern(
      textOf(shape, pattern.type),
      typeof mark === 'string' ? mark : undefined,
    );
    return expressionText.test(textOf(value, operand.type));
  };
}

function bindIn(
  execution: Execution,
  expression: Extract<Expression, { kind: 'in' }>,
  scope: Scope,
): Condition {
  const operand = bind(execution, expression.operand, scope);
  const { list } = expression;
  let candidates: (frame: Frame) => readonly Bound[];
  if ('body' in list) {
    const query = runQuery(execution, list, scope);
    const [column] = query.columns;
    if (column === undefined || query.columns.length !== 1) throw sqlError(116);
    candidates = frame =>
      query.rows(frame).map(row => ({ type: column.type, evaluate: () => row[0] ?? null }));
  } else {
    const bounds = list.map(item => bind(execution, item, scope));
    candidates = () => bounds;
  }
  return frame => {
    let unknown = false;
    for (const candidate of candidates(frame)) {
      const result = comparison('=', operand, candidate, frame);
      if (result === true) return true;
      if (result === null) unknown = true;
    }
    return unknown ? null : false;
  };
}

function bindBetween(
  execution: Execution,
  expression: Extract<Expression, { kind: 'between' }>,
  scope: Scope,
): Condition {
  const operand = bind(execution, expression.operand, scope);
  const low = bind(execution, expression.low, scope);
  const high = bind(execution, expression.high, scope);
  return frame => {
    const above = comparison('>=', operand, low, frame);
    const below = comparison('<=', operand, high, frame);
    if (above === false || below === false) return false;
    return above === null || below === null ? null : true;
  };
}

/** Resolves a search condition; a plain value in its place is error 4145. */
export function bindCondition(
  execution: Execution,
  expression: Expression,
  scope: Scope,
): Condition {
  if (!isCondition(expression)) throw sqlError(4145, describe(expression));
  switch (expression.kind) {
    case 'binary-operation':
      return bindLogic(execution, expression, scope);
    case 'not':
      return negated(bindCondition(execution, expression.operand, scope), true);
    case 'is-null': {
      const operand = bind(execution, expression.operand, scope);
      return frame => (operand.evaluate(frame) === null) !== expression.not;
    }
    case 'in':
      return negated(bindIn(execution, expression, scope), expression.not);
    case 'like':
      return negated(bindLike(execution, expression, scope), expression.not);
    case 'between':
      return negated(bindBetween(execution, expression, scope), expression.not);
    case 'exists': {
      const query = runQuery(execution, expression.query, scope);
      return frame => query.rows(frame).length > 0;
    }
    default:
      throw sqlError(4145, describe(expression));
  }
}

function describe(expression: Expression): string {
  if (expression.kind === 'column') return expression.name.parts.join('.');
  return expression.kind === 'variable' ? expression.name : expression.kind;
}
