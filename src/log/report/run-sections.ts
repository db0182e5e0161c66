import * as l10n from '@vscode/l10n';
import { say } from '../../errors/language.ts';
import { describeProblem } from '../../errors/problem.ts';
import { durationText } from '../account/figures.ts';
import type { RunFold } from '../account/run-fold.ts';
import type { ReportFacts } from './facts.ts';
import { block, plain, table } from './markup.ts';
import { from, utc, utcAt } from './references.ts';

/** What was done, in order, and the interruptions between. */
export function sequence(fold: RunFold): string[] {
  const by = fold.state.operator.user;
  const rows = fold.parts.list.flatMap(part => {
    if (part.kind !== 'step') return [];
    const words = [part.summary, part.why].filter(text => text !== undefined && text !== '');
    return [
      [
        utc(part.time),
        plain(part.step ?? ''),
        plain(part.title ?? ''),
        plain(part.servers.join(', ')),
        plain(by),
        part.outcome,
        plain(words[0] ?? ''),
        part.durationMs === undefined ? '' : durationText(part.durationMs),
        part.waitingMs === 0 ? '' : durationText(part.waitingMs),
        from(part.startSeq ?? part.firstSeq, part.endSeq),
      ],
    ];
  });
  const gaps = fold.interruptions.map(({ from: at, to, seq }) =>
    l10n.t(
      '- Interrupted from {0} for {1} ({2})',
      utcAt(at),
      durationText((to ?? at) - at),
      from(seq),
    ),
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

/** What went otherwise than the runbook has it: overrides, changed values, steps without success. */
export function deviations(fold: RunFold, facts: ReportFacts): string[] {
  const overrides = fold
    .of('override')
    .map(({ seq, event }) =>
      l10n.t(
        '- {0}: rule {1} was set aside at step {2} by {3}, reason: {4} ({5})',
        l10n.t('override'),
        plain(event.rule),
        plain(event.step),
        plain(event.by),
        plain(event.reason),
        from(seq),
      ),
    );
  const values = fold
    .of('variables-set', 'mode-changed')
    .map(({ seq, event }) =>
      event.type === 'mode-changed'
        ? l10n.t('- mode changed to {0} by {1} ({2})', event.mode, plain(event.by), from(seq))
        : l10n.t(
            '- variables set by {0}: {1} ({2})',
            plain(event.by),
            plain(Object.keys(event.values).join(', ')),
            from(seq),
          ),
    );
  const clock = fold
    .of('clock-jumped')
    .map(({ seq, event }) => l10n.t('- the clock jumped by {0} ms ({1})', event.byMs, from(seq)));
  const failed = facts.deviations.flatMap(part => {
    const head = l10n.t(
      '- step {0}: {1} ({2})',
      plain(part.step ?? ''),
      part.outcome,
      from(part.startSeq ?? part.firstSeq, part.endSeq),
    );
    return part.problem === undefined
      ? [head]
      : [head, '', ...block(describeProblem(part.problem).map(say).join('\n'))];
  });
  const all = [...overrides, ...values, ...clock, ...failed];
  return [
    `## ${l10n.t('Deviations and improvisations')}`,
    '',
    ...(all.length === 0 ? [l10n.t('None.')] : all),
    '',
  ];
}

/** Who agreed to what, and the text that was shown. */
export function confirmations(fold: RunFold): string[] {
  const rows = fold
    .of('confirmation', 'command-approval')
    .map(({ seq, time, event }) => [
      utc(time),
      event.type === 'confirmation' ? plain(event.step) : plain(event.purpose),
      plain(event.by),
      event.answer,
      plain(event.how),
      event.type === 'confirmation'
        ? plain([...event.plan.lines, ...event.plan.losses].join('; '))
        : plain(event.command.join(' ')),
      from(seq),
    ]);
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
  const sets = fold.restored.map(({ seq, what, set, finished }) => [
    plain(say(what)),
    plain(set),
    utc(finished),
    from(seq),
  ]);
  const checks = fold.checks.map(({ seq, at, servers }) => {
    const part = fold.attempts.find(({ endSeq }) => endSeq === seq);
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
      [l10n.t('Restored'), l10n.t('Backup set'), l10n.t('Backup finished'), l10n.t('Records')],
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
