import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import type { Server } from '../../../estate/model.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { certificatesOf, subjectFits } from '../certificate-uses.ts';
import { nonEmpty, schemaOf, span } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: nonEmpty(
      l10n.t('Server whose certificates are read; by default the target of the step.'),
    ).optional(),
    use: z
      .array(nonEmpty(l10n.t('A use, as in Default.')))
      .min(1)
      .optional()
      .describe(
        l10n.t(
          'Uses that must have a certificate; by default those of the server in the estate file, else of its roles.',
        ),
      ),
    subject: nonEmpty(
      l10n.t('Subject that the certificates must have, as in CN=se01.contoso.com.'),
    ).optional(),
    'valid-for': span(l10n.t('How long they must be good from now on.')).prefault('1d'),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const assignedCertificate = z.looseObject({
  Use: z.string(),
  Thumbprint: z.string(),
  Subject: z.string(),
  NotAfter: z.string(),
});
export type AssignedCertificate = z.output<typeof assignedCertificate>;

/** Time of expiry as the server's own clock has it, to the second. */
export const certificateColumns = [
  `@{ Name = 'Use'; Expression = { "$($_.Use)" } }`,
  'Thumbprint',
  'Subject',
  `@{ Name = 'NotAfter'; Expression = { '{0:yyyy-MM-ddTHH:mm:ss}' -f $_.NotAfter } }`,
].join(', ');

const script = `Get-CsCertificate | Select-Object -Property ${certificateColumns}`;

/** The certificates that Lync has assigned on a server, by use. */
async function readAssigned(
  fqdn: string,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<AssignedCertificate[]> {
  const doing = l10n.t('reading the certificates');
  const asked = { server: fqdn, doing, changed: unchanged(), text: script };
  return ask(asked, assignedCertificate, context, services);
}

interface Wanted {
  readonly use: string;
  readonly subject: string | undefined;
}

function wantedOf(parameters: Parameters, server: Server, { estate }: ActionServices): Wanted[] {
  const byEstate = certificatesOf(estate, server).flatMap(one =>
    one.use.map(use => ({ use, subject: one.subject })),
  );
  const uses = parameters.use ?? byEstate.map(one => one.use);
  return uses.map(use => ({
    use,
    subject: parameters.subject ?? byEstate.find(one => one.use === use)?.subject,
  }));
}

function findingFor(
  fqdn: string,
  wanted: Wanted,
  assigned: readonly AssignedCertificate[],
  untilMs: number,
): Finding | undefined {
  const { use, subject } = wanted;
  const found = assigned.find(one => one.Use.toLowerCase() === use.toLowerCase());
  const why = l10n.t(
    'Without it the services of {0} do not start, or clients do not trust them.',
    fqdn,
  );
  const at = { where: `${fqdn} ${use}`, why };
  if (found === undefined) {
    const expected =
      subject === undefined ? l10n.t('a certificate') : l10n.t('a certificate for {0}', subject);
    const mend = [
      l10n.t(
        'restore or reissue the certificate, then run step 3 of the deployment wizard on {0}.',
        fqdn,
      ),
    ];
    return { ...at, expected, found: l10n.t('none assigned'), mend };
  }
  const mend = [
    l10n.t('have the certificate issued anew with the right names, and assign it on {0}.', fqdn),
  ];
  if (subject !== undefined && !subjectFits(found.Subject, subject)) {
    return { ...at, expected: subject, found: `${found.Subject} (${found.Thumbprint})`, mend };
  }
  if (!(Date.parse(`${found.NotAfter}Z`) >= untilMs)) {
    const expected = l10n.t('good until {0} at least', new Date(untilMs).toISOString());
    const until = l10n.t('good until {0} ({1})', found.NotAfter, found.Thumbprint);
    return { ...at, expected, found: until, mend };
  }
  return undefined;
}

/** Assigned certificates: uses, subject, expiry. */
export function certificateCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'certificate',
    description: l10n.t(
      'Every use of the server has a certificate with the right subject that is still good.',
    ),
    schema: schema(),
    plan: (parameters, context, services) => {
      const server = requireServer(services.estate, parameters.server, context.target);
      const uses = wantedOf(parameters, server, services).map(one => one.use);
      return {
        servers: [server.fqdn],
        line: l10n.t('Read the certificates of {0} for {1}.', server.fqdn, uses.join(', ')),
      };
    },
    examine: async (parameters, context, services) => {
      const server = requireServer(services.estate, parameters.server, context.target);
      const assigned = await readAssigned(server.fqdn, context, services);
      const untilMs = services.now() + parameters['valid-for'];
      const findings = wantedOf(parameters, server, services).flatMap(
        wanted => findingFor(server.fqdn, wanted, assigned, untilMs) ?? [],
      );
      const seen = assigned.map(
        one => `${one.Use}: ${one.Subject}, ${one.Thumbprint}, ${one.NotAfter}`,
      );
      return { findings, seen: findings.length > 0 ? [] : seen };
    },
  };
}
