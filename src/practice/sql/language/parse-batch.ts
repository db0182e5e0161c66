import { notSupported } from '../engine/messages/sql-error.ts';
import { Cursor } from './cursor.ts';
import { parseBackup, parseRestore } from './parse-backup.ts';
import {
  parseCreateTable,
  parseDelete,
  parseDropTable,
  parseInsert,
  parseUpdate,
} from './parse-change.ts';
import { parseCursorStatement } from './parse-cursor.ts';
import {
  parseAlterDatabase,
  parseCreateDatabase,
  parseDbcc,
  parseDropDatabase,
  parseKill,
} from './parse-database.ts';
import { parseExecute, parseExecuted } from './parse-execute.ts';
import { parseExpression, parseObjectName } from './parse-expression.ts';
import {
  parseBegin,
  parseDeclare,
  parseIf,
  parseRaiserror,
  parseSet,
  parseThrow,
  parseTransaction,
  parseWaitfor,
  parseWhile,
} from './parse-flow.ts';
import {
  parseAlterPrincipal,
  parseCreatePrincipal,
  parseDropPrincipal,
} from './parse-principal.ts';
import { parseQuery } from './parse-query.ts';
import type { Body, Statement } from './statements.ts';

/** What T-SQL has and this server does not; the batch is refused before any of it runs. */
const known = new Set(
  `GRANT REVOKE DENY MERGE GOTO REVERT SETUSER BULK RECONFIGURE READTEXT WRITETEXT UPDATETEXT`.split(
    /\s+/u,
  ),
);
const objects = new Set(
  `PROC PROCEDURE VIEW FUNCTION TRIGGER INDEX UNIQUE CLUSTERED NONCLUSTERED SCHEMA TYPE SYNONYM
  CERTIFICATE MASTER SYMMETRIC ASYMMETRIC STATISTICS ENDPOINT CREDENTIAL EVENT SERVER TABLE RULE
  DEFAULT QUEUE SERVICE ASSEMBLY PARTITION FULLTEXT XML SEQUENCE AVAILABILITY`.split(/\s+/u),
);

function unknownObject(cursor: Cursor, verb: string): Error {
  const word = cursor.peek().upper;
  return objects.has(word) && cursor.peek().kind === 'word'
    ? notSupported(`${verb} ${word}`, cursor.line)
    : cursor.unexpected();
}

function parseCreate(cursor: Cursor): Body {
  cursor.expect('CREATE');
  if (cursor.accept('TABLE')) return parseCreateTable(cursor);
  if (cursor.accept('DATABASE')) return parseCreateDatabase(cursor);
  const principal = parseCreatePrincipal(cursor);
  if (principal === undefined) throw unknownObject(cursor, 'CREATE');
  return principal;
}

function parseAlter(cursor: Cursor): Body {
  cursor.expect('ALTER');
  if (cursor.accept('DATABASE')) return parseAlterDatabase(cursor);
  const principal = parseAlterPrincipal(cursor);
  if (principal === undefined) throw unknownObject(cursor, 'ALTER');
  return principal;
}

function parseDrop(cursor: Cursor): Body {
  cursor.expect('DROP');
  if (cursor.accept('TABLE')) return parseDropTable(cursor);
  if (cursor.accept('DATABASE')) return parseDropDatabase(cursor);
  const principal = parseDropPrincipal(cursor);
  if (principal === undefined) throw unknownObject(cursor, 'DROP');
  return principal;
}

function parseReturn(cursor: Cursor): Body {
  cursor.expect('RETURN');
  const { kind } = cursor.peek();
  const hasValue = ['integer', 'variable'].includes(kind) || cursor.is('(') || cursor.is('-');
  return { kind: 'return', ...(hasValue && { value: parseExpression(cursor) }) };
}

function parseQueryStatement(cursor: Cursor): Body {
  const query = parseQuery(cursor);
  if (cursor.is('FOR')) throw notSupported('SELECT … FOR', cursor.line);
  // A name may be an alias, but nothing has one here.
  if (cursor.is('OFFSET')) throw cursor.unexpected();
  return { kind: 'query', query };
}

