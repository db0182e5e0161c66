import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../errors/steps.ts';
import { certificateNotStored } from '../../errors/wizard.ts';
import type { CertificateUse, Server } from '../../estate/model.ts';
import type { ActionPlanContext, ActionServices } from './action.ts';
import { certificatesOf, subjectFits } from './certificate-uses.ts';
import { ask } from './shell.ts';

const stored = z.looseObject({
  Thumbprint: z.string(),
  Subject: z.string(),
  HasPrivateKey: z.boolean(),
  NotAfter: z.string(),
});

export type StoredCertificate = z.output<typeof stored>;

const script = `
Get-ChildItem -Path 'Cert:\\LocalMachine\\My' |
  Select-Object -Property Thumbprint, Subject, HasPrivateKey,
    @{ Name = 'NotAfter'; Expression = { '{0:yyyy-MM-ddTHH:mm:ss}' -f $_.NotAfter } }
`;

/** The certificates in the computer's own store. */
export async function storedCertificates(
  server: Server,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<StoredCertificate[]> {
  const asked = {
    server: server.fqdn,
    doing: l10n.t('reading the certificates in the store of the computer'),
    changed: unchanged(),
    text: script,
  };
  return ask(asked, stored, context, services);
}

/** A certificate that can be assigned: the right subject, a private key, still good; the longest. */
function usable(
  wanted: CertificateUse,
  certificates: readonly StoredCertificate[],
  nowMs: number,
): StoredCertificate | undefined {
  const expiry = (one: StoredCertificate): number => Date.parse(`${one.NotAfter}Z`);
  return certificates
    .filter(
      one => one.HasPrivateKey && subjectFits(one.Subject, wanted.subject) && expiry(one) > nowMs,
    )
    .toSorted((a, b) => expiry(b) - expiry(a))[0];
}

/** A certificate for some uses. */
export interface Assignment {
  readonly use: readonly string[];
  readonly certificate: StoredCertificate;
}

/** Which stored certificate each use would get. Throws a refusal that names what is not there. */
export function assignments(
  server: Server,
  certificates: readonly StoredCertificate[],
  { estate, now }: ActionServices,
): readonly Assignment[] {
  return certificatesOf(estate, server).map(wanted => {
    const certificate = usable(wanted, certificates, now());
    if (certificate !== undefined) return { use: wanted.use, certificate };
    const texts = certificates.map(
      one =>
        `${one.Subject}, ${one.Thumbprint}, ${one.NotAfter}, ${
          one.HasPrivateKey ? l10n.t('with private key') : l10n.t('without private key')
        }`,
    );
    throw certificateNotStored(server.fqdn, wanted.use, wanted.subject, texts);
  });
}
