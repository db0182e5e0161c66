import type { PrincipalStatement } from '../../language/statements.ts';
import type { Content, DatabasePrincipal } from '../../storage/content.ts';
import { sameName } from '../expressions/scope.ts';
import type { Database } from '../instance/database.ts';
import { notSupported, sqlError } from '../messages/sql-error.ts';
import { accessError, databaseRoles, isSysadmin } from '../principals/access.ts';
import { hashPassword, newSid, type Login } from '../principals/principals.ts';
import type { Execution } from '../sessions/execution.ts';
import { recordChange } from './changes.ts';

/** Throws 15007 for a login that there is not. */
export function requireLogin(execution: Execution, name: string): Login {
  const login = execution.instance.findLogin(name);
  if (login === undefined) throw sqlError(15007, name);
  return login;
}

function demandServer(execution: Execution): void {
  const { login } = execution.session;
  if (!isSysadmin(login) && !login.roles.includes('securityadmin')) throw sqlError(15247);
}

function openDatabase(execution: Execution): { database: Database; content: Content } {
  const { session, instance } = execution;
  const database = instance.database(session.database);
  const error = accessError(instance, session.login, database, session);
  if (error !== undefined) throw error;
  const roles = databaseRoles(session.login, database);
  if (!roles.some(role => ['db_owner', 'db_securityadmin', 'db_accessadmin'].includes(role)))
    throw sqlError(15247);
  if (database.content === undefined) throw sqlError(945, database.name);
  return { database, content: database.content };
}

/** Changes principals of the current database; the change is logged as a whole. */
function change(execution: Execution, apply: (content: Content) => void): void {
  const { database, content } = openDatabase(execution);
  const { principals, memberships } = structuredClone({
    principals: content.principals,
    memberships: content.memberships,
  });
  apply(content);
  execution.session.transactions.remember(() => {
    Object.assign(content, { principals, memberships });
    database.dirty = true;
  });
  recordChange(execution, database, {
    kind: 'principals',
    principals: {
      principals: structuredClone(content.principals),
      memberships: structuredClone(content.memberships),
      nextObjectId: content.nextObjectId,
    },
  });
}

function findPrincipal(content: Content, name: string): DatabasePrincipal | undefined {
  return content.principals.find(principal => sameName(principal.name, name));
}

function nextPrincipalId(content: Content): number {
  const used = content.principals.map(principal => principal.id).filter(id => id < 16384);
  return Math.max(4, ...used) + 1;
}

/** Adds a member to a role of the current database or takes it out; throws 15014, 15410. */
export function changeMembership(
  execution: Execution,
  roleName: string,
  memberName: string,
  add: boolean,
): void {
  change(execution, content => {
    const role = findPrincipal(content, roleName);
    if (role?.type !== 'R') throw sqlError(15014, roleName);
    const member = findPrincipal(content, memberName);
    if (member === undefined) throw sqlError(15410, memberName);
    const others = content.memberships.filter(
      one => one.role !== role.id || one.member !== member.id,
    );
    content.memberships = add ? [...others, { role: role.id, member: member.id }] : others;
  });
}

function createLogin(
  execution: Execution,
  statement: Extract<PrincipalStatement, { kind: 'create-login' }>,
): void {
  demandServer(execution);
  const { instance } = execution;
  if (instance.findLogin(statement.name) !== undefined) throw sqlError(15025, statement.name);
  const option = (name: string): string | undefined =>
    statement.options.find(one => one.name === name)?.value;
  if (statement.windows && !/^[^\\]+\\[^\\]+$/u.test(statement.name))
    throw sqlError(15401, statement.name);
  const policy = (option('CHECK_POLICY') ?? 'ON').toUpperCase() !== 'OFF' && !statement.windows;
  const password = statement.password ?? '';
  if (policy && password.length < 8) throw sqlError(15118);
  const sid = option('SID');
  const type = statement.windows ? 'G' : 'S';
  instance.facts.logins.push({
    id: Math.max(256, ...instance.facts.logins.map(login => login.id)) + 1,
    name: statement.name,
    type,
    sid:
      sid?.replace(/^0x/iu, '').toUpperCase() ??
      newSid(type, statement.name, size => instance.world.random(size)),
    created: instance.world.now(),
    disabled: false,
    locked: false,
    expired: false,
    mustChange: option('MUST_CHANGE') !== undefined,
    checkPolicy: policy,
    failures: 0,
    defaultDatabase: option('DEFAULT_DATABASE') ?? 'master',
    roles: [],
    password: statement.windows ? '' : hashPassword(password),
  });
}

