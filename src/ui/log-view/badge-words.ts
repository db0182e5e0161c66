import * as l10n from '@vscode/l10n';
import { say } from '../../errors/language.ts';
import { integrityText, signerText } from '../../log/chain/verification-text.ts';
import type { Integrity, Verification } from '../../log/record.ts';
import type { PageBadge } from '../log-page.ts';

/** The integrity of a log in two or three words: state first, then who signed. */
export function badgeText({ integrity, finished, signer }: Verification): string {
  switch (integrity.state) {
    case 'torn':
      return l10n.t('torn: last line unfinished');
    case 'changed':
      return l10n.t('CHANGED at line {0}', integrity.line);
    case 'cut':
      return l10n.t('CUT after line {0}', integrity.afterLine);
    case 'intact':
      break;
  }
  if (!finished) return l10n.t('intact so far');
  switch (signer.state) {
    case 'trusted':
      return l10n.t('intact, signed by {0}', signer.name);
    case 'unknown':
      return l10n.t('intact, signed by unknown');
    case 'unsigned':
      return l10n.t('intact, not signed');
  }
}

/** What a reader has to know before the first line, where a log is not what was written. */
function warningText(integrity: Integrity): string {
  switch (integrity.state) {
    case 'intact':
      return '';
    case 'torn':
      return l10n.t(
        'The last line of this log was not written to its end, as when a computer loses power. Everything before it is as it was written. Resuming the run puts the piece of a line aside and goes on.',
      );
    case 'changed':
      return l10n.t(
        'This log was CHANGED at line {0}: {1}. What stands before that line is as it was written; from that line on nothing is proven.',
        integrity.line,
        say(integrity.reason),
      );
    case 'cut':
      return l10n.t(
        'This log was CUT after line {0}: {1}. What is left is as it was written; what came after is missing.',
        integrity.afterLine,
        say(integrity.reason),
      );
  }
}

/** Badge of a log with everything that stands behind it. */
export function badgeOf(found: Verification, unreadable: readonly number[]): PageBadge {
  const { integrity, finished, signer, records, lastHash, run } = found;
  const bad = integrity.state === 'changed' || integrity.state === 'cut';
  const sure = integrity.state === 'intact' && (!finished || signer.state === 'trusted');
  const line =
    integrity.state === 'changed'
      ? integrity.line
      : integrity.state === 'intact'
        ? undefined
        : integrity.afterLine;
  return {
    text: badgeText(found),
    mood: bad ? 'bad' : sure ? 'good' : 'warning',
    facts: [
      { label: l10n.t('Integrity'), text: say(integrityText(integrity)) },
      { label: l10n.t('Run'), text: finished ? l10n.t('finished') : l10n.t('not finished') },
      { label: l10n.t('Signature'), text: say(signerText(signer)) },
      { label: l10n.t('Name'), text: run ?? l10n.t('unknown') },
      { label: l10n.t('Records'), text: String(records) },
      { label: l10n.t('Last hash'), text: lastHash ?? l10n.t('none') },
      ...(unreadable.length === 0
        ? []
        : [{ label: l10n.t('Unreadable lines'), text: unreadable.join(', ') }]),
    ],
    remarks: found.remarks.map(say),
    warning: warningText(integrity),
    ...(line === undefined ? {} : { line }),
    ...(integrity.state === 'changed' ? { doubtedFrom: integrity.line } : {}),
  };
}
