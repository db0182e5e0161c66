import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import { sameName } from '../../../estate/lookup.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask, readClass } from '../shell.ts';
import type { Check } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: nonEmpty(
      l10n.t('Server whose name is checked; by default the target of the step.'),
    ).optional(),
  }),
);

const computer = z.looseObject({
  Name: z.string(),
  DNSHostName: z.string().nullish(),
  Domain: z.string().nullish(),
  PartOfDomain: z.boolean().nullish(),
});

/** What a computer says of itself. */
export interface ComputerName {
  readonly fqdn: string;
  /** AD DS domain, or `undefined` for a computer in a workgroup. */
  readonly domain: string | undefined;
}

/**
 * A computer in a workgroup (an Edge) has its FQDN from the primary DNS suffix, which WMI does not
 * give: `Domain` is then the workgroup's name.
 */
const suffixScript = [
  "Get-ItemProperty -LiteralPath 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters' |",
  "  Select-Object -Property 'NV Domain'",
].join('\n');

const suffix = z.looseObject({ 'NV Domain': z.string().nullish() });

/** Asks a server for its own name. Throws a `Problem` when it cannot be asked. */
export async function computerName(
  server: string,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<ComputerName> {
  const script = {
    server,
    doing: l10n.t('reading the name of the computer'),
    changed: unchanged(),
  };
  const text = readClass('Win32_ComputerSystem', ['Name', 'DNSHostName', 'Domain', 'PartOfDomain']);
  const [found] = await ask({ ...script, text }, computer, context, services);
  const host = found?.DNSHostName ?? found?.Name ?? '';
  if (found?.PartOfDomain !== false) {
    const domain = found?.Domain ?? undefined;
    return { fqdn: domain === undefined ? host : `${host}.${domain}`, domain };
  }
  const [parameters] = await ask({ ...script, text: suffixScript }, suffix, context, services);
  const primary = parameters?.['NV Domain'] ?? '';
  return { fqdn: primary === '' ? host : `${host}.${primary}`, domain: undefined };
}

/** The computer's own FQDN is the one that the topology knows (domain facts, 5.1). */
export function fqdnCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'fqdn',
    description: l10n.t('The computer has the same fully qualified name as the lost server.'),
    schema: schema(),
    plan: ({ server }, context, { estate }) => {
      const { fqdn } = requireServer(estate, server, context.target);
      return { servers: [fqdn], line: l10n.t('Check that the computer calls itself {0}.', fqdn) };
    },
    examine: async ({ server }, context, services) => {
      const { fqdn } = requireServer(services.estate, server, context.target);
      const { fqdn: found } = await computerName(fqdn, context, services);
      if (sameName(found, fqdn)) {
        return { findings: [], seen: [l10n.t('The computer calls itself {0}.', found)] };
      }
      const finding = {
        where: fqdn,
        expected: fqdn,
        found,
        why: l10n.t(
          'The topology, the certificates and the computer account know the server by this name only.',
        ),
        mend: [
          l10n.t(
            'rename the computer to {0}, join it to its domain with the same account, restart it.',
            fqdn,
          ),
        ],
      };
      return { findings: [finding], seen: [] };
    },
  };
}
