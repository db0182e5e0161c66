import { sysname, varchar } from '../../values/types.ts';
import { notSupported } from '../messages/sql-error.ts';
import { changeMembership, requireLogin } from '../statements/principal-changes.ts';
import { required, type Procedure } from './procedure.ts';

const addRoleMember: Procedure = (execution, list) => {
  const role = required(list, 0, 'sp_addrolemember', '@rolename');
  const member = required(list, 1, 'sp_addrolemember', '@membername');
  changeMembership(execution, role, member, true);
  return Promise.resolve(0);
};

const dropRoleMember: Procedure = (execution, list) => {
  const role = required(list, 0, 'sp_droprolemember', '@rolename');
  const member = required(list, 1, 'sp_droprolemember', '@membername');
  changeMembership(execution, role, member, false);
  return Promise.resolve(0);
};

function serverRoleChange(procedure: string, add: boolean): Procedure {
  return (execution, list) => {
    const login = requireLogin(execution, required(list, 0, procedure, '@loginame'));
    const role = required(list, 1, procedure, '@rolename').toLowerCase();
    const others = login.roles.filter(one => one !== role);
    login.roles = add ? [...others, role] : others;
    return Promise.resolve(0);
  };
}

/** `Report`: SQL users whose login is missing. */
const changeUsersLogin: Procedure = async (execution, list) => {
  const action = required(list, 0, 'sp_change_users_login', '@action').toLowerCase();
  if (action !== 'report') throw notSupported(`sp_change_users_login '${action}'`);
  const { instance, session } = execution;
  const content = instance.database(session.database).content;
  const rows = (content?.principals ?? [])
    .filter(one => one.type === 'S' && one.id > 4 && instance.loginBySid(one.sid) === undefined)
    .map(one => [one.name, Buffer.from(one.sid, 'hex')]);
  await execution.resultSet(
    [
      { name: 'UserName', type: sysname },
      { name: 'UserSID', type: { ...varchar(85), name: 'varbinary' } },
    ],
    rows,
  );
  return 0;
};

const changeOwner: Procedure = (execution, list) => {
  const login = requireLogin(execution, required(list, 0, 'sp_changedbowner', '@loginame'));
  const database = execution.instance.database(execution.session.database);
  database.facts.ownerSid = login.sid;
  return Promise.resolve(0);
};

/** Procedures that change logins, roles and owners. */
export const principalProcedures: readonly (readonly [string, Procedure])[] = [
  ['sp_addrolemember', addRoleMember],
  ['sp_droprolemember', dropRoleMember],
  ['sp_addsrvrolemember', serverRoleChange('sp_addsrvrolemember', true)],
  ['sp_dropsrvrolemember', serverRoleChange('sp_dropsrvrolemember', false)],
  ['sp_change_users_login', changeUsersLogin],
  ['sp_changedbowner', changeOwner],
];