const parsers: ReadonlyMap<string, (cursor: Cursor) => Body> = new Map<
  string,
  (cursor: Cursor) => Body
>([
  ['SELECT', parseQueryStatement],
  ['WITH', parseQueryStatement],
  ['(', parseQueryStatement],
  ['INSERT', parseInsert],
  ['UPDATE', parseUpdate],
  ['DELETE', parseDelete],
  ['CREATE', parseCreate],
  ['ALTER', parseAlter],
  ['DROP', parseDrop],
  ['BACKUP', parseBackup],
  ['RESTORE', parseRestore],
  ['DBCC', parseDbcc],
  ['KILL', parseKill],
  ['BEGIN', parseBegin],
  ['IF', parseIf],
  ['WHILE', parseWhile],
  ['DECLARE', parseDeclare],
  ['SET', parseSet],
  ['RAISERROR', parseRaiserror],
  ['WAITFOR', parseWaitfor],
  ['EXEC', parseExecute],
  ['EXECUTE', parseExecute],
  ['RETURN', parseReturn],
  ['OPEN', parseCursorStatement],
  ['FETCH', parseCursorStatement],
  ['CLOSE', parseCursorStatement],
  ['DEALLOCATE', parseCursorStatement],
]);

function parseShort(cursor: Cursor): Body | undefined {
  if (cursor.accept('USE')) return { kind: 'use', database: cursor.name() };
  if (cursor.accept('PRINT')) return { kind: 'print', value: parseExpression(cursor) };
  if (cursor.accept('BREAK')) return { kind: 'break' };
  if (cursor.accept('CONTINUE')) return { kind: 'continue' };
  if (cursor.accept('CHECKPOINT')) return { kind: 'checkpoint' };
  if (cursor.accept('COMMIT')) return parseTransaction(cursor, 'commit');
  if (cursor.accept('ROLLBACK')) return parseTransaction(cursor, 'rollback');
  if (cursor.accept('SAVE')) return parseTransaction(cursor, 'save');
  if (cursor.accept('TRUNCATE', 'TABLE'))
    return { kind: 'truncate', table: parseObjectName(cursor) };
  if (cursor.accept('SHUTDOWN'))
    return { kind: 'shutdown', noWait: cursor.accept('WITH', 'NOWAIT') };
  return cursor.is('THROW') ? parseThrow(cursor) : undefined;
}

/** `name:` is where GOTO would lead. */
function refuseLabel(cursor: Cursor): void {
  if (cursor.isName() && cursor.peek(1).kind === 'symbol' && cursor.peek(1).text === ':')
    throw notSupported('A label', cursor.line);
}

/** One statement; throws the server's syntax error. */
export function parseStatement(cursor: Cursor): Statement {
  refuseLabel(cursor);
  const token = cursor.peek();
  const { line } = token;
  const named = token.kind === 'word' || token.kind === 'symbol';
  const parser = named ? parsers.get(token.upper) : undefined;
  if (parser !== undefined) return { ...parser(cursor), line };
  const short = named ? parseShort(cursor) : undefined;
  if (short !== undefined) return { ...short, line };
  if (named && known.has(token.upper)) throw notSupported(token.upper, line);
  throw cursor.unexpected();
}

/** A whole batch: nothing of it runs when any of it cannot be understood. */
export function parseBatch(text: string, major: number, quotedIdentifier = true): Statement[] {
  const cursor = new Cursor(text, major, quotedIdentifier);
  const statements: Statement[] = [];
  while (cursor.accept(';'));
  // The first statement may be a procedure without EXEC.
  refuseLabel(cursor);
  if (cursor.isName() && !cursor.is('THROW') && !parsers.has(cursor.peek().upper)) {
    const { line } = cursor;
    statements.push({ ...parseExecuted(cursor), line });
  }
  for (;;) {
    while (cursor.accept(';'));
    if (cursor.peek().kind === 'end') return statements;
    statements.push(parseStatement(cursor));
  }
}
