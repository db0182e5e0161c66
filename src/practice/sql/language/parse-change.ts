import { notSupported } from '../engine/messages/sql-error.ts';
import type { ColumnDefinition, Expression, ObjectName, TableDefinition } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExecute } from './parse-execute.ts';
import { parseExpression, parseObjectName } from './parse-expression.ts';
import { parseItem, parseQuery, parseSources } from './parse-query.ts';
import { parseType } from './parse-type.ts';
import type { Body, DataChange, OutputClause } from './statements.ts';

type Target = ObjectName | { readonly variable: string };

function parseTarget(cursor: Cursor): Target {
  if (cursor.peek().kind === 'variable') return { variable: cursor.variable() };
  return parseObjectName(cursor);
}

function parseTop(cursor: Cursor): Expression | undefined {
  if (!cursor.accept('TOP')) return undefined;
  cursor.expect('(');
  const count = parseExpression(cursor);
  cursor.expect(')');
  return count;
}

function parseColumnNames(cursor: Cursor): string[] {
  const names: string[] = [];
  if (!cursor.accept('(')) return names;
  do names.push(cursor.name());
  while (cursor.accept(','));
  cursor.expect(')');
  return names;
}

function parseOutput(cursor: Cursor): { output?: OutputClause } {
  if (!cursor.accept('OUTPUT')) return {};
  const items = [parseItem(cursor)];
  while (cursor.accept(',')) items.push(parseItem(cursor));
  if (!cursor.accept('INTO')) return { output: { items } };
  const table = parseTarget(cursor);
  return { output: { items, into: { table, columns: parseColumnNames(cursor) } } };
}

export function parseInsert(cursor: Cursor): Body {
  cursor.expect('INSERT');
  if (cursor.is('BULK')) throw notSupported('Bulk load', cursor.line);
  cursor.accept('INTO');
  const table = parseTarget(cursor);
  const columns = cursor.is('(', 'SELECT') ? [] : parseColumnNames(cursor);
  const output = parseOutput(cursor);
  return { kind: 'insert', table, columns, ...output, source: parseInsertSource(cursor) };
}

function parseInsertSource(cursor: Cursor): Extract<DataChange, { kind: 'insert' }>['source'] {
  if (cursor.accept('DEFAULT', 'VALUES')) return { kind: 'default' };
  if (cursor.accept('VALUES')) {
    const rows: (Expression | 'default')[][] = [];
    do {
      cursor.expect('(');
      const row: (Expression | 'default')[] = [];
      do row.push(cursor.accept('DEFAULT') ? 'default' : parseExpression(cursor));
      while (cursor.accept(','));
      cursor.expect(')');
      rows.push(row);
    } while (cursor.accept(','));
    return { kind: 'values', rows };
  }
  if (cursor.is('EXEC') || cursor.is('EXECUTE'))
    return { kind: 'execute', execute: parseExecute(cursor) };
  return { kind: 'query', query: parseQuery(cursor) };
}

export function parseUpdate(cursor: Cursor): Body {
  cursor.expect('UPDATE');
  const top = parseTop(cursor);
  const table = parseTarget(cursor);
  cursor.expect('SET');
  const set: { column: string; value: Expression }[] = [];
  do {
    const name = parseObjectName(cursor);
    const column = name.parts.at(-1) ?? '';
    cursor.expect('=');
    set.push({ column, value: parseExpression(cursor) });
  } while (cursor.accept(','));
  const output = parseOutput(cursor);
  return { kind: 'update', table, set, ...output, ...parseWhere(cursor), ...(top && { top }) };
}

export function parseDelete(cursor: Cursor): Body {
  cursor.expect('DELETE');
  const top = parseTop(cursor);
  cursor.accept('FROM');
  const table = parseTarget(cursor);
  const output = parseOutput(cursor);
  return { kind: 'delete', table, ...output, ...parseWhere(cursor), ...(top && { top }) };
}

function parseWhere(
  cursor: Cursor,
): Pick<Extract<DataChange, { kind: 'delete' }>, 'from' | 'where'> {
  const from = cursor.accept('FROM') ? parseSources(cursor) : undefined;
  if (cursor.is('WHERE', 'CURRENT')) throw cursor.unexpected();
  const where = cursor.accept('WHERE') ? parseExpression(cursor) : undefined;
  return { ...(from && { from }), ...(where && { where }) };
}

interface ColumnParts {
  nullable: boolean;
  unique: boolean;
  primary: boolean;
  identity?: ColumnDefinition['identity'];
  defaultValue?: Expression;
}

