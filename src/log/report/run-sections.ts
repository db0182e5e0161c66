import * as l10n from '@vscode/l10n';
import { say } from '../../errors/language.ts';
import { describeProblem } from '../../errors/problem.ts';
import { durationText } from '../account/figures.ts';
import { answerWord, howWord, modeWord, outcomeWord } from '../account/outcome-words.ts';
import type { Part } from '../account/parts.ts';
import type { PassedCheck, RunFold, Said } from '../account/run-fold.ts';
import type { RunEvent } from '../events.ts';
import { abridgedItems, abridgedRows } from './abridged.ts';
import type { ReportFacts } from './facts.ts';
import { block, cellLines, plain, table } from './markup.ts';
import { from, utc, utcAt } from './references.ts';

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** What was done, in order, and the interruptions between. */
export function sequence(fold: RunFold): string[] {
  const rows = abridgedRows(fold.attempts, seqOf, part => [
    utc(part.time),
    plain(part.step ?? ''),
    plain(part.title ?? ''),
    plain(part.servers.join(', ')),
    plain(part.by ?? ''),
    outcomeWord(part.outcome),
    plain(wordsOf(part)),
    part.durationMs === undefined ? '' : durationText(part.durationMs),
    part.waitingMs === 0 ? '' : durationText(part.waitingMs),
    from(seqOf(part), part.endSeq),
  ]);
  const gaps = abridgedItems(
    fold.interruptions,
    ({ seq }) => seq,
    ({ from: at, to, seq }) => [
      l10n.t(
        '- Interrupted from {0} for {1} ({2})',
        utcAt(at),
        durationText((to ?? at) - at),
        from(seq),
      ),
    ],
  );
  return [
    `## ${l10n.t('Sequence')}`,
    '',
    ...table(
      [
        l10n.t('Time'),
        l10n.t('Step'),
        l10n.t('What'),
        l10n.t('System'),
        l10n.t('Owner'),
        l10n.t('Result'),
        l10n.t('Details'),
        l10n.t('Duration'),
        l10n.t('Waited'),
        l10n.t('Records'),
      ],
      rows,
    ),
    ...gaps,
    '',
  ];
}

function seqOf(part: Part): number {
  return part.startSeq ?? part.firstSeq;
}

/** What a step said at its end, else why it never began. */
function wordsOf({ summary, why }: Part): string {
  return summary === undefined || summary === '' ? (why ?? '') : summary;
}

function overrideLine({ seq, event }: Said<Of<'override'>>): string[] {
  return [
    l10n.t(
      '- {0}: rule {1} was set aside at step {2} by {3}, reason: {4} ({5})',
      l10n.t('override'),
      plain(event.rule),
      plain(event.step),
      plain(event.by),
      plain(event.reason),
      from(seq),
    ),
  ];
}

function changeLine({ seq, event }: Said<Of<'variables-set' | 'mode-changed'>>): string[] {
  return [
    event.type === 'mode-changed'
      ? l10n.t(
          '- mode changed to {0} by {1} ({2})',
          modeWord(event.mode),
          plain(event.by),
          from(seq),
        )
      : l10n.t(
          '- variables set by {0}: {1} ({2})',
          plain(event.by),
          plain(Object.keys(event.values).join(', ')),
          from(seq),
        ),
  ];
}

function failureLines(part: Part): string[] {
  const head = l10n.t(
    '- step {0}: {1} ({2})',
    plain(part.step ?? ''),
    outcomeWord(part.outcome),
    from(seqOf(part), part.endSeq),
  );
  return part.problem === undefined
    ? [head]
    : [head, '', ...block(describeProblem(part.problem).map(say).join('\n'))];
}

/** What went otherwise than the runbook has it: overrides, changed values, steps without success. */
export function deviations(fold: RunFold, facts: ReportFacts): string[] {
  const ofSaid = ({ seq }: Said): number => seq;
  const jump = ({ seq, event }: Said<Of<'clock-jumped'>>): string[] => [
    l10n.t('- the clock jumped by {0} ms ({1})', event.byMs, from(seq)),
  ];
  const all = [
    ...abridgedItems(fold.of('override'), ofSaid, overrideLine),
    ...abridgedItems(fold.of('variables-set', 'mode-changed'), ofSaid, changeLine),
    ...abridgedItems(fold.of('clock-jumped'), ofSaid, jump),
    ...abridgedItems(facts.deviations, seqOf, failureLines),
  ];
  return [
    `## ${l10n.t('Deviations and improvisations')}`,
    '',
    ...(all.length === 0 ? [l10n.t('None.')] : all),
    '',
  ];
}

/** Who agreed to what, and the text that was shown. */
export function confirmations(fold: RunFold): string[] {
  const asked = fold.of('confirmation', 'command-approval');
  const rows = abridgedRows(
    asked,
    ({ seq }) => seq,
    ({ seq, time, event }) => [
      utc(time),
      event.type === 'confirmation' ? plain(event.step) : plain(event.purpose),
      plain(event.by),
      answerWord(event.answer),
      plain(howWord(event.how)),
      event.type === 'confirmation'
        ? cellLines([...event.plan.lines, ...event.plan.losses])
        : plain(event.command.join(' ')),
      from(seq),
    ],
  );
  return [
    `## ${l10n.t('Confirmations')}`,
    '',
    ...(rows.length === 0
      ? [l10n.t('None was asked for.'), '']
      : table(
          [
            l10n.t('Time'),
            l10n.t('For'),
            l10n.t('Who'),
            l10n.t('Answer'),
            l10n.t('How'),
            l10n.t('What was shown'),
            l10n.t('Records'),
          ],
          rows,
        )),
  ];
}

/** What was restored from where, and the checks that passed. */
export function dataIntegrity(fold: RunFold): string[] {
  // what was put back from a set is of the manifest that the run verified
  const manifests = new Map(
    fold.restored.flatMap(({ set, manifest }) => (manifest === undefined ? [] : [[set, manifest]])),
  );
  const sets = abridgedRows(
    fold.restored,
    ({ seq }) => seq,
    ({ seq, what, set, finished, manifest }) => [
      plain(say(what)),
      plain(set),
      utc(finished),
      plain(manifest ?? manifests.get(set) ?? l10n.t('not verified in this run')),
      from(seq),
    ],
  );
  const attempts = new Map(fold.attempts.map(part => [part.endSeq, part]));
  const record = ({ seq }: PassedCheck): number => seq;
  const checks = abridgedRows(fold.checks, record, ({ seq, at, servers }) => {
    const part = attempts.get(seq);
    return [
      plain(part?.step ?? ''),
      plain(servers.join(', ')),
      utcAt(at),
      plain(part?.summary ?? ''),
      from(seq),
    ];
  });
  return [
    `## ${l10n.t('Integrity of the data')}`,
    '',
    ...table(
      [
        l10n.t('Restored'),
        l10n.t('Backup set'),
        l10n.t('Backup finished'),
        l10n.t('SHA-256 of the manifest'),
        l10n.t('Records'),
      ],
      sets,
    ),
    ...(checks.length === 0
      ? [l10n.t('No check of the recovered service passed.'), '']
      : table(
          [
            l10n.t('Check'),
            l10n.t('System'),
            l10n.t('Passed'),
            l10n.t('What it found'),
            l10n.t('Records'),
          ],
          checks,
        )),
  ];
}
