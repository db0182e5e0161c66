import { newThumbprint, type RandomBytes } from '../chance.ts';
import type { AuthorityState, BuildSheet, CertificateState, ComputerState } from '../state.ts';
import { stateTime } from '../store.ts';

const day = 24 * 60 * 60 * 1000;

/** How long a certificate of the practice authority is good. */
const lifetimeMs = 2 * 365 * day;

type CertificatePlan = BuildSheet['certificates'][number];

/** A certificate issued at `issuedMs` (ms since 1970), with its private key. */
export function issue(
  plan: CertificatePlan,
  authority: AuthorityState,
  issuedMs: number,
  random: RandomBytes,
): CertificateState {
  return {
    thumbprint: newThumbprint(random),
    subject: plan.subject,
    issuer: authority.subject,
    serial: authority.nextSerial.toString(16).toUpperCase().padStart(12, '0'),
    friendlyName: plan.friendlyName,
    alternativeNames: [...plan.alternativeNames],
    notBefore: stateTime(issuedMs),
    notAfter: stateTime(issuedMs + lifetimeMs),
    privateKey: true,
    exportable: false,
  };
}

/** The authority after it has issued one more certificate. */
export function afterIssue(authority: AuthorityState): AuthorityState {
  return { ...authority, nextSerial: authority.nextSerial + 1 };
}

/** Which certificate serves each use, for certificates that were issued in the sheet's order. */
export function assignmentsOf(
  plans: readonly CertificatePlan[],
  issued: readonly CertificateState[],
): ComputerState['assignments'] {
  return plans.flatMap((plan, i) => {
    const thumbprint = issued[i]?.thumbprint;
    return thumbprint === undefined ? [] : plan.uses.map(use => ({ use, thumbprint }));
  });
}
