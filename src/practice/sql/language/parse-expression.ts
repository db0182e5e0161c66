import { notSupported } from '../engine/messages/sql-error.ts';
import type { BinaryOperator, Expression, ObjectName, OrderItem, WhenBranch } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseQuery } from './parse-query.ts';
import { parseType } from './parse-type.ts';

/** A name of up to four parts; parts between may be left out (`msdb..backupset`). */
export function parseObjectName(cursor: Cursor): ObjectName {
  const { line } = cursor;
  const parts = [cursor.name()];
  while (cursor.is('.')) {
    cursor.next();
    if (cursor.is('.')) parts.push('');
    else parts.push(cursor.name());
  }
  if (parts.length > 4) throw cursor.unexpected();
  return { parts, line };
}

function operation(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { kind: 'binary-operation', operator, left, right };
}

/** A search condition or a value. */
export function parseExpression(cursor: Cursor): Expression {
  let left = parseAnd(cursor);
  while (cursor.accept('OR')) left = operation('or', left, parseAnd(cursor));
  return left;
}

function parseAnd(cursor: Cursor): Expression {
  let left = parseNot(cursor);
  while (cursor.accept('AND')) left = operation('and', left, parseNot(cursor));
  return left;
}

function parseNot(cursor: Cursor): Expression {
  if (cursor.accept('NOT')) return { kind: 'not', operand: parseNot(cursor) };
  return parsePredicate(cursor);
}

const comparisons: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ['=', '='],
  ['<>', '<>'],
  ['!=', '<>'],
  ['<', '<'],
  ['>', '>'],
  ['<=', '<='],
  ['>=', '>='],
  ['!<', '>='],
  ['!>', '<='],
]);

function parsePredicate(cursor: Cursor): Expression {
  if (cursor.is('EXISTS') && cursor.is('EXISTS', '(')) {
    cursor.expect('EXISTS', '(');
    const query = parseQuery(cursor);
    cursor.expect(')');
    return { kind: 'exists', query };
  }
  const left = parseAdditive(cursor);
  const token = cursor.peek();
  const comparison = token.kind === 'symbol' ? comparisons.get(token.text) : undefined;
  if (comparison !== undefined) {
    cursor.next();
    const word = ['ANY', 'SOME', 'ALL'].find(one => cursor.is(one));
    if (word !== undefined) throw notSupported(`A comparison with ${word}`, cursor.line);
    return operation(comparison, left, parseAdditive(cursor));
  }
  if (cursor.accept('IS')) {
    const not = cursor.accept('NOT');
    cursor.expect('NULL');
    return { kind: 'is-null', operand: left, not };
  }
  const not = cursor.is('NOT') && ['IN', 'LIKE', 'BETWEEN'].includes(cursor.peek(1).upper);
  if (not) cursor.next();
  if (cursor.accept('IN')) return parseIn(cursor, left, not);
  if (cursor.accept('LIKE')) {
    const pattern = parseAdditive(cursor);
    const escape = cursor.accept('ESCAPE') ? parseAdditive(cursor) : undefined;
    return { kind: 'like', operand: left, pattern, not, ...(escape && { escape }) };
  }
  if (cursor.accept('BETWEEN')) {
    const low = parseAdditive(cursor);
    cursor.expect('AND');
    return { kind: 'between', operand: left, low, high: parseAdditive(cursor), not };
  }
  return left;
}

function parseIn(cursor: Cursor, operand: Expression, not: boolean): Expression {
  cursor.expect('(');
  const list = cursor.is('SELECT') || cursor.is('WITH') ? parseQuery(cursor) : parseList(cursor);
  cursor.expect(')');
  return { kind: 'in', operand, list, not };
}

/** Expressions parted by commas, at least one. */
export function parseList(cursor: Cursor): Expression[] {
  const list = [parseExpression(cursor)];
  while (cursor.accept(',')) list.push(parseExpression(cursor));
  return list;
}

