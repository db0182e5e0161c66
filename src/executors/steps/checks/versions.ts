import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { Problem } from '../../../errors/problem.ts';
import { unchanged } from '../../../errors/steps.ts';
import { poolOf, sameName } from '../../../estate/lookup.ts';
import type { Estate, Server } from '../../../estate/model.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, CheckReport } from './check.ts';
import { anyLike, productPatterns } from './lync-names.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: nonEmpty(
      l10n.t('Server whose version is read; by default the target of the step.'),
    ).optional(),
    as: nonEmpty(
      l10n.t('Server that it is compared with; by default the first other one that answers.'),
    ).optional(),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const component = z.looseObject({ Name: z.string(), Version: z.string() });

/** The registry; where there is none, the list of Windows Installer. */
const script = `
if (Test-Path -Path 'HKLM:\\SOFTWARE') {
  Get-ItemProperty -Path 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*' -ErrorAction SilentlyContinue |
    Where-Object { ${anyLike('$_.DisplayName', productPatterns)} } |
    ForEach-Object { @{ Name = "$($_.DisplayName)"; Version = "$($_.DisplayVersion)" } }
} else {
  Get-WmiObject -Class Win32_Product |
    Where-Object { ${anyLike('$_.Name', productPatterns)} } |
    ForEach-Object { @{ Name = "$($_.Name)"; Version = "$($_.Version)" } }
}
`;

type Versions = ReadonlyMap<string, string>;

async function versionsOf(
  fqdn: string,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<Versions> {
  const asked = {
    server: fqdn,
    doing: l10n.t('reading the installed versions'),
    changed: unchanged(),
    text: script,
  };
  const found = await ask(asked, component, context, services);
  return new Map(found.map(({ Name, Version }) => [Name, Version]));
}

const lyncRoles = new Set([
  'StandardEdition',
  'FrontEnd',
  'Director',
  'PersistentChat',
  'Mediation',
]);

/** Servers to compare with: of the same pool first. */
function candidates(estate: Estate, server: Server): readonly Server[] {
  const own = poolOf(estate, server.fqdn)?.servers ?? [];
  const others = estate.servers.filter(
    one => !sameName(one.fqdn, server.fqdn) && one.roles.some(role => lyncRoles.has(role)),
  );
  const isOwn = (one: Server): boolean => own.some(fqdn => sameName(fqdn, one.fqdn));
  return [...others.filter(isOwn), ...others.filter(one => !isOwn(one))].slice(0, 5);
}

interface Peer {
  readonly fqdn: string;
  readonly versions: Versions;
}

/** The first that answers; one that is lost does not. */
async function firstPeer(
  list: readonly Server[],
  context: ActionPlanContext,
  services: ActionServices,
): Promise<Peer | undefined> {
  for (const { fqdn } of list) {
    try {
      const versions = await versionsOf(fqdn, context, services);
      if (versions.size > 0) return { fqdn, versions };
    } catch (thrown) {
      context.signal.throwIfAborted();
      if (!(thrown instanceof Problem)) throw thrown;
    }
  }
  return undefined;
}

function compare(fqdn: string, own: Versions, peer: Peer): CheckReport {
  const different = [...own].filter(([name, version]) => {
    const other = peer.versions.get(name);
    return other !== undefined && other !== version;
  });
  if (different.length === 0) {
    const seen = l10n.t('{0} has the versions of {1}: {2}.', fqdn, peer.fqdn, text(own));
    return { findings: [], seen: [seen] };
  }
  return {
    findings: different.map(([name, version]) => ({
      where: fqdn,
      expected: l10n.t('{0} {1}, as on {2}', name, peer.versions.get(name) ?? '', peer.fqdn),
      found: version,
      why: l10n.t(
        'Servers of one deployment with different cumulative updates do not understand each other’s data, and databases may have the other schema.',
      ),
      mend: [
        l10n.t(
          'install the cumulative update of {0} on {1} (LyncServerUpdateInstaller.exe), then run this step again.',
          peer.fqdn,
          fqdn,
        ),
      ],
    })),
    seen: [],
  };
}

function text(versions: Versions): string {
  return [...new Set(versions.values())].sort().join(', ');
}

async function examine(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const { estate } = services;
  const server = requireServer(estate, parameters.server, context.target);
  const own = await versionsOf(server.fqdn, context, services);
  const list =
    parameters.as === undefined
      ? candidates(estate, server)
      : [requireServer(estate, parameters.as)];
  const peer = await firstPeer(list, context, services);
  if (peer === undefined) {
    const seen = l10n.t(
      '{0} has {1}; no other server answers to compare with.',
      server.fqdn,
      text(own),
    );
    return { findings: [], seen: [seen] };
  }
  return compare(server.fqdn, own, peer);
}

/** Installed components and their versions (domain facts, 4.1 and 5.1). */
export function versionsCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'versions',
    description: l10n.t('A server has the versions that the other servers have.'),
    schema: schema(),
    plan: ({ server }, context, { estate }) => {
      const { fqdn } = requireServer(estate, server, context.target);
      return {
        servers: [fqdn],
        line: l10n.t('Compare the versions on {0} with those of another server.', fqdn),
      };
    },
    examine,
  };
}
