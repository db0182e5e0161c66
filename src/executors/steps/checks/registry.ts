import type { Check } from './check.ts';
import { dnsCheck } from './dns.ts';
import { fqdnCheck } from './fqdn.ts';
import { portCheck } from './port.ts';

/** Every kind of check, in the order of the reference. A new kind is a new file and a line here. */
export function checkKinds(): readonly Check[] {
  return [fqdnCheck(), dnsCheck(), portCheck()];
}
