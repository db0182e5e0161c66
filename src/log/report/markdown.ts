import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { say } from '../../errors/language.ts';
import { originWords } from '../account/event-lines.ts';
import { durationText } from '../account/figures.ts';
import { decisionWord, severityWord } from '../account/note-lines.ts';
import type { Objective } from '../account/objectives.ts';
import { outcomeWord } from '../account/outcome-words.ts';
import { partWord } from '../account/participants.ts';
import type { RunFold } from '../account/run-fold.ts';
import { integrityText, signerText } from '../chain/verification-text.ts';
import { fingerprintOf } from '../keys/signing.ts';
import { abridged, abridgedRows } from './abridged.ts';
import { reportFacts, type Condition, type ReportFacts, type ReportSource } from './facts.ts';
import { plain, table } from './markup.ts';
import { findings, notes, signOff } from './people-sections.ts';
import { from, fromNote, utc } from './references.ts';
import { confirmations, dataIntegrity, deviations, sequence } from './run-sections.ts';

export interface ReportOptions {
  /** When the report is made, ms since 1970. */
  readonly now: number;
  /** Version of the product that makes it. */
  readonly version: string;
}

/**
 * The report of a run in Markdown: what auditors ask of a drill, each fact with the numbers of the
 * records that it comes from. Everything that servers, files and people wrote is escaped.
 */
export function reportMarkdown(source: ReportSource, options: ReportOptions): string {
  const facts = reportFacts(source);
  const { fold } = source;
  const parts = [
    heading(source, facts, options),
    scope(fold, facts),
    objectives(facts),
    sequence(fold),
    deviations(fold, facts),
    confirmations(fold),
    dataIntegrity(fold),
    notes(source),
    findings(facts),
    signOff(facts, source.trustedKeys),
    proof(source),
  ];
  // known only when all texts were taken
  if (source.texts.isCut) parts.push(cutRemark());
  return `${parts
    .flat()
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function kindText({ state }: RunFold): string {
  switch (state.mode) {
    case 'rehearse':
      return l10n.t('walk-through: every step was planned, nothing was changed');
    case 'practice':
      return l10n.t('simulation: a drill on the practice estate');
    case 'live':
      return l10n.t('full: a live run on the real estate');
  }
}

function heading(source: ReportSource, facts: ReportFacts, options: ReportOptions): string[] {
  const { state } = source.fold;
  const { incident } = state;
  const seq = source.fold.of('run-started')[0]?.seq;
  const end = source.fold.of('run-finished')[0];
  const rows: (readonly string[])[] = [
    [l10n.t('Test id'), plain(state.run), from(0)],
    [l10n.t('Type'), kindText(source.fold), from(seq)],
    [l10n.t('Scenario'), plain(state.runbook.title), from(seq)],
    ...(incident === undefined
      ? []
      : [
          [
            l10n.t('Incident'),
            l10n.t('{0}, declared {1}', plain(incident.id), utc(incident.declared)),
            from(seq),
          ],
        ]),
    [l10n.t('Began'), utc(state.started ?? ''), from(seq)],
    [l10n.t('Ended'), utc(end?.time ?? ''), from(end?.seq)],
    [
      l10n.t('Outcome of the run'),
      end === undefined ? l10n.t('not finished') : outcomeWord(end.event.outcome),
      from(end?.seq),
    ],
    [l10n.t('Integrity of the log'), plain(say(integrityText(source.verification.integrity))), ''],
  ];
  return [
    `# ${l10n.t('Recovery report: {0}', plain(state.runbook.title))}`,
    '',
    `**${l10n.t('Overall: {0}', decisionWord(facts.decision))}**`,
    '',
    ...abridged(facts.conditions, {
      show: condition => [`- ${conditionText(condition)}`],
      gap: words => `- ${words}`,
      from: () => '',
    }),
    '',
    ...table([l10n.t('Field'), l10n.t('Value'), l10n.t('Records')], rows),
    l10n.t(
      'Numbers like #12 are records of the recovery log, numbers like N1 are entries of its notes file; both are named at the end with their hashes. This report was made by Recovery Runbooks {0} on {1}.',
      plain(options.version),
      utc(new Date(options.now).toISOString()),
    ),
    '',
  ];
}

