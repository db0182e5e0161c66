import { notSupported } from '../engine/messages/sql-error.ts';
import type { Expression } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parseQuery } from './parse-query.ts';
import type { Body, CursorStatement } from './statements.ts';

const kinds = ['STATIC', 'KEYSET', 'DYNAMIC', 'FAST_FORWARD'] as const;
const locks = ['READ_ONLY', 'SCROLL_LOCKS', 'OPTIMISTIC', 'TYPE_WARNING'] as const;

/** What follows DECLARE where it is no variable: `name CURSOR … FOR SELECT …`. */
export function parseDeclareCursor(cursor: Cursor): Body {
  const name = cursor.name();
  let scrolls = false;
  for (let word; (word = cursor.oneOf('INSENSITIVE', 'SCROLL')) !== undefined;)
    scrolls ||= word === 'SCROLL';
  cursor.expect('CURSOR');
  const local = cursor.oneOf('LOCAL', 'GLOBAL') === 'LOCAL';
  const words: string[] = [];
  for (let word; (word = cursor.oneOf('FORWARD_ONLY', 'SCROLL', ...kinds, ...locks)) !== undefined;)
    words.push(word);
  // Without FORWARD_ONLY these kinds may be walked both ways.
  const free = !words.includes('FORWARD_ONLY') && ['STATIC', 'KEYSET', 'DYNAMIC'];
  scrolls ||= words.includes('SCROLL') || (free && free.some(word => words.includes(word)));
  cursor.expect('FOR');
  const query = parseQuery(cursor);
  if (cursor.accept('FOR')) {
    if (cursor.is('UPDATE')) throw notSupported('A cursor FOR UPDATE', cursor.line);
    cursor.expect('READ', 'ONLY');
  }
  return { kind: 'declare-cursor', name, local, scrolls, query };
}

function cursorName(cursor: Cursor): string {
  cursor.accept('GLOBAL');
  if (cursor.peek().kind === 'variable') throw notSupported('A cursor variable', cursor.line);
  return cursor.name();
}

type Direction = Extract<CursorStatement, { kind: 'fetch' }>['direction'];

const directions: readonly (readonly [string, Direction])[] = [
  ['NEXT', 'next'],
  ['PRIOR', 'prior'],
  ['FIRST', 'first'],
  ['LAST', 'last'],
  ['ABSOLUTE', 'absolute'],
  ['RELATIVE', 'relative'],
];

function parseFetch(cursor: Cursor): Body {
  const direction = directions.find(([word]) => cursor.accept(word))?.[1];
  let place: Expression | undefined;
  if (direction === 'absolute' || direction === 'relative') place = parseExpression(cursor);
  if (direction !== undefined) cursor.expect('FROM');
  else cursor.accept('FROM');
  const name = cursorName(cursor);
  const into: string[] = [];
  if (cursor.accept('INTO')) {
    do into.push(cursor.variable());
    while (cursor.accept(','));
  }
  return { kind: 'fetch', name, direction: direction ?? 'next', into, ...(place && { place }) };
}

/** OPEN, FETCH, CLOSE and DEALLOCATE. */
export function parseCursorStatement(cursor: Cursor): Body {
  if (cursor.accept('FETCH')) return parseFetch(cursor);
  const word = cursor.oneOf('OPEN', 'CLOSE', 'DEALLOCATE');
  if (word === undefined) throw cursor.unexpected();
  if (word === 'OPEN' && (cursor.is('SYMMETRIC') || cursor.is('MASTER')))
    throw notSupported(`OPEN ${cursor.peek().upper}`, cursor.line);
  if (word === 'CLOSE' && (cursor.is('SYMMETRIC') || cursor.is('ALL') || cursor.is('MASTER')))
    throw notSupported(`CLOSE ${cursor.peek().upper}`, cursor.line);
  const name = cursorName(cursor);
  if (word === 'OPEN') return { kind: 'open-cursor', name };
  return { kind: word === 'CLOSE' ? 'close-cursor' : 'deallocate', name };
}
