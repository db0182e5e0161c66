import { notSupported, sqlError } from '../engine/messages/sql-error.ts';
import type { Expression, FunctionCall } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseStatement } from './parse-batch.ts';
import { parseTableDefinition } from './parse-change.ts';
import { parseDeclareCursor } from './parse-cursor.ts';
import { parseExpression, parseList } from './parse-expression.ts';
import { parseType } from './parse-type.ts';
import type { Body, FlowStatement, Statement } from './statements.ts';

function parseUntilEnd(cursor: Cursor): Statement[] {
  const statements: Statement[] = [];
  while (cursor.accept(';'));
  while (!cursor.is('END')) {
    if (cursor.peek().kind === 'end') throw cursor.unexpected();
    statements.push(parseStatement(cursor));
    while (cursor.accept(';'));
  }
  if (statements.length === 0) throw cursor.unexpected();
  return statements;
}

export function parseBegin(cursor: Cursor): Body {
  cursor.expect('BEGIN');
  if (cursor.accept('TRY')) {
    const body = parseUntilEnd(cursor);
    cursor.expect('END', 'TRY', 'BEGIN', 'CATCH');
    while (cursor.accept(';'));
    // An empty CATCH block is allowed.
    const handler = cursor.is('END') ? [] : parseUntilEnd(cursor);
    cursor.expect('END', 'CATCH');
    return { kind: 'try', body, handler };
  }
  if (cursor.is('TRAN') || cursor.is('TRANSACTION')) return parseTransaction(cursor, 'begin');
  const statements = parseUntilEnd(cursor);
  cursor.expect('END');
  return { kind: 'block', statements };
}

type TransactionAction = Extract<FlowStatement, { kind: 'transaction' }>['action'];

/** What follows BEGIN, COMMIT, ROLLBACK or SAVE. */
export function parseTransaction(cursor: Cursor, action: TransactionAction): Body {
  const word = cursor.oneOf('TRAN', 'TRANSACTION', 'WORK');
  if (action === 'save' && (word === undefined || word === 'WORK')) throw cursor.unexpected();
  const named = cursor.isName() || cursor.peek().kind === 'variable';
  if (word === undefined || word === 'WORK' || !named) {
    if (action === 'save') throw cursor.unexpected();
    return { kind: 'transaction', action };
  }
  const name: Expression =
    cursor.peek().kind === 'variable'
      ? { kind: 'variable', name: cursor.variable(), line: cursor.line }
      : { kind: 'string', text: cursor.name(), national: true };
  if (action === 'begin' && cursor.accept('WITH', 'MARK') && cursor.peek().kind === 'string')
    cursor.string();
  return { kind: 'transaction', action, name };
}

export function parseIf(cursor: Cursor): Body {
  cursor.expect('IF');
  const condition = parseExpression(cursor);
  const then = parseStatement(cursor);
  // One semicolon may part the branch from ELSE.
  const before = cursor.position;
  while (cursor.accept(';'));
  if (!cursor.accept('ELSE')) {
    cursor.rewind(before);
    return { kind: 'if', condition, then };
  }
  return { kind: 'if', condition, then, otherwise: parseStatement(cursor) };
}

export function parseWhile(cursor: Cursor): Body {
  cursor.expect('WHILE');
  const condition = parseExpression(cursor);
  return { kind: 'while', condition, body: parseStatement(cursor) };
}

export function parseDeclare(cursor: Cursor): Body {
  cursor.expect('DECLARE');
  if (cursor.isName()) return parseDeclareCursor(cursor);
  const variables: Extract<FlowStatement, { kind: 'declare' }>['variables'][number][] = [];
  do {
    const name = cursor.variable();
    cursor.accept('AS');
    if (cursor.accept('TABLE')) {
      variables.push({ name, type: parseTableDefinition(cursor) });
      continue;
    }
    if (cursor.is('CURSOR')) throw notSupported('A cursor variable', cursor.line);
    const type = parseType(cursor);
    const value = cursor.accept('=') ? parseExpression(cursor) : undefined;
    variables.push({ name, type, ...(value && { value }) });
  } while (cursor.accept(','));
  return { kind: 'declare', variables };
}

