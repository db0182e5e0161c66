import { cleanComputer, plainSheet, setUpTime } from './computer.ts';
import { estateServer } from './estate-server.ts';
import type { BuildContext, PracticeRole, ServerBuild, ServerPlan } from './role.ts';
import { managementSoftware } from './software.ts';

/**
 * A stand-alone computer outside every pool with the shared backup location and the management
 * tools (the documentation wants both; nothing of it is in the topology).
 */
function build(plan: ServerPlan, context: BuildContext): ServerBuild {
  const { share } = context.blueprint.backup;
  const sheet = {
    ...plainSheet(plan, context),
    roles: ['BackupHost'],
    shares: [
      {
        name: share,
        path: `C:\\${share}`,
        description: 'Backup sets',
        permissions: ['BUILTIN\\Administrators: Full Control'],
        acl: ['BUILTIN\\Administrators', `${context.blueprint.netbios}\\RTCUniversalServerAdmins`],
      },
    ],
  };
  return {
    sheet,
    computer: {
      ...cleanComputer(sheet, setUpTime(context.now), context.random),
      software: managementSoftware(),
      shares: sheet.shares,
    },
    databases: [],
    files: [],
    replicates: false,
    users: [],
    contacts: [],
    estate: {
      server: estateServer(plan, ['BackupHost']),
      shares: [share],
    },
  };
}

export const backupHost: PracticeRole = { name: 'backup-host', build };
