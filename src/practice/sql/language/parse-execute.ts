import { notSupported } from '../engine/messages/sql-error.ts';
import type { Expression } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, parseObjectName } from './parse-expression.ts';
import type { Argument, Execute } from './statements.ts';

/** Arguments of EXEC are constants, variables or bare words, no expressions. */
function parseArgumentValue(cursor: Cursor): Expression | 'default' {
  if (cursor.accept('DEFAULT')) return 'default';
  if (cursor.accept('NULL')) return { kind: 'null' };
  const negative = cursor.accept('-');
  const token = cursor.peek();
  switch (token.kind) {
    case 'string':
    case 'national':
      cursor.next();
      return { kind: 'string', text: token.text, national: token.kind === 'national' };
    case 'integer':
    case 'decimal':
    case 'float': {
      cursor.next();
      const value: Expression = { kind: token.kind, text: token.text };
      return negative ? { kind: 'negate', operand: value } : value;
    }
    case 'binary':
      cursor.next();
      return { kind: 'binary', hex: token.text };
    case 'variable':
      cursor.next();
      return { kind: 'variable', name: token.text, line: token.line };
    default: {
      // A bare word is its own text: EXEC sp_helpdb LcsCDR.
      const text = cursor.name();
      return { kind: 'string', text, national: true };
    }
  }
}

function parseArguments(cursor: Cursor): Argument[] {
  const list: Argument[] = [];
  const starts = (): boolean => {
    const { kind } = cursor.peek();
    return (
      [
        'string',
        'national',
        'integer',
        'decimal',
        'float',
        'binary',
        'variable',
        'quoted',
      ].includes(kind) ||
      cursor.is('-') ||
      cursor.is('NULL') ||
      cursor.is('DEFAULT') ||
      (cursor.isName() && !cursor.is('GO'))
    );
  };
  if (!starts()) return list;
  do {
    const named = cursor.peek().kind === 'variable' && cursor.peek(1).text === '=';
    const name = named ? cursor.variable() : undefined;
    if (named) cursor.expect('=');
    const value = parseArgumentValue(cursor);
    const output = cursor.oneOf('OUTPUT', 'OUT') !== undefined;
    list.push({ value, output, ...(name !== undefined && { name }) });
  } while (cursor.accept(','));
  return list;
}

/** EXEC of a procedure or of text. */
export function parseExecute(cursor: Cursor): Execute {
  if (!cursor.accept('EXEC')) cursor.expect('EXECUTE');
  return parseExecuted(cursor);
}

/** What follows EXEC; the first statement of a batch may leave that word out. */
export function parseExecuted(cursor: Cursor): Execute {
  if (cursor.is('AS')) throw notSupported('EXECUTE AS', cursor.line);
  if (cursor.accept('(')) {
    const text = parseExpression(cursor);
    cursor.expect(')');
    if (cursor.is('AS') || cursor.is('AT'))
      throw notSupported(`EXEC … ${cursor.peek().upper}`, cursor.line);
    return { kind: 'execute-text', text };
  }
  const assigns = cursor.peek().kind === 'variable' && cursor.peek(1).text === '=';
  const into = assigns ? cursor.variable() : undefined;
  if (assigns) cursor.expect('=');
  const procedure =
    cursor.peek().kind === 'variable' ? { variable: cursor.variable() } : parseObjectName(cursor);
  const list = parseArguments(cursor);
  if (cursor.accept('WITH')) cursor.expect('RECOMPILE');
  return {
    kind: 'execute',
    procedure,
    arguments: list,
    ...(into !== undefined && { into }),
  };
}
