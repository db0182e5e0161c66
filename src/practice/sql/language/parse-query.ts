import { notSupported } from '../engine/messages/sql-error.ts';
import type {
  CommonTable,
  Expression,
  JoinKind,
  Query,
  QueryBody,
  SelectBody,
  SelectItem,
  TableSource,
} from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, parseList, parseObjectName, parseOrderBy } from './parse-expression.ts';

function columnNames(cursor: Cursor): string[] {
  if (!cursor.accept('(')) return [];
  const names = [cursor.name()];
  while (cursor.accept(',')) names.push(cursor.name());
  cursor.expect(')');
  return names;
}

function parseWith(cursor: Cursor): CommonTable[] {
  if (!cursor.accept('WITH')) return [];
  const tables: CommonTable[] = [];
  do {
    const name = cursor.name();
    const columns = columnNames(cursor);
    cursor.expect('AS', '(');
    tables.push({ name, columns, query: parseQuery(cursor) });
    cursor.expect(')');
  } while (cursor.accept(','));
  return tables;
}

/** SELECT with everything that may belong to it. */
export function parseQuery(cursor: Cursor): Query {
  const common = parseWith(cursor);
  const body = parseUnion(cursor);
  const orderBy = cursor.is('ORDER') ? parseOrderBy(cursor) : [];
  const page = orderBy.length > 0 ? parsePage(cursor) : undefined;
  const depth = cursor.is('OPTION', '(') ? parseQueryHints(cursor) : undefined;
  return {
    with: common,
    body,
    orderBy,
    ...(page && { page }),
    ...(depth !== undefined && { deepest: depth }),
  };
}

/** OFFSET and FETCH came with 2012; before, the word is no part of a query. */
function parsePage(cursor: Cursor): Query['page'] {
  if (cursor.major < 11 || !cursor.accept('OFFSET')) return undefined;
  const rows = (): void => {
    if (cursor.oneOf('ROWS', 'ROW') === undefined) throw cursor.unexpected();
  };
  const skip = parseExpression(cursor);
  rows();
  if (!cursor.accept('FETCH')) return { skip };
  if (cursor.oneOf('NEXT', 'FIRST') === undefined) throw cursor.unexpected();
  const take = parseExpression(cursor);
  rows();
  cursor.expect('ONLY');
  return { skip, take };
}

/** Hints change no result, but for MAXRECURSION, which is given back. */
function parseQueryHints(cursor: Cursor): number | undefined {
  cursor.expect('OPTION', '(');
  let deepest: number | undefined;
  while (!cursor.is(')')) {
    if (cursor.peek().kind === 'end') throw cursor.unexpected();
    if (cursor.accept('MAXRECURSION')) deepest = cursor.integer();
    else cursor.next();
  }
  cursor.next();
  return deepest;
}

function parseUnion(cursor: Cursor): QueryBody {
  let left = parseBranch(cursor);
  for (;;) {
    const word = cursor.oneOf('UNION', 'EXCEPT', 'INTERSECT');
    if (word === undefined) return left;
    const all = word === 'UNION' && cursor.accept('ALL');
    const operator =
      word === 'UNION' ? (all ? 'union-all' : 'union') : word === 'EXCEPT' ? 'except' : 'intersect';
    left = { kind: 'set', operator, left, right: parseBranch(cursor) };
  }
}

function parseBranch(cursor: Cursor): QueryBody {
  if (cursor.accept('(')) {
    const inner = parseUnion(cursor);
    cursor.expect(')');
    return inner;
  }
  return parseSelect(cursor);
}

function parseTop(cursor: Cursor): SelectBody['top'] {
  if (!cursor.accept('TOP')) return undefined;
  let count: Expression;
  if (cursor.accept('(')) {
    count = parseExpression(cursor);
    cursor.expect(')');
  } else count = { kind: 'integer', text: String(cursor.integer()) };
  const percent = cursor.accept('PERCENT');
  return { count, percent, ties: cursor.accept('WITH', 'TIES') };
}

function parseSelect(cursor: Cursor): SelectBody {
  const { line } = cursor;
  cursor.expect('SELECT');
  const distinct = cursor.oneOf('DISTINCT', 'ALL') === 'DISTINCT';
  const top = parseTop(cursor);
  const items = [parseItem(cursor)];
  while (cursor.accept(',')) items.push(parseItem(cursor));
  const into = cursor.accept('INTO') ? parseObjectName(cursor) : undefined;
  const from = cursor.accept('FROM') ? parseSources(cursor) : undefined;
  const where = cursor.accept('WHERE') ? parseExpression(cursor) : undefined;
  const groupBy = cursor.accept('GROUP', 'BY') ? parseList(cursor) : [];
  const having = cursor.accept('HAVING') ? parseExpression(cursor) : undefined;
  return {
    kind: 'select',
    distinct,
    items,
    groupBy,
    line,
    ...(top && { top }),
    ...(into && { into }),
    ...(from && { from }),
    ...(where && { where }),
    ...(having && { having }),
  };
}

