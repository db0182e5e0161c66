import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import type { Server } from '../../../estate/model.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf, uncPath } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { pathInShell } from '../shell-paths.ts';
import { ask } from '../shell.ts';
import type { Check, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    from: nonEmpty(
      l10n.t('Server inside whose shell the rest is reached; by default the target of the step.'),
    ).optional(),
    share: uncPath(
      l10n.t('Share to read from there; by default the backup location, if that is one.'),
    ).optional(),
    sql: z
      .boolean()
      .default(false)
      .describe(l10n.t('Whether the Central Management store (SQL Server) is read as well.')),
    directory: z
      .boolean()
      .default(false)
      .describe(l10n.t('Whether Active Directory is read as well.')),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const attempt = z.looseObject({ Reached: z.boolean(), Words: z.string() });

function trying(command: string): string {
  return `try { ${command} | Out-Null; @{ Reached = $true; Words = '' } } catch { @{ Reached = $false; Words = "$_" } }`;
}

/**
 * What needs the operator's own rights once more, one hop further: a share, SQL Server (the topology
 * is read from the Central Management store) and the directory (the service connection point).
 */
const scripts = {
  share: `param([string]$Path)\n${trying('Get-ChildItem -LiteralPath $Path -ErrorAction Stop')}`,
  sql: trying('Get-CsTopology -ErrorAction Stop'),
  directory: trying('Get-CsConfigurationStoreLocation -ErrorAction Stop'),
};

interface Hop {
  readonly what: string;
  readonly text: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

function isUnc(path: string | undefined): path is string {
  return path !== undefined && /^[\\/]{2}/u.test(path);
}

function hopsOf(parameters: Parameters, from: Server, { estate }: ActionServices): Hop[] {
  const location = estate.backup?.location;
  const share = parameters.share ?? (isUnc(location) ? location : undefined);
  const hops: Hop[] = [];
  if (share !== undefined) {
    const Path = pathInShell(share, estate, from);
    hops.push({ what: share, text: scripts.share, parameters: { Path } });
  }
  if (parameters.sql)
    hops.push({ what: l10n.t('the Central Management store'), text: scripts.sql });
  if (parameters.directory)
    hops.push({ what: l10n.t('Active Directory'), text: scripts.directory });
  return hops;
}

function findingFor(from: Server, { what }: Hop, words: string): Finding {
  return {
    where: from.fqdn,
    expected: l10n.t('{0} can be read from inside the session', what),
    found: words,
    why: l10n.t(
      'A plain remoting session holds no credentials to pass on: what a server does for you there is refused one hop further.',
    ),
    mend: [
      l10n.t(
        'give {0} a session configuration that runs as an account with the rights (Register-PSSessionConfiguration -RunAsCredential) and name it under "shell: configurationName" in the estate file;',
        from.fqdn,
      ),
      l10n.t('or use "authentication: credssp" there, if your rules allow it;'),
      l10n.t('or copy by way of a local path of {0}, from this computer.', from.fqdn),
    ],
    theirs: [{ source: from.fqdn, text: words }],
  };
}

async function tryHop(
  from: Server,
  hop: Hop,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<Finding | undefined> {
  const doing = l10n.t('reading {0}', hop.what);
  const { text, parameters = {} } = hop;
  const asked = { server: from.fqdn, doing, changed: unchanged(), text, parameters };
  const [answer] = await ask(asked, attempt, context, services);
  return answer?.Reached === true ? undefined : findingFor(from, hop, answer?.Words ?? '');
}

/** Rights that end at the first hop of remoting. */
export function secondHopCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'second-hop',
    description: l10n.t(
      'From inside a session on a server, shares, SQL Server and the directory can be reached.',
    ),
    schema: schema(),
    plan: (parameters, context, services) => {
      const from = requireServer(services.estate, parameters.from, context.target);
      const what = hopsOf(parameters, from, services).map(hop => hop.what);
      return {
        servers: [from.fqdn],
        line: l10n.t('Read from inside {0}: {1}.', from.fqdn, what.join(', ')),
      };
    },
    examine: async (parameters, context, services) => {
      const from = requireServer(services.estate, parameters.from, context.target);
      const findings: Finding[] = [];
      const seen: string[] = [];
      for (const hop of hopsOf(parameters, from, services)) {
        const finding = await tryHop(from, hop, context, services);
        if (finding === undefined) seen.push(l10n.t('{0} reads {1}.', from.fqdn, hop.what));
        else findings.push(finding);
      }
      return { findings, seen };
    },
  };
}