function cutRemark(): string[] {
  return [
    l10n.t(
      'Texts that end with … are longer than a report has room for: the records and entries that they come from have them whole.',
    ),
    '',
  ];
}

function conditionText(condition: Condition): string {
  switch (condition.what) {
    case 'outcome':
      return l10n.t('the run ended as: {0}', outcomeWord(condition.outcome));
    case 'integrity':
      return l10n.t('the log is not intact, so it proves nothing');
    case 'not-finished':
      return l10n.t('the run is not finished');
    case 'unknown-signer':
      return l10n.t('the key that signed the log is not among the trusted ones');
    case 'unknown-note-signers':
      return l10n.t(
        'entries of the notes file are signed with keys that are not among the trusted ones: {0}',
        abridged(condition.notes, {
          show: note => [fromNote(note)],
          gap: words => words,
          from: note => fromNote(note),
        }).join(', '),
      );
    case 'notes-damaged':
      return l10n.t(
        'the notes file was changed at line {0}: {1}; entries from there on are left out',
        condition.line,
        plain(say(condition.reason)),
      );
    case 'target-missed':
      return l10n.t('target missed: {0}', objectiveText(condition.objective));
    case 'target-unknown':
      return l10n.t('not shown: {0}', objectiveText(condition.objective));
    case 'overrides':
      return l10n.t('{0} safety rules were set aside, see Deviations', condition.count);
    case 'finding':
      return l10n.t(
        'finding {0} ({1}) is open',
        plain(condition.id),
        severityWord(condition.severity),
      );
  }
}

function objectiveText({ kind, name, valueMs, targetMs }: Objective): string {
  const value = valueMs === undefined ? l10n.t('unknown') : durationText(valueMs);
  const target = targetMs === undefined ? l10n.t('none') : durationText(targetMs);
  return kind === 'recovery-time'
    ? l10n.t('recovery time of {0}: {1}, target {2}', plain(name), value, target)
    : l10n.t('age of the data of {0}: {1}, target {2}', plain(say(name)), value, target);
}

function scope(fold: RunFold, facts: ReportFacts): string[] {
  const { state } = fold;
  const seq = fold.of('run-started')[0]?.seq;
  const servers = new Map<string, number>();
  for (const part of fold.attempts) {
    for (const server of part.servers) {
      if (!servers.has(server)) servers.set(server, part.startSeq ?? part.firstSeq);
    }
  }
  const { hash, file } = state.runbook;
  const version = [
    l10n.t('{0}, SHA-256 {1}', plain(file), plain(hash)),
    ...originWords(state.runbook).map(plain),
  ].join(', ');
  return [
    `## ${l10n.t('Scope')}`,
    '',
    ...table(
      [l10n.t('Field'), l10n.t('Value'), l10n.t('Records')],
      [
        [
          l10n.t('Estate'),
          l10n.t(
            '{0} ({1}), SHA-256 {2}',
            plain(state.estate.name),
            state.estate.kind,
            plain(state.estate.hash),
          ),
          from(seq),
        ],
        [l10n.t('Runbook'), version, from(seq)],
        ...abridgedRows(
          [...servers],
          ([, record]) => record,
          ([server, record]) => [l10n.t('System'), plain(server), from(record)],
        ),
      ],
    ),
    `## ${l10n.t('Participants')}`,
    '',
    ...table(
      [l10n.t('Name'), l10n.t('Part'), l10n.t('Records')],
      [
        ...abridgedRows(
          facts.participants,
          ({ evidence }) => evidence[0],
          ({ name, hosts, parts, evidence }) => [
            plain(name),
            plain(
              [...parts.map(partWord), ...hosts.map(host => l10n.t('on {0}', host))].join(', '),
            ),
            from(...evidence),
          ],
        ),
        ...facts.roles.map(({ name, role, note }) => [plain(name), plain(role), fromNote(note)]),
      ],
    ),
  ];
}

