import type { Login } from '../engine/principals/principals.ts';
import { serverRoles } from '../engine/principals/server-roles.ts';
import type { DatabasePrincipal } from '../storage/content.ts';
import {
  bitType,
  datetimeType,
  intType,
  nvarchar,
  smallintType,
  sysname,
  varbinary,
  varchar,
} from '../values/types.ts';
import { datetime, viewOf, type SystemView, type ViewContext } from './view.ts';

const kinds = { S: 'SQL_LOGIN', U: 'WINDOWS_LOGIN', G: 'WINDOWS_GROUP', R: 'SERVER_ROLE' } as const;
const userKinds = {
  S: 'SQL_USER',
  U: 'WINDOWS_USER',
  G: 'WINDOWS_GROUP',
  R: 'DATABASE_ROLE',
} as const;

interface ServerPrincipal {
  readonly id: number;
  readonly name: string;
  readonly type: 'S' | 'U' | 'G' | 'R';
  readonly sid: string;
  readonly created: number;
  readonly login: Login | undefined;
}

function serverPrincipals({ execution }: ViewContext): ServerPrincipal[] {
  const { facts } = execution.instance;
  const roles = serverRoles.map(([id, name]) => ({
    id,
    name,
    type: 'R' as const,
    sid: id.toString(16).padStart(2, '0').toUpperCase(),
    created: facts.installed,
    login: undefined,
  }));
  return [...facts.logins.map(login => ({ ...login, login })), ...roles];
}

const serverPrincipalColumns: Parameters<typeof viewOf<ServerPrincipal>>[1] = [
  ['name', sysname, principal => principal.name],
  ['principal_id', intType, principal => principal.id],
  ['sid', varbinary(85), principal => Buffer.from(principal.sid, 'hex')],
  ['type', varchar(1), principal => principal.type],
  ['type_desc', nvarchar(60), principal => kinds[principal.type]],
  ['is_disabled', bitType, principal => principal.login?.disabled ?? false],
  ['create_date', datetimeType, principal => datetime(principal.created)],
  ['modify_date', datetimeType, principal => datetime(principal.created)],
  ['default_database_name', sysname, principal => principal.login?.defaultDatabase ?? null],
  ['default_language_name', sysname, principal => (principal.login ? 'us_english' : null)],
];

interface Membership {
  readonly role: number;
  readonly member: number;
}

const serverRoleMembers = viewOf<Membership>(
  ({ execution }) =>
    execution.instance.facts.logins.flatMap(login =>
      login.roles.flatMap(name => {
        const role = serverRoles.find(([, candidate]) => candidate === name);
        return role === undefined ? [] : [{ role: role[0], member: login.id }];
      }),
    ),
  [
    ['role_principal_id', intType, one => one.role],
    ['member_principal_id', intType, one => one.member],
  ],
);

const databasePrincipals = viewOf<DatabasePrincipal>(
  ({ database }) => database.content?.principals ?? [],
  [
    ['name', sysname, principal => principal.name],
    ['principal_id', intType, principal => principal.id],
    ['type', varchar(1), principal => principal.type],
    ['type_desc', nvarchar(60), principal => userKinds[principal.type]],
    ['default_schema_name', sysname, principal => (principal.type === 'R' ? null : 'dbo')],
    ['create_date', datetimeType, (_, { database }) => datetime(database.facts.created)],
    ['modify_date', datetimeType, (_, { database }) => datetime(database.facts.created)],
    [
      'owning_principal_id',
      intType,
      principal => (principal.type === 'R' ? principal.owner : null),
    ],
    [
      'sid',
      varbinary(85),
      principal => (principal.sid === '' ? null : Buffer.from(principal.sid, 'hex')),
    ],
    ['is_fixed_role', bitType, principal => principal.fixedRole],
  ],
);

const databaseRoleMembers = viewOf<Membership>(
  ({ database }) => database.content?.memberships ?? [],
  [
    ['role_principal_id', intType, one => one.role],
    ['member_principal_id', intType, one => one.member],
  ],
);

const sqlLogins = viewOf<ServerPrincipal>(
  context => serverPrincipals(context).filter(one => one.type === 'S'),
  [
    ...serverPrincipalColumns,
    ['is_policy_checked', bitType, principal => principal.login?.checkPolicy ?? false],
    ['is_expiration_checked', bitType, () => false],
  ],
);

export const principalViews: readonly (readonly [string, SystemView])[] = [
  ['sys.server_principals', viewOf<ServerPrincipal>(serverPrincipals, serverPrincipalColumns)],
  [
    'sys.certificates',
    viewOf<string>(
      ({ execution }) => execution.instance.facts.certificates ?? [],
      [
        ['name', sysname, thumbprint => `Certificate_${thumbprint.slice(0, 8)}`],
        ['thumbprint', varbinary(32), thumbprint => Buffer.from(thumbprint, 'hex')],
      ],
    ),
  ],
  ['sys.sql_logins', sqlLogins],
  ['sys.server_role_members', serverRoleMembers],
  ['sys.database_principals', databasePrincipals],
  ['sys.database_role_members', databaseRoleMembers],
  [
    'sys.sysusers',
    viewOf<DatabasePrincipal>(
      ({ database }) => database.content?.principals ?? [],
      [
        ['uid', smallintType, principal => principal.id],
        ['name', sysname, principal => principal.name],
        [
          'sid',
          varbinary(85),
          principal => (principal.sid === '' ? null : Buffer.from(principal.sid, 'hex')),
        ],
        ['issqlrole', intType, principal => (principal.type === 'R' ? 1 : 0)],
        ['islogin', intType, principal => (principal.type === 'R' ? 0 : 1)],
      ],
    ),
  ],
];
