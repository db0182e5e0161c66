import { certificateCheck } from './certificate.ts';
import type { Check } from './check.ts';
import { cleanInstallCheck } from './clean-install.ts';
import { dnsCheck } from './dns.ts';
import { fqdnCheck } from './fqdn.ts';
import { portCheck } from './port.ts';
import { replicationCheck } from './replication.ts';
import { secondHopCheck } from './second-hop.ts';
import { serviceCheck } from './service.ts';
import { shareCheck } from './share.ts';
import { sqlVersionCheck } from './sql-version.ts';

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
  ];
}
