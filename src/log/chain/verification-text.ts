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

/** Integrity, whether the run was finished, and the signer: `intact, finished, signed by …`. */
export function verificationText(found: Verification): string {
  const parts = [integrityText(found.integrity)];
  if (found.integrity.state === 'intact') {
    parts.push(found.finished ? integrityTexts.finished() : integrityTexts.notFinished());
  }
  parts.push(signerText(found.signer));
  return parts.join(', ');
}
