import * as l10n from '@vscode/l10n';
import { poolOf } from '../../../estate/lookup.ts';
import type { Server } from '../../../estate/model.ts';
import type { ActionServices } from '../action.ts';
import { requireServer } from '../servers.ts';
import type { PreflightParameters } from './parameters.ts';

/** One thing that a preflight looks at: a kind of check with its parameters. */
export interface PreflightItem {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /**
   * A server that is to be rebuilt and need not answer yet: where it does not, that is told and is no
   * finding.
   */
  readonly mayBeSilent?: string;
}

/** What is not looked at now, and when it is. */
export interface PreflightPlan {
  readonly items: readonly PreflightItem[];
  readonly later: readonly string[];
}

function isInDomain({ roles }: Server): boolean {
  return !roles.includes('Edge');
}

/** Name, account, and whether the computer is really lost or clean. */
function serverItems(server: Server, at: string | undefined): PreflightItem[] {
  const { fqdn } = server;
  const account: PreflightItem[] =
    at !== undefined && isInDomain(server)
      ? [{ kind: 'computer-account', parameters: { server: fqdn, at } }]
      : [];
  return [
    { kind: 'dns', parameters: { name: fqdn } },
    ...account,
    { kind: 'fqdn', parameters: { server: fqdn }, mayBeSilent: fqdn },
    { kind: 'clean-install', parameters: { server: fqdn }, mayBeSilent: fqdn },
  ];
}

/** Clients find the pool by its own name, which is not that of a member. */
function poolNames(servers: readonly Server[], { estate }: ActionServices): PreflightItem[] {
  const pools = servers.flatMap(({ fqdn }) => poolOf(estate, fqdn)?.fqdn ?? []);
  return [...new Set(pools)]
    .filter(pool => !estate.servers.some(({ fqdn }) => fqdn.toLowerCase() === pool.toLowerCase()))
    .map(name => ({ kind: 'dns', parameters: { name } }));
}

/** Whether the backup location is on one of these servers, so that nobody can read it now. */
function holdBackups(servers: readonly Server[], location: string | undefined): boolean {
  const place = location?.toLowerCase().replaceAll('/', '\\') ?? '';
  return servers.some(({ fqdn }) => place.startsWith(`\\\\${fqdn.toLowerCase()}\\`));
}

function helperItems(
  parameters: PreflightParameters,
  at: string,
  servers: readonly Server[],
  { estate }: ActionServices,
): PreflightItem[] {
  const central = parameters['central-store'] === 'lost';
  const topology: PreflightItem = {
    kind: 'topology',
    parameters: {
      at,
      servers: servers.map(({ fqdn }) => fqdn),
      'file-stores': parameters['file-stores'],
      sql: parameters.sql,
      'sip-domains': true,
    },
  };
  return [
    ...(central
      ? [{ kind: 'active-master', parameters: { at, state: 'lost' } }]
      : [{ kind: 'active-master', parameters: { at, state: 'present' } }, topology]),
    { kind: 'permissions', parameters: { at, for: ['restore', 'publish'] } },
    { kind: 'dhcp-options', parameters: { at } },
    ...(holdBackups(servers, estate.backup?.location)
      ? []
      : [
          {
            kind: 'second-hop',
            parameters: { from: at, sql: !central, directory: true },
          } as const,
        ]),
    ...parameters['imports-users-of'].map(pool => ({
      kind: 'not-failed-over',
      parameters: { pool, at },
    })),
  ];
}

/** What a preflight looks at, in order; nothing is asked. */
export function preflightItems(
  parameters: PreflightParameters,
  services: ActionServices,
): PreflightPlan {
  const { estate } = services;
  const servers = parameters.servers.map(name => requireServer(estate, name));
  const at = parameters.at === undefined ? undefined : requireServer(estate, parameters.at).fqdn;
  const later = servers.map(({ fqdn }) =>
    l10n.t(
      '{0}: name, account, certificates, trust and versions are looked at again when it is rebuilt.',
      fqdn,
    ),
  );
  if (parameters['central-store'] === 'lost') {
    later.push(
      l10n.t(
        'The topology is compared with the estate file when the Central Management store is back.',
      ),
    );
  }
  if (at === undefined) {
    later.push(
      l10n.t(
        'No other server is left to ask: account, topology, permissions, DHCP and the second hop are for you to look at now.',
      ),
    );
  }
  return {
    items: [
      ...servers.flatMap(server => serverItems(server, at)),
      ...poolNames(servers, services),
      ...(at === undefined ? [] : helperItems(parameters, at, servers, services)),
      ...parameters['running-sql'].map(instance => ({
        kind: 'sql-instance',
        parameters: { instance },
      })),
    ],
    later,
  };
}
