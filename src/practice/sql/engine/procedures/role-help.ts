import { sysname, varbinary } from '../../values/types.ts';
import { sameName } from '../expressions/scope.ts';
import { sqlError } from '../messages/sql-error.ts';
import { serverRoles } from '../principals/server-roles.ts';
import { sendRows, textAt, type Procedure } from './procedure.ts';

const helpRoleMember: Procedure = async (execution, list) => {
  const role = textAt(list, 0, '@rolename');
  const { instance, session } = execution;
  const content = instance.database(session.database).content;
  const principals = content?.principals ?? [];
  if (role !== undefined && !principals.some(one => one.type === 'R' && sameName(one.name, role)))
    throw sqlError(15409, role);
  const rows = (content?.memberships ?? []).flatMap(membership => {
    const of = principals.find(one => one.id === membership.role);
    const member = principals.find(one => one.id === membership.member);
    if (of === undefined || member === undefined) return [];
    if (role !== undefined && !sameName(of.name, role)) return [];
    return [[of.name, member.name, Buffer.from(member.sid, 'hex')]];
  });
  await sendRows(
    execution,
    [
      ['DbRole', sysname],
      ['MemberName', sysname],
      ['MemberSID', varbinary(85)],
    ],
    rows,
  );
  return 0;
};

const helpServerRoleMember: Procedure = async (execution, list) => {
  const role = textAt(list, 0, '@srvrolename');
  if (role !== undefined && !serverRoles.some(([, name]) => sameName(name, role)))
    throw sqlError(15412, role);
  const rows = execution.instance.facts.logins.flatMap(login =>
    login.roles
      .filter(one => role === undefined || sameName(one, role))
      .map(one => [one, login.name, Buffer.from(login.sid, 'hex')]),
  );
  await sendRows(
    execution,
    [
      ['ServerRole', sysname],
      ['MemberName', sysname],
      ['MemberSID', varbinary(85)],
    ],
    rows,
  );
  return 0;
};

/** Procedures that tell who is in which role. */
export const roleHelp: readonly (readonly [string, Procedure])[] = [
  ['sp_helprolemember', helpRoleMember],
  ['sp_helpsrvrolemember', helpServerRoleMember],
];