function alterLogin(
  execution: Execution,
  statement: Extract<PrincipalStatement, { kind: 'alter-login' }>,
): void {
  demandServer(execution);
  const login = execution.instance.findLogin(statement.name);
  if (login === undefined) throw sqlError(15151, 'alter', 'login', statement.name);
  if (statement.disable !== undefined) login.disabled = statement.disable;
  if (statement.password !== undefined) {
    login.password = hashPassword(statement.password);
    login.locked = false;
    login.failures = 0;
  }
  for (const { name, value } of statement.options) {
    if (name === 'DEFAULT_DATABASE') login.defaultDatabase = value;
    else if (name === 'NAME') login.name = value;
    else if (name === 'CHECK_POLICY') login.checkPolicy = value.toUpperCase() === 'ON';
    else if (name === 'MUST_CHANGE') login.mustChange = true;
    else throw notSupported(`ALTER LOGIN … ${name}`);
  }
}

function createUser(
  execution: Execution,
  statement: Extract<PrincipalStatement, { kind: 'create-user' }>,
): void {
  const name = statement.login ?? statement.name;
  const login = statement.without ? undefined : execution.instance.findLogin(name);
  if (!statement.without && login === undefined) throw sqlError(15007, name);
  change(execution, content => {
    if (findPrincipal(content, statement.name) !== undefined) throw sqlError(15023, statement.name);
    const sid = login?.sid ?? execution.instance.world.random(28).toString('hex').toUpperCase();
    if (content.principals.some(one => one.sid === sid)) throw sqlError(15063);
    content.principals.push({
      id: nextPrincipalId(content),
      name: statement.name,
      type: login?.type ?? 'S',
      sid,
      fixedRole: false,
      owner: 1,
    });
  });
}

function alterUser(
  execution: Execution,
  statement: Extract<PrincipalStatement, { kind: 'alter-user' }>,
): void {
  const login =
    statement.login === undefined ? undefined : requireLogin(execution, statement.login);
  change(execution, content => {
    const user = findPrincipal(content, statement.name);
    if (user === undefined || user.type === 'R')
      throw sqlError(15151, 'alter', 'user', statement.name);
    if (login !== undefined) user.sid = login.sid;
    if (statement.newName !== undefined) user.name = statement.newName;
  });
}

function dropPrincipal(execution: Execution, name: string, kind: 'user' | 'role'): void {
  change(execution, content => {
    const found = findPrincipal(content, name);
    const isRole = found?.type === 'R';
    if (found === undefined || isRole !== (kind === 'role') || found.fixedRole || found.id <= 4)
      throw sqlError(15151, 'drop', kind, name);
    if (isRole && content.memberships.some(one => one.role === found.id)) throw sqlError(15144);
    content.principals = content.principals.filter(one => one.id !== found.id);
    content.memberships = content.memberships.filter(one => one.member !== found.id);
  });
}

function createRole(execution: Execution, name: string): void {
  change(execution, content => {
    if (findPrincipal(content, name) !== undefined) throw sqlError(15023, name);
    content.principals.push({
      id: nextPrincipalId(content),
      name,
      type: 'R',
      sid: execution.instance.world.random(28).toString('hex').toUpperCase(),
      fixedRole: false,
      owner: 1,
    });
  });
}

function alterServerRole(
  execution: Execution,
  statement: Extract<PrincipalStatement, { kind: 'alter-role' }>,
): void {
  demandServer(execution);
  const login = requireLogin(execution, statement.add ?? statement.drop ?? '');
  const role = statement.name.toLowerCase();
  const others = login.roles.filter(one => one !== role);
  login.roles = statement.add === undefined ? others : [...others, role];
}

/** CREATE, ALTER and DROP of logins, users and roles. */
export function runPrincipal(execution: Execution, statement: PrincipalStatement): void {
  switch (statement.kind) {
    case 'create-login':
      createLogin(execution, statement);
      return;
    case 'alter-login':
      alterLogin(execution, statement);
      return;
    case 'drop-login': {
      demandServer(execution);
      const { logins } = execution.instance.facts;
      const at = logins.findIndex(login => sameName(login.name, statement.name));
      if (at < 0) throw sqlError(15151, 'drop', 'login', statement.name);
      logins.splice(at, 1);
      return;
    }
    case 'create-user':
      createUser(execution, statement);
      return;
    case 'alter-user':
      alterUser(execution, statement);
      return;
    case 'drop-user':
      dropPrincipal(execution, statement.name, 'user');
      return;
    case 'create-role':
      createRole(execution, statement.name);
      return;
    case 'drop-role':
      dropPrincipal(execution, statement.name, 'role');
      return;
    case 'alter-role':
      if (statement.server) alterServerRole(execution, statement);
      else
        changeMembership(
          execution,
          statement.name,
          statement.add ?? statement.drop ?? '',
          statement.add !== undefined,
        );
      return;
    case 'authorization': {
      demandServer(execution);
      const login = requireLogin(execution, statement.owner);
      execution.instance.database(statement.database).facts.ownerSid = login.sid;
    }
  }
}
