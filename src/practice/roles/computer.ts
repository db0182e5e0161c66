import { newGuid } from '../chance.ts';
import type { BuildSheet, ComputerState } from '../state.ts';
import { stateTime } from '../store.ts';
import type { BuildContext, ServerPlan } from './role.ts';

/** The operating system that every server of the practice estate has. */
const operatingSystem = {
  caption: 'Microsoft Windows Server 2012 R2 Standard',
  version: '6.3.9600',
} as const;

const day = 24 * 60 * 60 * 1000;

/** First label of an FQDN, in capitals: the computer's NetBIOS name. */
export function hostNameOf(fqdn: string): string {
  return (fqdn.split('.')[0] ?? fqdn).toUpperCase();
}

/** A build sheet without SQL Server, shares and certificates, to which a role adds its own. */
export function plainSheet(plan: ServerPlan, context: BuildContext): BuildSheet {
  return {
    fqdn: plan.fqdn,
    hostName: plan.fqdn,
    domain: context.blueprint.domain,
    roles: [],
    os: { ...operatingSystem },
    addresses: [plan.address],
    sql: [],
    shares: [],
    certificates: [],
  };
}

/** What is on a computer without software, shares and certificates. */
export function nothingInstalled(): Pick<
  ComputerState,
  | 'features'
  | 'software'
  | 'media'
  | 'sql'
  | 'services'
  | 'shares'
  | 'certificates'
  | 'assignments'
  | 'replica'
  | 'activated'
> {
  return {
    features: [],
    software: [],
    media: [],
    sql: [],
    services: [],
    shares: [],
    certificates: [],
    assignments: [],
    replica: { enabled: false, version: 0, reported: '' },
    activated: false,
  };
}

/** A running computer as it is after Windows was installed: joined to the domain, nothing on it. */
export function cleanComputer(
  sheet: BuildSheet,
  installedMs: number,
  random: BuildContext['random'],
): ComputerState {
  return {
    format: 1,
    fqdn: sheet.fqdn,
    hostName: sheet.hostName,
    domain: sheet.domain,
    power: 'running',
    lostAt: '',
    machineId: newGuid(random),
    os: { ...sheet.os, installed: stateTime(installedMs) },
    addresses: [...sheet.addresses],
    ...nothingInstalled(),
    ...(sheet.workgroup === true ? { workgroup: true } : {}),
  };
}

/** When the servers of a new estate were set up: long before the estate is used. */
export function setUpTime(now: number): number {
  return now - 400 * day;
}
