import type { ShareState } from '../state.ts';
import { cleanComputer, plainSheet, setUpTime } from './computer.ts';
import { estateServer } from './estate-server.ts';
import type { BuildContext, PracticeRole, ServerBuild, ServerPlan } from './role.ts';
import { shareGroups } from './software.ts';

function shareOf(name: string, isFileStore: boolean, netbios: string): ShareState {
  const groups = isFileStore ? shareGroups : ['SqlServiceAccounts'];
  return {
    name,
    path: `D:\\${name}`,
    description: isFileStore ? 'Lync file store' : 'Files of SQL Server',
    permissions: ['BUILTIN\\Administrators: Full Control'],
    acl: ['BUILTIN\\Administrators', ...groups.map(group => `${netbios}\\${group}`)],
  };
}

/** A file server: the file stores of pools, and what else is shared there. */
function build(plan: ServerPlan, context: BuildContext): ServerBuild {
  const { blueprint, now, random } = context;
  const pools = (share: string): string[] =>
    (blueprint.pools ?? [])
      .filter(({ fileStore }) => fileStore?.server === plan.fqdn && fileStore.share === share)
      .map(pool => pool.fqdn);
  const shares = plan.shares ?? [];
  const sheet = {
    ...plainSheet(plan, context),
    roles: ['FileServer'],
    shares: shares.map(name => shareOf(name, pools(name).length > 0, blueprint.netbios)),
  };
  const [store] = shares.filter(name => pools(name).length > 0);
  return {
    sheet,
    computer: { ...cleanComputer(sheet, setUpTime(now), random), shares: sheet.shares },
    databases: [],
    files: [],
    replicates: false,
    cluster: {
      fqdn: plan.fqdn,
      ...context.clusterOf(plan.fqdn),
      machines: [{ fqdn: plan.fqdn, address: plan.address }],
      sqlInstances: [],
      services: [],
      foreign: true,
    },
    users: [],
    contacts: [],
    estate: {
      server: estateServer(plan, ['FileServer']),
      ...(store === undefined
        ? {}
        : {
            fileStore: {
              path: `\\\\${plan.fqdn}\\${store}`,
              pools: pools(store),
              server: plan.fqdn,
            },
          }),
      shares,
    },
  };
}

export const fileServer: PracticeRole = { name: 'file-server', build };
