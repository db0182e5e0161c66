import { activeMasterCheck } from './active-master.ts';
import { certificateCheck } from './certificate.ts';
import type { Check } from './check.ts';
import { cleanInstallCheck } from './clean-install.ts';
import { computerAccountCheck } from './computer-account.ts';
import { databaseStateCheck } from './database-state.ts';
import { dhcpOptionsCheck } from './dhcp-options.ts';
import { dnsCheck } from './dns.ts';
import { fqdnCheck } from './fqdn.ts';
import { notFailedOverCheck } from './not-failed-over.ts';
import { permissionsCheck } from './permissions.ts';
import { poolServicesCheck } from './pool-services.ts';
import { portCheck } from './port.ts';
import { quorumCheck } from './quorum.ts';
import { replicationCheck } from './replication.ts';
import { secondHopCheck } from './second-hop.ts';
import { serviceCheck } from './service.ts';
import { shareCheck } from './share.ts';
import { sqlInstanceCheck } from './sql-instance.ts';
import { sqlVersionCheck } from './sql-version.ts';
import { topologyCheck } from './topology.ts';
import { trustedRootsCheck } from './trusted-roots.ts';
import { versionsCheck } from './versions.ts';

/** Every kind of check, in the order of the reference. A new kind is a new file and a line here. */
export function checkKinds(): readonly Check[] {
  return [
    fqdnCheck(),
    dnsCheck(),
    portCheck(),
    shareCheck(),
    serviceCheck(),
    certificateCheck(),
    cleanInstallCheck(),
    replicationCheck(),
    secondHopCheck(),
    sqlVersionCheck(),
    databaseStateCheck(),
    computerAccountCheck(),
    topologyCheck(),
    versionsCheck(),
    sqlInstanceCheck(),
    trustedRootsCheck(),
    dhcpOptionsCheck(),
    permissionsCheck(),
    poolServicesCheck(),
    quorumCheck(),
    activeMasterCheck(),
    notFailedOverCheck(),
  ];
}
