import { fileStoreOf } from '../data/file-store.ts';
import { locationsData } from '../data/locations.ts';
import { usersOf, userStoreOf } from '../data/people.ts';
import { responseGroupsOf, workflowContacts } from '../data/response-groups.ts';
import {
  centralManagementDetail,
  fileStoreDetail,
  registrarDetail,
  webServicesDetail,
  type TopologyService,
} from '../data/topology.ts';
import type { DirectoryState } from '../state.ts';
import { buildMember, clusterOfPool, poolEntry, storesOf, type MemberKind } from './member.ts';
import type { BuildContext, PoolBuild, PoolPlan, PracticeRole, StoredDatabase } from './role.ts';
import { databasesOf } from './software.ts';

function frontEndServices(pool: PoolPlan): TopologyService[] {
  const need = (usage: string, role: string): { usage: string; role: string } => ({ usage, role });
  const reports = Object.keys(pool.stores).flatMap(kind =>
    kind === 'archiving'
      ? [need('Archiving', 'ArchivingStore')]
      : kind === 'monitoring'
        ? [need('Monitoring', 'MonitoringStore')]
        : [],
  );
  const { fileStore, pairedWith } = pool;
  return [
    {
      role: 'UserServices',
      needs: [
        need('Default', 'UserStore'),
        need('Default', 'FileStore'),
        need('Default', 'ConfServices'),
        ...reports,
      ],
    },
    {
      role: 'Registrar',
      needs: [
        need('UserServices', 'UserServices'),
        need('WebServices', 'WebServices'),
        ...(pairedWith === undefined
          ? []
          : [{ usage: 'BackupRegistrar', role: 'Registrar', of: pairedWith }]),
      ],
      detail: registrarDetail(),
    },
    ...(fileStore === undefined
      ? []
      : [
          {
            role: 'FileStore',
            at: fileStore.server,
            needs: [],
            detail: fileStoreDetail(fileStore.share),
          },
        ]),
    { role: 'ConfServices', needs: [need('Default', 'FileStore')] },
    {
      role: 'ApplicationServer',
      needs: [need('Default', 'ApplicationStore'), need('Default', 'FileStore')],
    },
    {
      role: 'WebServices',
      needs: [need('Default', 'FileStore'), need('Default', 'UserServices')],
      detail: webServicesDetail(`web-${pool.fqdn}`),
    },
    ...(pool.centralManagement
      ? [
          {
            role: 'CentralMgmt',
            needs: [need('Default', 'CentralMgmtStore'), need('Default', 'FileStore')],
            detail: centralManagementDetail(),
          },
        ]
      : []),
  ];
}

const kind: MemberKind = {
  role: 'FrontEnd',
  type: 'enterprise',
  services: frontEndServices,
  certificates: (server, pool, { blueprint }) => {
    const [main = ''] = blueprint.sipDomains;
    return [
      {
        uses: ['Default', 'WebServicesInternal', 'WebServicesExternal'],
        subject: `CN=${pool.fqdn}`,
        alternativeNames: [
          pool.fqdn,
          server.fqdn,
          `web-${pool.fqdn}`,
          ...blueprint.sipDomains.map(name => `sip.${name}`),
          `meet.${main}`,
          `dialin.${main}`,
        ],
        friendlyName: `Lync ${server.fqdn}`,
      },
    ];
  },
};

/** Both halves of the mirror that an instance belongs to; the first is the one that is named. */
function halvesOf(server: string, instance: string, context: BuildContext): string[] {
  const plan = context.blueprint.servers.find(one => one.fqdn === server);
  const mirror = plan?.sql?.find(sql => sql.instance === instance)?.mirror;
  return [`${server}\\${instance}`, ...(mirror === undefined ? [] : [mirror])];
}

/** What the management shell keeps of the pool's databases; Archiving and Monitoring are SQL Server's. */
function databasesOfPool(
  pool: PoolPlan,
  users: DirectoryState['users'],
  context: BuildContext,
): StoredDatabase[] {
  const contents = new Map<string, unknown>([
    ['rtcxds', userStoreOf(users, context.directoryOf(pool.fqdn))],
    [
      'rgsconfig',
      responseGroupsOf(
        pool.fqdn,
        users.map(user => user.sip),
      ),
    ],
    ['lis', locationsData()],
  ]);
  const kept = ['UserStore', 'ApplicationStore', 'CentralMgmtStore'];
  return storesOf(pool)
    .filter(({ role }) => kept.includes(role))
    .flatMap(({ role, server, instance }) =>
      halvesOf(server, instance, context).flatMap(half => {
        const [host = '', name = ''] = half.split('\\');
        return databasesOf([role])
          .filter(database => database !== 'xds')
          .map(database => ({
            server: host,
            instance: name,
            name: database,
            content: contents.get(database) ?? { rows: 100 },
          }));
      }),
    );
}

function buildPool(pool: PoolPlan, context: BuildContext): PoolBuild {
  const { blueprint } = context;
  const users = usersOf(pool.fqdn, blueprint.sipDomains[0] ?? '', blueprint.netbios);
  const organizers = users.slice(0, 3).map(user => user.sip.slice('sip:'.length));
  const { fileStore } = pool;
  const groups = responseGroupsOf(
    pool.fqdn,
    users.map(user => user.sip),
  );
  return {
    cluster: clusterOfPool(kind, pool, context),
    databases: databasesOfPool(pool, users, context),
    files:
      fileStore === undefined
        ? []
        : fileStoreOf({
            share: fileStore.share,
            pool: pool.fqdn,
            ...context.clusterOf(pool.fqdn),
            organizers,
            centralManagement: pool.centralManagement,
          }).map(file => ({ ...file, server: fileStore.server })),
    users,
    contacts: workflowContacts(groups),
    estate: poolEntry(kind, pool, context),
  };
}

/** A Front End of an Enterprise Edition pool, and the pool with its users, groups and file store. */
export const frontEnd: PracticeRole = {
  name: 'front-end',
  build: (plan, context) => buildMember(kind, plan, context),
  buildPool,
};
