import { assignmentsOf, issue } from '../data/certificates.ts';
import { fileStoreOf } from '../data/file-store.ts';
import { locationsData } from '../data/locations.ts';
import { usersOf, userStoreOf } from '../data/people.ts';
import { responseGroupsOf, workflowContacts } from '../data/response-groups.ts';
import {
  centralManagementDetail,
  fileStoreDetail,
  registrarDetail,
  webServicesDetail,
  type TopologyCluster,
  type TopologyService,
} from '../data/topology.ts';
import type { BuildSheet, ComputerState } from '../state.ts';
import { cleanComputer, plainSheet, setUpTime } from './computer.ts';
import { estateServer } from './estate-server.ts';
import type {
  BuildContext,
  DatabaseBuild,
  PracticeRole,
  ServerBuild,
  ServerPlan,
  SqlInstanceBuild,
} from './role.ts';
import {
  databasesOf,
  localInstances,
  mediaFolder,
  roleSoftware,
  servicesOf,
  shareGroups,
  sqlExpress,
  windowsFeatures,
} from './software.ts';

/** The one SQL Server instance that a Standard Edition server has beside its local copies. */
const instanceName = 'RTC';
const shareName = 'LyncShare';

function services(plan: ServerPlan): TopologyService[] {
  const need = (usage: string, role: string): { usage: string; role: string } => ({ usage, role });
  const central: TopologyService[] = [
    {
      role: 'CentralMgmt',
      needs: [need('Default', 'CentralMgmtStore'), need('Default', 'FileStore')],
      detail: centralManagementDetail(),
    },
    { role: 'CentralMgmtStore', sql: instanceName.toLowerCase(), needs: [] },
  ];
  return [
    {
      role: 'UserServices',
      needs: [
        need('Default', 'UserStore'),
        need('Default', 'FileStore'),
        need('Default', 'ConfServices'),
      ],
    },
    {
      role: 'Registrar',
      needs: [need('UserServices', 'UserServices'), need('WebServices', 'WebServices')],
      detail: registrarDetail(),
    },
    { role: 'UserStore', sql: instanceName.toLowerCase(), needs: [] },
    { role: 'ApplicationStore', sql: instanceName.toLowerCase(), needs: [] },
    { role: 'FileStore', needs: [], detail: fileStoreDetail(shareName) },
    { role: 'ConfServices', needs: [need('Default', 'FileStore')] },
    {
      role: 'ApplicationServer',
      needs: [need('Default', 'ApplicationStore'), need('Default', 'FileStore')],
    },
    { role: 'MediationServer', needs: [need('Default', 'Registrar')] },
    {
      role: 'WebServices',
      needs: [need('Default', 'FileStore'), need('Default', 'UserServices')],
      detail: webServicesDetail(`web-${plan.fqdn}`),
    },
    ...(plan.centralManagement ? central : []),
  ];
}

function clusterOf(plan: ServerPlan, context: BuildContext): TopologyCluster {
  return {
    fqdn: plan.fqdn,
    ...context.clusterOf(plan.fqdn),
    machines: [{ fqdn: plan.fqdn, address: plan.address }],
    sqlInstances: [{ name: instanceName.toLowerCase() }],
    services: services(plan),
  };
}

function sheetOf(plan: ServerPlan, context: BuildContext): BuildSheet {
  const { netbios, sipDomains } = context.blueprint;
  const [main = ''] = sipDomains;
  return {
    ...plainSheet(plan, context),
    roles: ['StandardEdition'],
    sql: [{ name: instanceName, ...sqlExpress }],
    shares: [
      {
        name: shareName,
        path: `C:\\${shareName}`,
        description: 'Lync file store',
        permissions: ['BUILTIN\\Administrators: Full Control'],
        acl: ['BUILTIN\\Administrators', ...shareGroups.map(group => `${netbios}\\${group}`)],
      },
    ],
    certificates: [
      {
        uses: ['Default', 'WebServicesInternal', 'WebServicesExternal'],
        subject: `CN=${plan.fqdn}`,
        alternativeNames: [
          plan.fqdn,
          `web-${plan.fqdn}`,
          ...sipDomains.map(name => `sip.${name}`),
          `meet.${main}`,
          `dialin.${main}`,
        ],
        friendlyName: `Lync ${plan.fqdn}`,
      },
    ],
  };
}

