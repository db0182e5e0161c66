import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../errors/steps.ts';
import type { Server } from '../../estate/model.ts';
import type { ActionPlanContext, ActionServices } from './action.ts';
import { certificatesOf } from './certificate-uses.ts';
import { certificateColumns } from './checks/certificate.ts';
import { ask } from './shell.ts';

/** Services that step 1 brings; all others come with the roles of step 2. */
const replicaServices = new Set(['REPLICA', 'RTCCLSAGT']);

const part = z.looseObject({
  Kind: z.enum(['store', 'service', 'certificate']),
  Name: z.string(),
  Detail: z.string(),
});

/** Every part stands alone: before step 1 most of these commands fail, and that is an answer. */
const script = `
if (Get-Command -Name Get-CsTopology -ErrorAction SilentlyContinue) {
  try {
    if (Get-CsTopology -LocalStore -ErrorAction Stop) { @{ Kind = 'store'; Name = 'local'; Detail = 'readable' } }
  } catch { }
  try {
    Get-CsWindowsService -ExcludeActivityLevel -ErrorAction Stop |
      ForEach-Object { @{ Kind = 'service'; Name = "$($_.Name)"; Detail = "$($_.Status)" } }
  } catch { }
  try {
    Get-CsCertificate -ErrorAction Stop |
      Select-Object -Property ${certificateColumns} |
      ForEach-Object { @{ Kind = 'certificate'; Name = "$($_.Use)"; Detail = "$($_.Thumbprint)" } }
  } catch { }
}
`;

/** How far the deployment wizard has come on a server. */
export interface WizardState {
  /** The local configuration store answers. */
  readonly localStore: boolean;
  /** Status by service name. */
  readonly services: ReadonlyMap<string, string>;
  /** Thumbprint by certificate use. */
  readonly certificates: ReadonlyMap<string, string>;
  /** Uses that must have a certificate before the services start. */
  readonly wantedUses: readonly string[];
}

/** Reads the state. Throws a `Problem` only where the server cannot be asked at all. */
export async function readWizardState(
  server: Server,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<WizardState> {
  const asked = {
    server: server.fqdn,
    doing: l10n.t('reading how far the deployment has come'),
    changed: unchanged(),
    text: script,
  };
  const parts = await ask(asked, part, context, services);
  const of = (kind: string): Map<string, string> =>
    new Map(parts.filter(one => one.Kind === kind).map(one => [one.Name, one.Detail]));
  return {
    localStore: parts.some(one => one.Kind === 'store'),
    services: of('service'),
    certificates: of('certificate'),
    wantedUses: certificatesOf(services.estate, server).flatMap(one => one.use),
  };
}

export type WizardStep = 1 | 2 | 3 | 4;

/** Why a step is not done, one line each; empty where it is done. */
export function notDone(step: WizardStep, state: WizardState): readonly string[] {
  switch (step) {
    case 1: {
      const missing: string[] = [];
      if (!state.localStore) missing.push(l10n.t('the local configuration store does not answer'));
      const replica = state.services.get('REPLICA');
      if (replica !== 'Running') {
        missing.push(l10n.t('the service REPLICA is {0}', replica ?? l10n.t('not there')));
      }
      return missing;
    }
    case 2: {
      const roles = [...state.services.keys()].filter(name => !replicaServices.has(name));
      return roles.length > 0 ? [] : [l10n.t('no service of a role is installed')];
    }
    case 3:
      return state.wantedUses
        .filter(use => !state.certificates.has(use))
        .map(use => l10n.t('no certificate is assigned for {0}', use));
    case 4: {
      const idle = [...state.services].filter(([, status]) => status !== 'Running');
      if (state.services.size === 0) return [l10n.t('there is no Lync service')];
      return idle.map(([name, status]) => l10n.t('the service {0} is {1}', name, status));
    }
  }
}

/** The state as facts of a plan: a server that changed meanwhile makes the plan stale. */
export function wizardFacts(state: WizardState): Record<string, string> {
  const pairs = (map: ReadonlyMap<string, string>): string =>
    [...map]
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join(' ');
  return {
    'local store': state.localStore ? 'readable' : 'none',
    services: pairs(state.services),
    certificates: pairs(state.certificates),
  };
}
