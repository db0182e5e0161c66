import * as l10n from '@vscode/l10n';
import { describeProblem, Problem } from '../../errors/problem.ts';
import { identityOf } from '../../estate/identity.ts';
import { sameName } from '../../estate/lookup.ts';
import type { Estate } from '../../estate/model.ts';
import type { StepPeople } from '../../runbook/execution.ts';
import type { ShellPool, ShellResult } from './session.ts';

/**
 * What a check of a server found. `impaired`: it answers, and something that it should run does not;
 * `unknown`: it could not be asked, for a reason on this side.
 */
export interface ServerHealth {
  readonly state: 'healthy' | 'impaired' | 'lost' | 'unknown';
  /** A few words for a list. */
  readonly words: string;
  /** What was found, a line each. */
  readonly details: readonly string[];
}

export interface HealthAsking {
  readonly shells: ShellPool;
  readonly people: Pick<StepPeople, 'approveCommand'>;
  readonly signal: AbortSignal;
}

/**
 * Reads the state of services, PowerShell 3.0: those of Lync where the server has its cmdlets, and the
 * named ones of Windows. Names come in as data.
 */
const healthScript = String.raw`
param([string[]]$Names, [bool]$Lync)
if ($Lync) {
  if (Get-Command -Name Get-CsWindowsService -ErrorAction SilentlyContinue) {
    Get-CsWindowsService -ExcludeActivityLevel |
      Select-Object -Property Name, @{ Name = 'Status'; Expression = { "$($_.Status)" } }
  }
}
if ($Names.Count -gt 0) {
  Get-Service -Name $Names -ErrorAction SilentlyContinue |
    Select-Object -Property Name, @{ Name = 'Status'; Expression = { "$($_.Status)" } }
}
`;

/** Roles whose servers run services of Lync. */
const lyncRoles = [
  'StandardEdition',
  'FrontEnd',
  'Director',
  'Mediation',
  'Edge',
  'PersistentChat',
];

interface Expected {
  readonly lync: boolean;
  readonly names: readonly string[];
}

/** Services that a server has to run: those of Lync, of its instances, of its shares. */
function expectedOf(estate: Estate, fqdn: string): Expected {
  const identity = identityOf(estate, fqdn);
  const roles = identity?.roles ?? [];
  const instances = identity?.instances.map(({ instance }) =>
    instance.instance === '' ? 'MSSQLSERVER' : `MSSQL$${instance.instance.toUpperCase()}`,
  );
  return {
    lync: roles.some(role => lyncRoles.some(known => sameName(known, role))),
    names: instances ?? [],
  };
}

function isService(value: unknown): value is { readonly Name: string; readonly Status: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'Name' in value &&
    typeof value.Name === 'string' &&
    'Status' in value &&
    typeof value.Status === 'string'
  );
}

function healthOf(expected: Expected, { objects, errors, end }: ShellResult): ServerHealth {
  const services = objects.filter(isService);
  const details = [
    ...services.map(({ Name, Status }) => `${Name}: ${Status}`),
    ...errors.map(({ message }) => message),
  ];
  const missing = expected.names.filter(
    name => !services.some(service => sameName(service.Name, name)),
  );
  const stopped = services.filter(({ Status }) => Status !== 'Running');
  if (end !== 'completed') {
    return { state: 'impaired', words: l10n.t('answers, but not about its services'), details };
  }
  if (services.length === 0 && (expected.lync || expected.names.length > 0)) {
    return { state: 'lost', words: l10n.t('answers, but has none of its services'), details };
  }
  if (missing.length > 0) {
    const words = l10n.t('without {0}', missing.join(', '));
    return { state: 'impaired', words, details };
  }
  if (stopped.length > 0) {
    const words = l10n.t('{0} of {1} services stopped', stopped.length, services.length);
    return { state: 'impaired', words, details };
  }
  return services.length === 0
    ? { state: 'healthy', words: l10n.t('answers'), details }
    : { state: 'healthy', words: l10n.t('{0} services running', services.length), details };
}

/** Problems of this side: nothing is known of the server then. */
const ownProblems = new Set(['usage', 'refused', 'cancelled']);

/** Asks a server how it is. Reads only, and throws nothing but a cancellation. */
export async function askHealth(
  estate: Estate,
  fqdn: string,
  { shells, people, signal }: HealthAsking,
): Promise<ServerHealth> {
  const expected = expectedOf(estate, fqdn);
  try {
    const session = await shells.session(fqdn, signal, people);
    const result = await session.invoke({
      script: healthScript,
      parameters: { Names: expected.names, Lync: expected.lync },
      results: 'objects',
      signal,
    });
    return result.end === 'died'
      ? lost(result.reason === undefined ? [] : [result.reason])
      : healthOf(expected, result);
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof Problem)) throw thrown;
    const details = describeProblem(thrown.data);
    return ownProblems.has(thrown.kind)
      ? { state: 'unknown', words: l10n.t('could not be asked'), details }
      : lost(details);
  }
}

function lost(details: readonly string[]): ServerHealth {
  return { state: 'lost', words: l10n.t('does not answer'), details };
}
