import { notSupported } from '../engine/messages/sql-error.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import type { Body, ServerStatement, SetOption } from './statements.ts';

export interface NamedText {
  readonly name: string;
  readonly value: string;
}

function optionText(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.kind === 'end' || token.kind === 'symbol') throw cursor.unexpected();
  cursor.next();
  // Sizes come as a number and a unit, with or without a blank between.
  const unit = ['KB', 'MB', 'GB', 'TB', '%'].find(word => cursor.is(word));
  if (token.kind !== 'integer' || unit === undefined) return token.text;
  cursor.next();
  return `${token.text}${unit}`;
}

/** `(NAME = x, FILENAME = 'y', …)` */
function parseFileSpecification(cursor: Cursor): NamedText[] {
  cursor.expect('(');
  const options: NamedText[] = [];
  do {
    const name = cursor.word();
    cursor.expect('=');
    options.push({ name, value: optionText(cursor) });
  } while (cursor.accept(','));
  cursor.expect(')');
  return options;
}

function parseTermination(cursor: Cursor): SetOption['termination'] {
  if (!cursor.accept('WITH')) return undefined;
  if (cursor.accept('NO_WAIT')) return 'no-wait';
  cursor.expect('ROLLBACK');
  if (cursor.accept('IMMEDIATE')) return 'immediate';
  cursor.expect('AFTER');
  const afterSeconds = cursor.integer();
  cursor.oneOf('SECONDS', 'SECOND');
  return { afterSeconds };
}

function parseSet(cursor: Cursor): SetOption {
  const words = [cursor.word()];
  cursor.accept('=');
  while (
    !cursor.is('WITH') &&
    (cursor.peek().kind === 'word' || cursor.peek().kind === 'integer') &&
    words.length < 2 &&
    !statementWord(cursor) &&
    ![
      'SINGLE_USER',
      'MULTI_USER',
      'RESTRICTED_USER',
      'ONLINE',
      'OFFLINE',
      'EMERGENCY',
      'READ_ONLY',
      'READ_WRITE',
      'ENABLE_BROKER',
      'DISABLE_BROKER',
      'NEW_BROKER',
    ].includes(words[0] ?? '')
  )
    words.push(cursor.next().upper);
  if (cursor.is(',')) throw notSupported('Several options in one ALTER DATABASE', cursor.line);
  const termination = parseTermination(cursor);
  return { words, ...(termination && { termination }) };
}

const starters = [
  'SELECT',
  'RESTORE',
  'BACKUP',
  'ALTER',
  'USE',
  'IF',
  'BEGIN',
  'END',
  'EXEC',
  'PRINT',
  'DECLARE',
  'SET',
  'DROP',
  'CREATE',
  'GO',
  'ELSE',
  'DBCC',
  'INSERT',
  'UPDATE',
  'DELETE',
  'WAITFOR',
];

function statementWord(cursor: Cursor): boolean {
  return starters.some(word => cursor.is(word));
}

export function parseAlterDatabase(cursor: Cursor): Body {
  const database = cursor.accept('CURRENT') ? '' : cursor.name();
  if (cursor.accept('SET')) {
    return { kind: 'alter-database', database, change: { kind: 'set', option: parseSet(cursor) } };
  }
  if (cursor.accept('MODIFY', 'NAME')) {
    cursor.expect('=');
    return { kind: 'alter-database', database, change: { kind: 'rename', name: cursor.name() } };
  }
  if (cursor.accept('MODIFY', 'FILE')) {
    const options = parseFileSpecification(cursor);
    const logical = options.find(option => option.name === 'NAME')?.value;
    if (logical === undefined) throw cursor.unexpected();
    return { kind: 'alter-database', database, change: { kind: 'modify-file', logical, options } };
  }
  if (['ADD', 'REMOVE', 'MODIFY', 'COLLATE'].some(word => cursor.is(word)))
    throw notSupported(`ALTER DATABASE … ${cursor.peek().upper}`, cursor.line);
  throw cursor.unexpected();
}

export function parseCreateDatabase(cursor: Cursor): Body {
  const database = cursor.name();
  const files: { log: boolean; options: NamedText[] }[] = [];
  if (cursor.accept('ON')) {
    cursor.accept('PRIMARY');
    do files.push({ log: false, options: parseFileSpecification(cursor) });
    while (cursor.accept(','));
  }
  if (cursor.accept('LOG', 'ON')) {
    do files.push({ log: true, options: parseFileSpecification(cursor) });
    while (cursor.accept(','));
  }
  if (cursor.accept('COLLATE')) cursor.name();
  const attach = cursor.accept('FOR', 'ATTACH');
  if (cursor.is('AS')) throw notSupported('Database snapshots', cursor.line);
  return { kind: 'create-database', database, files, attach };
}

export function parseDropDatabase(cursor: Cursor): Body {
  // DROP DATABASE IF EXISTS came with 2016.
  if (cursor.is('IF')) throw cursor.unexpected();
  const databases = [cursor.name()];
  while (cursor.accept(',')) databases.push(cursor.name());
  return { kind: 'drop-database', databases, ifExists: false };
}

export function parseDbcc(cursor: Cursor): Body {
  cursor.expect('DBCC');
  const command = cursor.word();
  const list: Extract<ServerStatement, { kind: 'dbcc' }>['arguments'][number][] = [];
  if (cursor.accept('(') && !cursor.accept(')')) {
    do {
      list.push(
        cursor.isName()
          ? { kind: 'string', text: cursor.name(), national: true }
          : parseExpression(cursor),
      );
    } while (cursor.accept(','));
    cursor.expect(')');
  }
  const options: string[] = [];
  if (cursor.accept('WITH')) {
    do options.push(cursor.word());
    while (cursor.accept(','));
  }
  return { kind: 'dbcc', command, arguments: list, options };
}

export function parseKill(cursor: Cursor): Body {
  cursor.expect('KILL');
  const spid = parseExpression(cursor);
  const statusOnly = cursor.accept('WITH', 'STATUSONLY');
  return { kind: 'kill', spid, statusOnly };
}