function signedInteger(cursor: Cursor): bigint {
  const negative = cursor.accept('-');
  const value = BigInt(cursor.integer());
  return negative ? -value : value;
}

function parseIdentity(cursor: Cursor): NonNullable<ColumnDefinition['identity']> {
  if (!cursor.accept('(')) return { seed: 1n, increment: 1n };
  const seed = signedInteger(cursor);
  cursor.expect(',');
  const increment = signedInteger(cursor);
  cursor.expect(')');
  return { seed, increment };
}

const otherConstraints = ['CHECK', 'FOREIGN', 'REFERENCES', 'UNIQUE', 'ROWGUIDCOL', 'SPARSE'];

function isOtherConstraint(cursor: Cursor): boolean {
  return otherConstraints.some(word => cursor.is(word));
}

/** What a table may have on a server and not here. */
function refuseConstraint(cursor: Cursor): void {
  if (isOtherConstraint(cursor))
    throw notSupported(`${cursor.peek().upper} in CREATE TABLE`, cursor.line);
}

/** One property of a column; false when none is next. */
function parseColumnPart(cursor: Cursor, parts: ColumnParts): boolean {
  if (cursor.accept('CONSTRAINT')) cursor.name();
  if (cursor.accept('NOT', 'NULL')) parts.nullable = false;
  else if (cursor.accept('NULL')) parts.nullable = true;
  else if (cursor.accept('PRIMARY', 'KEY')) {
    cursor.oneOf('CLUSTERED', 'NONCLUSTERED');
    parts.primary = true;
    parts.nullable = false;
  } else if (cursor.accept('UNIQUE')) {
    cursor.oneOf('CLUSTERED', 'NONCLUSTERED');
    parts.unique = true;
  } else if (cursor.accept('IDENTITY')) {
    parts.identity = parseIdentity(cursor);
    parts.nullable = false;
  } else if (cursor.accept('DEFAULT')) parts.defaultValue = parseExpression(cursor);
  else if (cursor.accept('COLLATE')) cursor.name();
  else {
    refuseConstraint(cursor);
    return false;
  }
  return true;
}

function parseKeyColumns(cursor: Cursor): string[] {
  cursor.oneOf('CLUSTERED', 'NONCLUSTERED');
  cursor.expect('(');
  const names: string[] = [];
  do {
    names.push(cursor.name());
    cursor.oneOf('ASC', 'DESC');
  } while (cursor.accept(','));
  cursor.expect(')');
  return names;
}

/** The parenthesised columns of CREATE TABLE and DECLARE @t TABLE. */
export function parseTableDefinition(cursor: Cursor): TableDefinition {
  cursor.expect('(');
  const columns: ColumnDefinition[] = [];
  let primaryKey: readonly string[] = [];
  do {
    if (cursor.is('CONSTRAINT') || cursor.is('PRIMARY') || isOtherConstraint(cursor)) {
      if (cursor.accept('CONSTRAINT')) cursor.name();
      refuseConstraint(cursor);
      cursor.expect('PRIMARY', 'KEY');
      primaryKey = parseKeyColumns(cursor);
      continue;
    }
    const name = cursor.name();
    if (cursor.is('AS')) throw notSupported('A computed column', cursor.line);
    const type = parseType(cursor);
    const parts: ColumnParts = { nullable: true, unique: false, primary: false };
    while (parseColumnPart(cursor, parts));
    if (parts.primary) primaryKey = [name];
    const { nullable, unique, identity, defaultValue } = parts;
    columns.push({
      name,
      type,
      nullable,
      unique,
      ...(identity && { identity }),
      ...(defaultValue && { defaultValue }),
    });
  } while (cursor.accept(',') && !cursor.is(')'));
  cursor.expect(')');
  return {
    columns: columns.map(column =>
      primaryKey.some(key => key.toLowerCase() === column.name.toLowerCase())
        ? { ...column, nullable: false }
        : column,
    ),
    primaryKey,
  };
}

export function parseCreateTable(cursor: Cursor): Body {
  const name = parseObjectName(cursor);
  const definition = parseTableDefinition(cursor);
  if (cursor.accept('ON')) cursor.name();
  return { kind: 'create-table', name, definition };
}

export function parseDropTable(cursor: Cursor): Body {
  // DROP TABLE IF EXISTS came with 2016.
  if (cursor.is('IF')) throw cursor.unexpected();
  const names = [parseObjectName(cursor)];
  while (cursor.accept(',')) names.push(parseObjectName(cursor));
  return { kind: 'drop-table', names, ifExists: false };
}
