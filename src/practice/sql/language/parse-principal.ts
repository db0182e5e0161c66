import { notSupported } from '../engine/messages/sql-error.ts';
import type { Cursor } from './cursor.ts';
import type { NamedText } from './parse-database.ts';
import type { Body } from './statements.ts';

/** `NAME = value, …` as logins take it; hashed passwords are not taken. */
function parseLoginOptions(cursor: Cursor): { password?: string; options: NamedText[] } {
  const options: NamedText[] = [];
  let password: string | undefined;
  do {
    const name = cursor.word();
    cursor.expect('=');
    if (name === 'PASSWORD') {
      password = cursor.string();
      if (cursor.is('HASHED')) throw notSupported('A hashed password', cursor.line);
      if (cursor.accept('MUST_CHANGE')) options.push({ name: 'MUST_CHANGE', value: 'ON' });
      cursor.accept('UNLOCK');
      continue;
    }
    const token = cursor.next();
    if (token.kind === 'end' || token.kind === 'symbol') throw cursor.unexpected(token);
    options.push({ name, value: token.kind === 'binary' ? `0x${token.text}` : token.text });
  } while (cursor.accept(','));
  return { options, ...(password !== undefined && { password }) };
}

function parseCreateLogin(cursor: Cursor): Body {
  const name = cursor.name();
  if (cursor.accept('FROM', 'WINDOWS')) {
    const { options } = cursor.accept('WITH') ? parseLoginOptions(cursor) : { options: [] };
    return { kind: 'create-login', name, windows: true, options };
  }
  cursor.expect('WITH');
  return { kind: 'create-login', name, windows: false, ...parseLoginOptions(cursor) };
}

function parseAlterLogin(cursor: Cursor): Body {
  const name = cursor.name();
  const word = cursor.oneOf('ENABLE', 'DISABLE');
  if (word !== undefined)
    return { kind: 'alter-login', name, disable: word === 'DISABLE', options: [] };
  cursor.expect('WITH');
  return { kind: 'alter-login', name, ...parseLoginOptions(cursor) };
}

function parseCreateUser(cursor: Cursor): Body {
  const name = cursor.name();
  if (cursor.accept('WITHOUT', 'LOGIN')) return { kind: 'create-user', name, without: true };
  const login =
    cursor.accept('FOR', 'LOGIN') || cursor.accept('FROM', 'LOGIN') ? cursor.name() : undefined;
  skipSchema(cursor);
  return { kind: 'create-user', name, without: false, ...(login !== undefined && { login }) };
}

function skipSchema(cursor: Cursor): void {
  if (!cursor.accept('WITH')) return;
  cursor.expect('DEFAULT_SCHEMA', '=');
  cursor.name();
}

function parseAlterUser(cursor: Cursor): Body {
  const name = cursor.name();
  cursor.expect('WITH');
  let login: string | undefined;
  let newName: string | undefined;
  do {
    const option = cursor.word();
    cursor.expect('=');
    const value = cursor.name();
    if (option === 'LOGIN') login = value;
    else if (option === 'NAME') newName = value;
    else if (option !== 'DEFAULT_SCHEMA') throw cursor.unexpected();
  } while (cursor.accept(','));
  return {
    kind: 'alter-user',
    name,
    ...(login !== undefined && { login }),
    ...(newName !== undefined && { newName }),
  };
}

function parseCreateRole(cursor: Cursor): Body {
  const name = cursor.name();
  const owner = cursor.accept('AUTHORIZATION') ? cursor.name() : undefined;
  return { kind: 'create-role', name, ...(owner !== undefined && { owner }) };
}

/** ALTER ROLE … ADD MEMBER came with 2012. */
function parseAlterRole(cursor: Cursor, server: boolean): Body {
  const name = cursor.name();
  if (cursor.major < 11) throw cursor.unexpected();
  const word = cursor.oneOf('ADD', 'DROP');
  if (word === undefined) throw cursor.unexpected();
  cursor.expect('MEMBER');
  const member = cursor.name();
  return {
    kind: 'alter-role',
    name,
    server,
    ...(word === 'ADD' ? { add: member } : { drop: member }),
  };
}

/** What is next after CREATE; undefined when it is no principal. */
export function parseCreatePrincipal(cursor: Cursor): Body | undefined {
  if (cursor.accept('LOGIN')) return parseCreateLogin(cursor);
  if (cursor.accept('USER')) return parseCreateUser(cursor);
  return cursor.accept('ROLE') ? parseCreateRole(cursor) : undefined;
}

export function parseAlterPrincipal(cursor: Cursor): Body | undefined {
  if (cursor.accept('LOGIN')) return parseAlterLogin(cursor);
  if (cursor.accept('USER')) return parseAlterUser(cursor);
  if (cursor.accept('SERVER', 'ROLE')) return parseAlterRole(cursor, true);
  if (cursor.accept('ROLE')) return parseAlterRole(cursor, false);
  if (!cursor.accept('AUTHORIZATION')) return undefined;
  cursor.expect('ON', 'DATABASE', '::');
  const database = cursor.name();
  cursor.expect('TO');
  return { kind: 'authorization', database, owner: cursor.name() };
}

export function parseDropPrincipal(cursor: Cursor): Body | undefined {
  if (cursor.accept('LOGIN')) return { kind: 'drop-login', name: cursor.name() };
  if (cursor.accept('USER')) return { kind: 'drop-user', name: cursor.name() };
  return cursor.accept('ROLE') ? { kind: 'drop-role', name: cursor.name() } : undefined;
}