function parseAdditive(cursor: Cursor): Expression {
  let left = parseMultiplicative(cursor);
  for (;;) {
    const operator = (['+', '-', '&', '|', '^'] as const).find(sign => cursor.is(sign));
    if (operator === undefined) return left;
    cursor.next();
    left = operation(operator, left, parseMultiplicative(cursor));
  }
}

function parseMultiplicative(cursor: Cursor): Expression {
  let left = parseUnary(cursor);
  for (;;) {
    const operator = (['*', '/', '%'] as const).find(sign => cursor.is(sign));
    if (operator === undefined) return left;
    cursor.next();
    left = operation(operator, left, parseUnary(cursor));
  }
}

/** Texts compare in one way here; another one that was asked for would be answered wrongly. */
function acceptCollation(cursor: Cursor): void {
  const { line } = cursor;
  const name = cursor.name();
  if (!/^(?:DATABASE_DEFAULT|.*_CI_AS(?:_KS)?(?:_WS)?)$/iu.test(name))
    throw notSupported(`COLLATE ${name}`, line);
}

function parseUnary(cursor: Cursor): Expression {
  if (cursor.accept('-')) return { kind: 'negate', operand: parseUnary(cursor) };
  if (cursor.accept('+')) return parseUnary(cursor);
  if (cursor.accept('~')) return { kind: 'bitnot', operand: parseUnary(cursor) };
  const primary = parsePrimary(cursor);
  if (cursor.accept('COLLATE')) acceptCollation(cursor);
  return primary;
}

function parseLiteral(cursor: Cursor): Expression | undefined {
  const { kind, text } = cursor.peek();
  switch (kind) {
    case 'string':
    case 'national':
      cursor.next();
      return { kind: 'string', text, national: kind === 'national' };
    case 'integer':
    case 'decimal':
    case 'float':
      cursor.next();
      return { kind, text };
    case 'binary':
      cursor.next();
      return { kind: 'binary', hex: text };
    default:
      return undefined;
  }
}

function parsePrimary(cursor: Cursor): Expression {
  const literal = parseLiteral(cursor);
  if (literal !== undefined) return literal;
  const token = cursor.peek();
  if (token.kind === 'variable') {
    cursor.next();
    return { kind: 'variable', name: token.text, line: token.line };
  }
  if (cursor.accept('(')) {
    if (cursor.is('SELECT') || cursor.is('WITH')) {
      const query = parseQuery(cursor);
      cursor.expect(')');
      return { kind: 'subquery', query };
    }
    const inner = parseExpression(cursor);
    cursor.expect(')');
    return inner;
  }
  if (cursor.accept('NULL')) return { kind: 'null' };
  if (cursor.is('CASE')) return parseCase(cursor);
  return parseCast(cursor) ?? parseIif(cursor) ?? parseKeywordCall(cursor) ?? parseNamed(cursor);
}

function parseCase(cursor: Cursor): Expression {
  cursor.expect('CASE');
  const operand = cursor.is('WHEN') ? undefined : parseExpression(cursor);
  const branches: WhenBranch[] = [];
  while (cursor.accept('WHEN')) {
    const when = parseExpression(cursor);
    cursor.expect('THEN');
    branches.push({ when, then: parseExpression(cursor) });
  }
  if (branches.length === 0) throw cursor.unexpected();
  const otherwise = cursor.accept('ELSE') ? parseExpression(cursor) : undefined;
  cursor.expect('END');
  return { kind: 'case', branches, ...(operand && { operand }), ...(otherwise && { otherwise }) };
}

