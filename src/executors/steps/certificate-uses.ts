import { poolOf } from '../../estate/lookup.ts';
import type { CertificateUse, Estate, Server } from '../../estate/model.ts';

const frontEndUses = ['Default', 'WebServicesInternal', 'WebServicesExternal'] as const;

/**
 * Certificate uses that a server of each role assigns itself (domain facts, 4.1). `OAuthTokenIssuer`
 * is one for the deployment and comes by replication.
 */
const usesByRole: Readonly<Record<string, readonly string[]>> = {
  StandardEdition: frontEndUses,
  FrontEnd: frontEndUses,
  Director: frontEndUses,
  Mediation: ['Default'],
  PersistentChat: ['Default'],
  SurvivableBranch: ['Default'],
  Edge: [
    'Internal',
    'AccessEdgeExternal',
    'DataEdgeExternal',
    'AudioVideoAuthentication',
    'XmppServer',
  ],
};

/**
 * The certificates that a server must have: as the estate file says, else by its roles, in the name
 * of its pool. Empty for a server whose roles need none.
 */
export function certificatesOf(estate: Estate, server: Server): readonly CertificateUse[] {
  if (server.certificates.length > 0) return server.certificates;
  const use = [...new Set(server.roles.flatMap(role => usesByRole[role] ?? []))];
  const name = poolOf(estate, server.fqdn)?.fqdn ?? server.fqdn;
  return use.length === 0 ? [] : [{ use, subject: `CN=${name}` }];
}

/** A subject without what varies in its spelling: blanks after commas, letter case. */
export function plainSubject(subject: string): string {
  return subject
    .split(',')
    .map(part => part.trim().toLowerCase())
    .join(',');
}

/** Whether a certificate's subject is the one wanted; `CN=x` also fits `CN=x, O=Contoso`. */
export function subjectFits(subject: string, wanted: string): boolean {
  const parts = plainSubject(subject).split(',');
  return plainSubject(wanted)
    .split(',')
    .every(part => parts.includes(part));
}
