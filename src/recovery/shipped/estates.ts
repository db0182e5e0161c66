import type { Estate, Pool, Server, SqlInstance } from '../../estate/model.ts';
import { placeholders } from './placeholders.ts';

const { server, helper, pool, partner, sql, frontEnds, instance, mirrorInstance, share } =
  placeholders;

function serverOf(fqdn: string, role: string): Server {
  return {
    fqdn,
    site: 'Template',
    roles: [role],
    certificates: [],
    deployment: { bootstrapper: 'Bootstrapper.exe', media: 'D:\\Setup\\amd64' },
  };
}

function poolOf(
  fqdn: string,
  type: string,
  servers: readonly string[],
  more: Partial<Pool> = {},
): Pool {
  return {
    fqdn,
    site: 'Template',
    type,
    servers,
    services: ['response-groups'],
    stores: [],
    dependsOn: [],
    ...more,
  };
}

function backEnd(name: string): Pick<Pool, 'sql' | 'stores'> {
  return {
    sql: name,
    stores: [
      { kind: 'user', sql: name },
      { kind: 'application', sql: name },
    ],
  };
}

function instanceOf(host: string, name: string, mirror?: string): SqlInstance {
  return {
    name: `${host}\\${name}`,
    host,
    instance: name,
    databases: [],
    settings: {},
    ...(mirror === undefined ? {} : { mirror }),
  };
}

function estateOf(
  servers: readonly Server[],
  pools: readonly Pool[],
  more: Partial<Estate> = {},
): Estate {
  return {
    file: '',
    hash: '',
    kind: 'live',
    name: 'Template',
    productVersion: '2013',
    domain: '',
    sipDomains: [],
    sites: [{ name: 'Template' }],
    pools,
    servers,
    sqlInstances: [],
    fileStores: [],
    external: [],
    notUnderstood: [],
    paths: [],
    addresses: {},
    ...more,
  };
}

const frontEndOf = (fqdn: string): Server => serverOf(fqdn, 'FrontEnd');
const main = `${sql}\\${instance}`;
const lostInstance = `${server}\\${mirrorInstance}`;

/** A pool of which one Front End is left. */
export function frontEndEstate(): Estate {
  return estateOf(
    [frontEndOf(server), frontEndOf(helper)],
    [poolOf(pool, 'enterprise', [server, helper], backEnd(main))],
    { sqlInstances: [instanceOf(sql, instance)] },
  );
}

/** A pool with everything it has, and a server elsewhere that is left. */
export function wholePoolEstate(): Estate {
  return estateOf(
    [...frontEnds.map(frontEndOf), serverOf(sql, 'BackEnd'), serverOf(helper, 'StandardEdition')],
    [poolOf(pool, 'enterprise', frontEnds, backEnd(main))],
    { sqlInstances: [instanceOf(sql, instance)] },
  );
}

/** A pool with its partner. */
export function pairEstate(): Estate {
  const [one, two] = frontEnds;
  return estateOf(
    [frontEndOf(one), frontEndOf(two), serverOf(sql, 'BackEnd'), frontEndOf(helper)],
    [
      poolOf(pool, 'enterprise', [one, two], { ...backEnd(main), pairedWith: partner }),
      poolOf(partner, 'enterprise', [helper], { pairedWith: pool }),
    ],
    { sqlInstances: [instanceOf(sql, instance)] },
  );
}

/** A back end that is not mirrored; `central` with the Central Management store on it. */
export function backEndEstate(central: boolean): Estate {
  const one = `${server}\\${instance}`;
  const stores = backEnd(one);
  return estateOf(
    [frontEndOf(helper), serverOf(server, 'BackEnd')],
    [
      poolOf(pool, 'enterprise', [helper], {
        ...stores,
        stores: central
          ? [...stores.stores, { kind: 'central-management', sql: one }]
          : stores.stores,
      }),
    ],
    {
      sqlInstances: [instanceOf(server, instance)],
      ...(central ? { centralManagement: pool } : {}),
    },
  );
}

/** A mirrored back end; the lost half is the first one or the second one. */
export function mirrorEstate(lost: 'primary' | 'mirror'): Estate {
  return estateOf(
    [frontEndOf(helper), serverOf(server, 'BackEnd'), serverOf(sql, 'BackEnd')],
    [poolOf(pool, 'enterprise', [helper], backEnd(lost === 'primary' ? lostInstance : main))],
    {
      sqlInstances: [
        instanceOf(server, mirrorInstance, main),
        instanceOf(sql, instance, lostInstance),
      ],
    },
  );
}

/** A pool of one server of this type, and a helper elsewhere. */
export function memberEstate(type: string, role: string): Estate {
  return estateOf(
    [serverOf(server, role), frontEndOf(helper)],
    [poolOf(pool, type, [server]), poolOf('home.template', 'enterprise', [helper])],
  );
}

/** A file server. */
export function fileStoreEstate(): Estate {
  return estateOf(
    [serverOf(server, 'FileServer'), frontEndOf(helper)],
    [poolOf(pool, 'enterprise', [helper], { fileStore: share })],
    { fileStores: [{ path: share, pool, pools: [pool], server }] },
  );
}