function parseCast(cursor: Cursor): Expression | undefined {
  // TRY_CAST and TRY_CONVERT came with 2012.
  const word = cursor.peek().kind === 'word' ? cursor.peek().upper : '';
  const lenient = word.startsWith('TRY_') && cursor.major >= 11;
  const plain = lenient ? word.slice(4) : word;
  if ((plain !== 'CAST' && plain !== 'CONVERT') || !cursor.is(word, '(')) return undefined;
  cursor.expect(word, '(');
  if (plain === 'CAST') {
    const operand = parseExpression(cursor);
    cursor.expect('AS');
    const type = parseType(cursor, 30);
    cursor.expect(')');
    return { kind: 'cast', operand, type, lenient };
  }
  const type = parseType(cursor, 30);
  cursor.expect(',');
  const operand = parseExpression(cursor);
  const style = cursor.accept(',') ? parseExpression(cursor) : undefined;
  cursor.expect(')');
  return { kind: 'cast', operand, type, lenient, ...(style && { style }) };
}

/** IIF, of 2012, is a CASE in other words. */
function parseIif(cursor: Cursor): Expression | undefined {
  if (cursor.major < 11 || !cursor.accept('IIF', '(')) return undefined;
  const when = parseExpression(cursor);
  cursor.expect(',');
  const then = parseExpression(cursor);
  cursor.expect(',');
  const otherwise = parseExpression(cursor);
  cursor.expect(')');
  return { kind: 'case', branches: [{ when, then }], otherwise };
}

const withoutParentheses = [
  'CURRENT_TIMESTAMP',
  'CURRENT_USER',
  'SESSION_USER',
  'SYSTEM_USER',
  'USER',
];
const reservedFunctions = ['COALESCE', 'NULLIF', 'LEFT', 'RIGHT'];

/** Functions whose names are reserved words. */
function parseKeywordCall(cursor: Cursor): Expression | undefined {
  const { line } = cursor;
  const bare = withoutParentheses.find(word => cursor.is(word));
  if (bare !== undefined) {
    cursor.next();
    return { kind: 'call', name: bare, arguments: [], distinct: false, star: false, line };
  }
  const name = reservedFunctions.find(word => cursor.is(word, '('));
  if (name === undefined) return undefined;
  cursor.next();
  return parseCall(cursor, name, line);
}

function parseNamed(cursor: Cursor): Expression {
  const name = parseObjectName(cursor);
  if (!cursor.is('(')) return { kind: 'column', name };
  const [only = ''] = name.parts;
  return parseCall(
    cursor,
    name.parts.length === 1 ? only.toUpperCase() : name.parts.join('.'),
    name.line,
  );
}

/** First argument of DATEADD and its kin: a word, not a column. */
const dateParts = ['DATEADD', 'DATEDIFF', 'DATEPART', 'DATENAME'];

function parseCall(cursor: Cursor, name: string, line: number): Expression {
  cursor.expect('(');
  const distinct = cursor.accept('DISTINCT');
  const parameters: Expression[] = [];
  const star = cursor.is('*', ')');
  if (star) cursor.next();
  else if (!cursor.is(')')) {
    if (dateParts.includes(name)) {
      parameters.push({ kind: 'string', text: cursor.word().toLowerCase(), national: false });
      if (cursor.accept(',')) parameters.push(...parseList(cursor));
    } else parameters.push(...parseList(cursor));
  }
  cursor.expect(')');
  const call = { kind: 'call', name, arguments: parameters, distinct, star, line } as const;
  if (!cursor.is('OVER', '(')) return call;
  cursor.expect('OVER', '(');
  const partition = cursor.accept('PARTITION', 'BY') ? parseList(cursor) : [];
  const order = cursor.is('ORDER') ? parseOrderBy(cursor) : [];
  cursor.expect(')');
  return { ...call, over: { partition, order } };
}

/** ORDER BY and its items. */
export function parseOrderBy(cursor: Cursor): OrderItem[] {
  cursor.expect('ORDER', 'BY');
  const items: OrderItem[] = [];
  do {
    const expression = parseExpression(cursor);
    const descending = cursor.oneOf('ASC', 'DESC') === 'DESC';
    items.push({ expression, descending });
  } while (cursor.accept(','));
  return items;
}