function computerOf(sheet: BuildSheet, plan: ServerPlan, context: BuildContext): ComputerState {
  const setUp = setUpTime(context.now);
  const authority = { name: '', subject: context.issuer, nextSerial: 1 };
  const certificates = sheet.certificates.map((certificate, i) =>
    issue(certificate, { ...authority, nextSerial: 4096 + i }, setUp, context.random),
  );
  const roles = services(plan).map(service => service.role);
  return {
    ...cleanComputer(sheet, setUp, context.random),
    features: [...windowsFeatures],
    software: roleSoftware(),
    media: [mediaFolder],
    sql: [...sheet.sql, ...localInstances.map(name => ({ name, ...sqlExpress }))],
    services: servicesOf(roles, 'Running'),
    shares: sheet.shares,
    certificates,
    assignments: assignmentsOf(sheet.certificates, certificates),
    activated: true,
  };
}

function databases(
  plan: ServerPlan,
  build: Pick<ServerBuild, 'users'>,
  number: number,
): DatabaseBuild[] {
  const stores = ['UserStore', 'ApplicationStore'];
  const contents = new Map<string, unknown>([
    ['rtcxds', userStoreOf(build.users, number)],
    [
      'rgsconfig',
      responseGroupsOf(
        plan.fqdn,
        build.users.map(user => user.sip),
      ),
    ],
    ['lis', locationsData()],
  ]);
  const plain = { rows: 100 };
  return [
    ...databasesOf(stores).map(name => ({
      instance: instanceName,
      name,
      content: contents.get(name) ?? plain,
    })),
    ...(plan.centralManagement
      ? [{ instance: instanceName, name: 'lis', content: contents.get('lis') }]
      : []),
    { instance: 'RTCLOCAL', name: 'rtc', content: plain },
    { instance: 'RTCLOCAL', name: 'rtcdyn', content: plain },
    { instance: 'LYNCLOCAL', name: 'lyss', content: plain },
  ];
}

/** What a SQL client sees of the instance; the management shell has its own view of the databases. */
function sqlInstanceOf(plan: ServerPlan): SqlInstanceBuild {
  const stores = ['UserStore', 'ApplicationStore'];
  const central = plan.centralManagement ? ['CentralMgmtStore'] : [];
  return {
    instance: instanceName,
    ...sqlExpress,
    databases: databasesOf([...stores, ...central]),
  };
}

function estateOf(plan: ServerPlan): ServerBuild['estate'] {
  const sql = `${plan.fqdn}\\${instanceName.toLowerCase()}`;
  const share = `\\\\${plan.fqdn}\\${shareName}`;
  const central = plan.centralManagement ? ['xds', 'lis'] : [];
  return {
    pool: {
      fqdn: plan.fqdn,
      site: plan.site,
      type: 'standard-edition',
      servers: [plan.fqdn],
      services: [...plan.services],
      'file-store': share,
      sql,
    },
    server: {
      ...estateServer(plan, ['StandardEdition']),
      certificates: [
        {
          use: ['Default', 'WebServicesInternal', 'WebServicesExternal'],
          subject: `CN=${plan.fqdn}`,
        },
      ],
      deployment: { bootstrapper: 'Bootstrapper.exe', media: mediaFolder },
    },
    sql: [
      {
        instance: sql,
        version: 2012,
        edition: 'express',
        databases: [...central, 'rtcxds', 'rgsconfig'],
      },
    ],
    fileStore: { path: share, pool: plan.fqdn },
    shares: [shareName],
  };
}

/** A Standard Edition server: all front-end roles, its databases and its file store on one computer. */
function build(plan: ServerPlan, context: BuildContext): ServerBuild {
  const { blueprint } = context;
  const users = usersOf(plan.fqdn, blueprint.sipDomains[0] ?? '', blueprint.netbios);
  const organizers = users.slice(0, 3).map(user => user.sip.slice('sip:'.length));
  const sheet = sheetOf(plan, context);
  const groups = responseGroupsOf(
    plan.fqdn,
    users.map(user => user.sip),
  );
  return {
    sheet,
    computer: computerOf(sheet, plan, context),
    databases: databases(plan, { users }, context.directoryOf(plan.fqdn)),
    sqlInstances: [sqlInstanceOf(plan)],
    files: fileStoreOf({
      share: shareName,
      pool: plan.fqdn,
      ...context.clusterOf(plan.fqdn),
      organizers,
      centralManagement: plan.centralManagement,
    }),
    cluster: clusterOf(plan, context),
    replicates: true,
    users,
    contacts: workflowContacts(groups),
    estate: estateOf(plan),
  };
}

export const standardEdition: PracticeRole = { name: 'standard-edition', build };