/** One item of a select list, or of OUTPUT. */
export function parseItem(cursor: Cursor): SelectItem {
  if (cursor.accept('*')) return { kind: 'star' };
  if (cursor.isName() && cursor.peek(1).text === '.' && cursor.peek(2).text === '*') {
    const table = cursor.name();
    cursor.expect('.', '*');
    return { kind: 'star', table };
  }
  if (cursor.peek().kind === 'variable' && cursor.peek(1).text === '=') {
    const variable = cursor.variable();
    cursor.expect('=');
    return { kind: 'assign', variable, expression: parseExpression(cursor) };
  }
  // `alias = expression` is a column's name, not a comparison.
  if (cursor.isName() && cursor.peek(1).kind === 'symbol' && cursor.peek(1).text === '=') {
    const alias = cursor.name();
    cursor.expect('=');
    return { kind: 'expression', alias, expression: parseExpression(cursor) };
  }
  const expression = parseExpression(cursor);
  const alias = parseAlias(cursor, true);
  return { kind: 'expression', expression, ...(alias !== undefined && { alias }) };
}

function parseAlias(cursor: Cursor, strings: boolean): string | undefined {
  if (cursor.accept('AS')) return strings ? cursor.alias() : cursor.name();
  const { kind } = cursor.peek();
  if (strings && (kind === 'string' || kind === 'national')) return cursor.alias();
  // A label or the next statement is no alias: those start with reserved words.
  return cursor.isName() && !cursor.is('GO') ? cursor.name() : undefined;
}

/** What follows FROM. */
export function parseSources(cursor: Cursor): TableSource {
  let source = parseJoined(cursor);
  while (cursor.accept(','))
    source = { kind: 'join', join: 'cross', left: source, right: parseJoined(cursor) };
  return source;
}

function joinKind(cursor: Cursor): JoinKind | undefined {
  if (cursor.accept('CROSS', 'JOIN')) return 'cross';
  if (cursor.accept('CROSS', 'APPLY')) return 'cross-apply';
  if (cursor.accept('OUTER', 'APPLY')) return 'outer-apply';
  if (cursor.accept('JOIN') || cursor.accept('INNER', 'JOIN')) return 'inner';
  for (const [word, kind] of [
    ['LEFT', 'left'],
    ['RIGHT', 'right'],
    ['FULL', 'full'],
  ] as const)
    if (cursor.accept(word, 'JOIN') || cursor.accept(word, 'OUTER', 'JOIN')) return kind;
  return undefined;
}

function parseJoined(cursor: Cursor): TableSource {
  let left = parseSource(cursor);
  for (;;) {
    const join = joinKind(cursor);
    const word = ['PIVOT', 'UNPIVOT', 'TABLESAMPLE'].find(one => cursor.is(one));
    if (word !== undefined) throw notSupported(word, cursor.line);
    if (join === undefined) return left;
    const right = parseSource(cursor);
    const wantsOn = join !== 'cross' && join !== 'cross-apply' && join !== 'outer-apply';
    if (wantsOn) cursor.expect('ON');
    left = { kind: 'join', join, left, right, ...(wantsOn && { on: parseExpression(cursor) }) };
  }
}

function skipHints(cursor: Cursor): void {
  if (!cursor.is('WITH', '(') && !cursor.is('(', 'NOLOCK')) return;
  cursor.accept('WITH');
  cursor.expect('(');
  while (!cursor.accept(')')) {
    if (cursor.peek().kind === 'end') throw cursor.unexpected();
    cursor.next();
  }
}

const remoteSources = [
  'OPENROWSET',
  'OPENQUERY',
  'OPENDATASOURCE',
  'OPENXML',
  'CONTAINSTABLE',
  'FREETEXTTABLE',
];

function parseSource(cursor: Cursor): TableSource {
  if (cursor.accept('(')) return parseParenthesised(cursor);
  if (cursor.peek().kind === 'variable') {
    const { line } = cursor;
    const name = cursor.variable();
    const alias = parseAlias(cursor, false);
    return { kind: 'variable', name, line, ...(alias !== undefined && { alias }) };
  }
  const remote = remoteSources.find(word => cursor.is(word, '('));
  if (remote !== undefined) throw notSupported(remote, cursor.line);
  const name = parseObjectName(cursor);
  if (cursor.is('(') && !cursor.is('(', 'NOLOCK')) {
    cursor.next();
    const parameters = cursor.is(')') ? [] : parseArguments(cursor);
    cursor.expect(')');
    const alias = parseAlias(cursor, false);
    return {
      kind: 'function',
      name,
      arguments: parameters,
      ...(alias !== undefined && { alias }),
    };
  }
  skipHints(cursor);
  const alias = parseAlias(cursor, false);
  skipHints(cursor);
  return { kind: 'table', name, ...(alias !== undefined && { alias }) };
}

/** Arguments of a table function may be DEFAULT, which is NULL to the ones that exist here. */
function parseArguments(cursor: Cursor): Expression[] {
  const list: Expression[] = [];
  do list.push(cursor.accept('DEFAULT') ? { kind: 'null' } : parseExpression(cursor));
  while (cursor.accept(','));
  return list;
}

function parseParenthesised(cursor: Cursor): TableSource {
  if (cursor.accept('VALUES')) {
    const rows: Expression[][] = [];
    do {
      cursor.expect('(');
      rows.push(parseList(cursor));
      cursor.expect(')');
    } while (cursor.accept(','));
    cursor.expect(')');
    cursor.accept('AS');
    return { kind: 'values', rows, alias: cursor.name(), columns: columnNames(cursor) };
  }
  if (cursor.is('SELECT') || cursor.is('WITH')) {
    const query = parseQuery(cursor);
    cursor.expect(')');
    cursor.accept('AS');
    return { kind: 'derived', query, alias: cursor.name(), columns: columnNames(cursor) };
  }
  const inner = parseJoined(cursor);
  cursor.expect(')');
  return inner;
}
