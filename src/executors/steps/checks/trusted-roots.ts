import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { plainSubject } from '../certificate-uses.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, CheckReport, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: nonEmpty(
      l10n.t('Server whose trusted certificates are read; by default the target of the step.'),
    ).optional(),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const stored = z.looseObject({
  Store: z.enum(['Root', 'CA', 'My']),
  Subject: z.string(),
  Issuer: z.string(),
});

type Stored = z.output<typeof stored>;

const script = `
foreach ($store in 'Root', 'CA', 'My') {
  Get-ChildItem -Path "Cert:\\LocalMachine\\$store" -ErrorAction SilentlyContinue |
    Where-Object { $_.Subject } |
    ForEach-Object { @{ Store = $store; Subject = "$($_.Subject)"; Issuer = "$($_.Issuer)" } }
}
`;

/** More roots than this do not fit into what a server sends to its clients (domain facts, 5.3). */
const mostRoots = 100;

function misplaced(fqdn: string, roots: readonly Stored[]): Finding[] {
  const wrong = roots.filter(one => plainSubject(one.Subject) !== plainSubject(one.Issuer));
  if (wrong.length === 0) return [];
  return [
    {
      where: `${fqdn} LocalMachine\\Root`,
      expected: l10n.t('only certificates that signed themselves'),
      found: wrong.map(one => one.Subject).join('; '),
      why: l10n.t(
        'On Windows Server 2012 and later such a certificate among the trusted roots breaks TLS between the servers, and the Front End service does not start.',
      ),
      mend: [l10n.t('move them to the intermediate certification authorities (LocalMachine\\CA).')],
    },
  ];
}

function tooMany(fqdn: string, roots: readonly Stored[]): Finding[] {
  if (roots.length <= mostRoots) return [];
  return [
    {
      where: `${fqdn} LocalMachine\\Root`,
      expected: l10n.t('{0} trusted roots at most', mostRoots),
      found: String(roots.length),
      why: l10n.t('The list of trusted issuers that is sent to clients is cut off, and TLS fails.'),
      mend: [l10n.t('remove roots that nobody needs.')],
    },
  ];
}

function untrusted(fqdn: string, all: readonly Stored[]): Finding[] {
  const trusted = new Set(
    all.filter(one => one.Store !== 'My').map(one => plainSubject(one.Subject)),
  );
  // Where no store of authorities can be read there is nothing to hold the issuers against.
  if (trusted.size === 0) return [];
  const unknown = all.filter(
    one =>
      one.Store === 'My' &&
      !trusted.has(plainSubject(one.Issuer)) &&
      plainSubject(one.Issuer) !== plainSubject(one.Subject),
  );
  return unknown.map(one => ({
    where: fqdn,
    expected: l10n.t('the issuer {0} among the trusted authorities', one.Issuer),
    found: l10n.t('it is not there, and {0} is issued by it', one.Subject),
    why: l10n.t('Services and clients refuse a certificate whose chain they cannot build.'),
    mend: [
      l10n.t(
        'put the chain of {0} into the trusted roots and the intermediate authorities.',
        one.Issuer,
      ),
    ],
  }));
}

async function examine(
  { server }: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const { fqdn } = requireServer(services.estate, server, context.target);
  const doing = l10n.t('reading the trusted certificates');
  const asked = { server: fqdn, doing, changed: unchanged(), text: script };
  const all = await ask(asked, stored, context, services);
  const roots = all.filter(one => one.Store === 'Root');
  const findings = [...misplaced(fqdn, roots), ...tooMany(fqdn, roots), ...untrusted(fqdn, all)];
  const seen = l10n.t('{0} has {1} trusted roots, all of them in order.', fqdn, roots.length);
  return { findings, seen: findings.length > 0 ? [] : [seen] };
}

/** Trusted roots and the issuers of the server's own certificates (domain facts, 5.3). */
export function trustedRootsCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'trusted-roots',
    description: l10n.t(
      'The issuers of the certificates of a server are trusted, and no wrong root is.',
    ),
    schema: schema(),
    plan: ({ server }, context, { estate }) => {
      const { fqdn } = requireServer(estate, server, context.target);
      return { servers: [fqdn], line: l10n.t('Read the trusted certificates of {0}.', fqdn) };
    },
    examine,
  };
}
