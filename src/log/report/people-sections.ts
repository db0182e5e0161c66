import * as l10n from '@vscode/l10n';
import { integrityTexts } from '../../errors/log-findings.ts';
import { decisionWord, severityWord, signerWord } from '../account/note-lines.ts';
import { isOfStep } from '../account/participants.ts';
import type { RunFold } from '../account/run-fold.ts';
import { fingerprintOf } from '../keys/signing.ts';
import type { TrustedKey } from '../keys/trusted-keys.ts';
import { signers, type Note } from '../notes/entry.ts';
import type { ReportFacts } from './facts.ts';
import { block, plain, table } from './markup.ts';
import { from, fromNote, utc } from './references.ts';

/** What people said and brought, in the log and beside it. */
export function notes(fold: RunFold, added: readonly Note[]): string[] {
  const logged = fold
    .of('note', 'evidence')
    .flatMap(({ seq, time, event }) => [
      event.type === 'note'
        ? l10n.t('- {0}, {1}: note ({2})', utc(time), plain(event.by), from(seq))
        : l10n.t(
            '- {0}, {1}: evidence, {2} ({3})',
            utc(time),
            plain(isOfStep(event) ? l10n.t('step {0}', event.step ?? '') : event.by),
            plain(event.evidence.title),
            from(seq),
          ),
      '',
      ...(event.type === 'note' ? block(event.text) : evidenceBlock(event.evidence)),
    ]);
  const later = added.flatMap(({ seq, time, by, entry }) => {
    if (entry.type === 'note') {
      return [
        l10n.t('- {0}, {1}: note ({2})', utc(time), plain(by), fromNote(seq)),
        '',
        ...block(entry.text),
      ];
    }
    if (entry.type !== 'evidence') return [];
    const { title } = entry.evidence;
    return [
      l10n.t('- {0}, {1}: evidence, {2} ({3})', utc(time), plain(by), plain(title), fromNote(seq)),
      '',
      ...evidenceBlock(entry.evidence),
    ];
  });
  const all = [...logged, ...later];
  return [
    `## ${l10n.t('Communication, notes and evidence')}`,
    '',
    ...(all.length === 0 ? [l10n.t('None.')] : all),
    '',
  ];
}

function evidenceBlock(evidence: {
  readonly text?: string;
  readonly path?: string;
  readonly sha256?: string;
}): string[] {
  const { text, path, sha256 } = evidence;
  const file = path === undefined ? [] : [l10n.t('{0}, SHA-256 {1}', path, sha256 ?? '')];
  return block([...(text === undefined ? [] : [text]), ...file].join('\n'));
}

/** Findings with owner, day and what became of them. */
export function findings({ findings: all }: ReportFacts): string[] {
  const rows = all.map(({ id, severity, text, owner, due, records, by, closed }) => [
    plain(id),
    severityWord(severity),
    plain(text),
    plain(owner),
    plain(due),
    closed === undefined ? l10n.t('open') : l10n.t('closed: {0}', plain(closed)),
    plain(by),
    from(...records),
  ]);
  return [
    `## ${l10n.t('Findings')}`,
    '',
    ...(rows.length === 0
      ? [l10n.t('None.'), '']
      : table(
          [
            l10n.t('Finding'),
            l10n.t('Severity'),
            l10n.t('What'),
            l10n.t('Owner'),
            l10n.t('Due'),
            l10n.t('State'),
            l10n.t('Written by'),
            l10n.t('Records'),
          ],
          rows,
        )),
  ];
}

/** Whose key signed an entry: a name in it is only what its writer says. */
function keyWords(publicKey: string, trustedKeys: readonly TrustedKey[]): string {
  const known = trustedKeys.find(key => key.publicKey === publicKey);
  const fingerprint = fingerprintOf(publicKey);
  return known === undefined
    ? integrityTexts.unknown(fingerprint)
    : integrityTexts.trusted(known.name, fingerprint);
}

/** Sign-offs that were given, and lines to sign on for the others. */
export function signOff({ signOffs }: ReportFacts, trustedKeys: readonly TrustedKey[]): string[] {
  const line = '\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_';
  const rows = signers.flatMap(role => {
    const given = signOffs.filter(({ entry }) => entry.type === 'sign-off' && entry.role === role);
    if (given.length === 0) return [[signerWord(role), line, line, line, line, '']];
    return given.map(({ by, time, entry, seq, publicKey }) => [
      signerWord(role),
      plain(by),
      entry.type === 'sign-off'
        ? plain(decisionWord(entry.decision) + (entry.text === '' ? '' : `: ${entry.text}`))
        : '',
      utc(time),
      plain(keyWords(publicKey, trustedKeys)),
      fromNote(seq),
    ]);
  });
  return [
    `## ${l10n.t('Sign-off')}`,
    '',
    ...table(
      [
        l10n.t('Role'),
        l10n.t('Name'),
        l10n.t('Decision'),
        l10n.t('Date'),
        l10n.t('Signature'),
        l10n.t('Entry'),
      ],
      rows,
    ),
    l10n.t(
      'Keep this report and the log for as long as your rules ask, three years at least. After a failed test, test again within 30 days.',
    ),
    '',
    l10n.t(
      'Relevant to ISO 22301 8.5, ISO/IEC 27001 A.5.30 and A.8.13, SOC 2 A1.2 and A1.3, NIST SP 800-34 and SP 800-84.',
    ),
    '',
  ];
}
