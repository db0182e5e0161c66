import { integrityTexts } from '../../errors/log-findings.ts';
import type { Integrity, Verification } from '../record.ts';

/** An integrity as one line of text. */
export function integrityText(integrity: Integrity): string {
  switch (integrity.state) {
    case 'intact':
      return integrityTexts.intact();
    case 'torn':
      return integrityTexts.torn(integrity.afterLine, integrity.bytes);
    case 'changed':
      return integrityTexts.changed(integrity.line, integrity.reason);
    case 'cut':
      return integrityTexts.cut(integrity.afterLine, integrity.reason);
  }
}

/** Who signed a log, as one line of text. */
export function signerText(signer: Verification['signer']): string {
  switch (signer.state) {
    case 'trusted':
      return integrityTexts.trusted(signer.name, signer.fingerprint);
    case 'unknown':
      return integrityTexts.unknown(signer.fingerprint);
    case 'unsigned':
      return integrityTexts.unsigned();
  }
}

function stateParts({ integrity, finished }: Verification): string[] {
  if (integrity.state !== 'intact') return [integrityText(integrity)];
  const ending = finished ? integrityTexts.finished() : integrityTexts.notFinished();
  return [integrityText(integrity), ending];
}

/** Integrity, and of an intact log whether the run was finished: `intact, not finished`. */
export function stateText(found: Verification): string {
  return stateParts(found).join(', ');
}

/** The parts of `verificationText`, for displays that say each in the reader's language. */
export function verificationParts(found: Verification): string[] {
  return [...stateParts(found), signerText(found.signer)];
}

/** Integrity, whether the run was finished, and the signer: `intact, finished, signed by …`. */
export function verificationText(found: Verification): string {
  return verificationParts(found).join(', ');
}
