import * as l10n from '@vscode/l10n';
import { integrityTexts } from '../../errors/log-findings.ts';
import { decisionWord, severityWord, signerWord } from '../account/note-lines.ts';
import { isOfStep } from '../account/participants.ts';
import type { Said } from '../account/run-fold.ts';
import type { TextKeeper } from '../account/short-record.ts';
import type { RunEvent } from '../events.ts';
import { fingerprintOf } from '../keys/signing.ts';
import type { TrustedKey } from '../keys/trusted-keys.ts';
import { signers, type Note } from '../notes/entry.ts';
import { abridged, abridgedItems } from './abridged.ts';
import type { OpenFinding, ReportFacts, ReportSource } from './facts.ts';
import { block, plain, table } from './markup.ts';
import { from, fromNote, utc } from './references.ts';

type Brought = Said<Extract<RunEvent, { type: 'note' | 'evidence' }>>;

function loggedLines({ seq, time, event }: Brought): string[] {
  if (event.type === 'note') {
    const head = l10n.t('- {0}, {1}: note ({2})', utc(time), plain(event.by), from(seq));
    return [head, '', ...block(event.text)];
  }
  const head = l10n.t(
    '- {0}, {1}: evidence, {2} ({3})',
    utc(time),
    plain(isOfStep(event) ? l10n.t('step {0}', event.step ?? '') : event.by),
    plain(event.evidence.title),
    from(seq),
  );
  return [head, '', ...evidenceBlock(event.evidence)];
}

function addedLines({ seq, time, by, entry }: Note, texts: TextKeeper): string[] {
  if (entry.type === 'note') {
    const head = l10n.t('- {0}, {1}: note ({2})', utc(time), plain(by), fromNote(seq));
    return [head, '', ...block(texts.said(entry.text))];
  }
  if (entry.type !== 'evidence') return [];
  const { title, text, ...file } = entry.evidence;
  const head = l10n.t(
    '- {0}, {1}: evidence, {2} ({3})',
    utc(time),
    plain(by),
    plain(texts.name(title)),
    fromNote(seq),
  );
  const said = text === undefined ? {} : { text: texts.said(text) };
  return [head, '', ...evidenceBlock({ ...file, ...said })];
}

/** What people said and brought, in the log and beside it. */
export function notes({ fold, notes: { notes: added }, texts }: ReportSource): string[] {
  const logged = abridgedItems(fold.of('note', 'evidence'), ({ seq }) => seq, loggedLines);
  const later = abridged(
    added.filter(({ entry }) => entry.type === 'note' || entry.type === 'evidence'),
    {
      show: note => addedLines(note, texts),
      gap: words => `- ${words}`,
      from: ({ seq }) => fromNote(seq),
    },
  );
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
  const row = (finding: OpenFinding): string[] => {
    const { id, severity, text, owner, due, records, by, closed, note } = finding;
    return [
      plain(id),
      severityWord(severity),
      plain(text),
      plain(owner),
      plain(due),
      closed === undefined ? l10n.t('open') : l10n.t('closed: {0}', plain(closed)),
      plain(by),
      [fromNote(note), from(...records)].filter(each => each !== '').join(', '),
    ];
  };
  const rows = abridged(all, {
    show: finding => [row(finding)],
    gap: words => [words],
    from: ({ note }) => fromNote(note),
  });
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