/** Options that are on or off and mean nothing to what this server does, and NOCOUNT and so on. */
const switches = new Set(
  `ANSI_DEFAULTS ANSI_NULL_DFLT_OFF ANSI_NULL_DFLT_ON ANSI_NULLS ANSI_PADDING ANSI_WARNINGS ARITHABORT
  ARITHIGNORE CONCAT_NULL_YIELDS_NULL CURSOR_CLOSE_ON_COMMIT FMTONLY IMPLICIT_TRANSACTIONS NOCOUNT
  NO_BROWSETABLE NUMERIC_ROUNDABORT QUOTED_IDENTIFIER XACT_ABORT`.split(/\s+/u),
);
const values = new Set([
  'TEXTSIZE',
  'LOCK_TIMEOUT',
  'DEADLOCK_PRIORITY',
  'LANGUAGE',
  'DATEFORMAT',
  'DATEFIRST',
  'ROWCOUNT',
]);
/** Options that change what statements do or tell, in ways that are not played here. */
const refused = new Set(
  `CONTEXT_INFO FIPS_FLAGGER FORCEPLAN NOEXEC OFFSETS PARSEONLY QUERY_GOVERNOR_COST_LIMIT
  REMOTE_PROC_TRANSACTIONS SHOWPLAN_ALL SHOWPLAN_TEXT SHOWPLAN_XML STATISTICS`.split(/\s+/u),
);

export function parseSet(cursor: Cursor): Body {
  cursor.expect('SET');
  if (cursor.peek().kind === 'variable') return parseSetVariable(cursor);
  if (cursor.accept('TRANSACTION', 'ISOLATION', 'LEVEL')) {
    const words = [cursor.word()];
    if (words[0] !== 'SNAPSHOT' && words[0] !== 'SERIALIZABLE') words.push(cursor.word());
    return { kind: 'set-option', names: ['TRANSACTION ISOLATION LEVEL'], value: words.join(' ') };
  }
  const first = cursor.peek();
  const names = [cursor.word()];
  if (names[0] === 'IDENTITY_INSERT') {
    while (!cursor.is('ON') && !cursor.is('OFF') && cursor.peek().kind !== 'end')
      names.push(cursor.next().text);
    const value = cursor.oneOf('ON', 'OFF');
    if (value === undefined) throw cursor.unexpected();
    return { kind: 'set-option', names: ['IDENTITY_INSERT', names.slice(1).join('')], value };
  }
  if (refused.has(names[0] ?? '')) throw notSupported(`SET ${names[0] ?? ''}`, first.line);
  while (cursor.accept(',')) names.push(cursor.word());
  if (names.every(name => switches.has(name))) {
    const value = cursor.oneOf('ON', 'OFF');
    if (value === undefined) throw cursor.unexpected();
    return { kind: 'set-option', names, value };
  }
  if (names.length !== 1 || !values.has(names[0] ?? '')) {
    const error = sqlError(195, first.text, 'SET option');
    error.line = first.line;
    throw error;
  }
  const negative = cursor.accept('-');
  const token = cursor.next();
  if (token.kind === 'end' || token.kind === 'symbol') throw cursor.unexpected(token);
  return { kind: 'set-option', names, value: `${negative ? '-' : ''}${token.text}` };
}

function parseSetVariable(cursor: Cursor): Body {
  const { line } = cursor;
  const name = cursor.variable();
  const compound = (['+', '-', '*', '/', '%'] as const).find(sign => cursor.accept(`${sign}=`));
  if (compound === undefined) cursor.expect('=');
  const value = parseExpression(cursor);
  if (compound === undefined) return { kind: 'set-variable', name, value };
  const left = { kind: 'variable', name, line } as const;
  return {
    kind: 'set-variable',
    name,
    value: { kind: 'binary-operation', operator: compound, left, right: value },
  };
}

export function parseRaiserror(cursor: Cursor): Body {
  const { line } = cursor;
  cursor.expect('RAISERROR', '(');
  const list = parseList(cursor);
  cursor.expect(')');
  if (list.length < 3) throw cursor.unexpected();
  const call: FunctionCall = {
    kind: 'call',
    name: 'RAISERROR',
    arguments: list,
    distinct: false,
    star: false,
    line,
  };
  const options: string[] = [];
  if (cursor.accept('WITH')) {
    do options.push(cursor.word());
    while (cursor.accept(','));
    if (options.some(option => !['NOWAIT', 'LOG', 'SETERROR'].includes(option)))
      throw cursor.unexpected();
  }
  return { kind: 'raiserror', call, options };
}

/** THROW came with 2012; before, the word is no statement. */
export function parseThrow(cursor: Cursor): Body {
  if (cursor.major < 11) throw cursor.unexpected();
  cursor.next();
  const { kind } = cursor.peek();
  if (kind !== 'integer' && kind !== 'variable') return { kind: 'throw' };
  const number = parseExpression(cursor);
  cursor.expect(',');
  const text = parseExpression(cursor);
  cursor.expect(',');
  return { kind: 'throw', number, text, state: parseExpression(cursor) };
}

export function parseWaitfor(cursor: Cursor): Body {
  cursor.expect('WAITFOR');
  const word = cursor.oneOf('DELAY', 'TIME');
  if (word === undefined) throw cursor.unexpected();
  return {
    kind: 'waitfor',
    unit: word === 'DELAY' ? 'delay' : 'time',
    value: parseExpression(cursor),
  };
}