function objectives({ objectives: all }: ReportFacts): string[] {
  const none = [
    l10n.t('The run names no incident, so neither recovery time nor age of data can be measured.'),
    '',
  ];
  const ms = (value: number | undefined): string =>
    value === undefined ? '–' : durationText(value);
  const rows = abridgedRows(
    all,
    ({ evidence }) => evidence.at(-1),
    ({ kind, name, from: set, valueMs, withoutWaitingMs, targetMs, met, evidence }) => [
      kind === 'recovery-time' ? l10n.t('RTO') : l10n.t('RPO'),
      plain(say(name)),
      set === undefined ? '' : plain(set),
      ms(targetMs),
      valueMs === undefined && kind === 'recovery-time' ? l10n.t('no check passed') : ms(valueMs),
      ms(withoutWaitingMs),
      met === undefined ? l10n.t('not judged') : met ? l10n.t('passed') : l10n.t('FAILED'),
      from(...evidence),
    ],
  );
  return [
    `## ${l10n.t('Recovery time and age of data')}`,
    '',
    ...(rows.length === 0
      ? none
      : table(
          [
            l10n.t('Measure'),
            l10n.t('Server or data'),
            l10n.t('Backup set'),
            l10n.t('Target'),
            l10n.t('Actual'),
            l10n.t('Without waiting'),
            l10n.t('Result'),
            l10n.t('Records'),
          ],
          rows,
        )),
    l10n.t(
      'Actual RTO: from the declared incident to the last check of the server that passed. Actual RPO: from the finish of the backup to the declared incident.',
    ),
    '',
  ];
}

function checkpointText({ checkpoints: { count, seq, signature } }: RunFold): string {
  return count === 0
    ? l10n.t('none')
    : l10n.t('{0}, the last is {1}: {2}', count, from(seq), plain(signature));
}

function proof({ file, fold, verification, notes: { notes: added } }: ReportSource): string[] {
  const { tool } = fold.state;
  const last = added.at(-1);
  const keys = [...new Set(fold.publicKeys)].map(fingerprintOf);
  const rows: (readonly string[])[] = [
    [l10n.t('Log'), plain(basename(file))],
    [l10n.t('Records'), String(verification.records)],
    [l10n.t('First hash'), fold.firstHash],
    [l10n.t('Last hash'), verification.lastHash ?? ''],
    [l10n.t('Verification'), plain(say(integrityText(verification.integrity)))],
    [l10n.t('Signature'), plain(say(signerText(verification.signer)))],
    [l10n.t('Keys of the log'), plain(keys.join(', '))],
    [l10n.t('Checkpoints'), checkpointText(fold)],
    ...(fold.previous === undefined
      ? []
      : [
          [
            l10n.t('Run before'),
            l10n.t('{0}, last hash {1}', plain(fold.previous.run), plain(fold.previous.hash)),
          ],
        ]),
    [
      l10n.t('Written by'),
      l10n.t(
        'version {0} ({1}), Node {2}, {3}',
        plain(tool.version),
        plain(tool.front),
        plain(tool.node),
        plain(tool.platform),
      ),
    ],
    ...(last === undefined
      ? []
      : [[l10n.t('Notes file'), l10n.t('{0} entries, last hash {1}', added.length, last.hash)]]),
  ];
  return [
    `## ${l10n.t('Proof')}`,
    '',
    ...table([l10n.t('Field'), l10n.t('Value')], rows),
    ...verification.remarks.map(remark => `- ${plain(say(remark))}`),
    '',
    l10n.t(
      'Anyone can check the log without this product: `node verify.mjs LOG`. The format is public.',
    ),
    '',
  ];
}
