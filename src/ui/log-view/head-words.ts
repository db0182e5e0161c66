import * as l10n from '@vscode/l10n';
import type { Objective } from '../../log/account/objectives.ts';
import { partWord, type Participant } from '../../log/account/participants.ts';
import type { FileState, Overview, Timeline } from '../../log/view/row.ts';
import type { RunMode } from '../../runbook/execution.ts';
import type { Mood, PageChoice, PageHead, PageObjective } from '../log-page.ts';
import { outcomeText } from '../notebook/header-panel.ts';
import { ageText, clockText, localMinute, modeWord } from '../words.ts';

/** How an outcome of a run or a step is meant. */
export function moodOf(outcome: string): Mood {
  switch (outcome) {
    case 'succeeded':
      return 'good';
    case 'failed':
    case 'refused':
    case 'interrupted':
    case 'abandoned':
      return 'bad';
    case 'running':
      return 'open';
    case 'open':
      return 'warning';
    default:
      return 'neutral';
  }
}

/** An outcome of a run or a step in one word. */
export function outcomeWord(outcome: string): string {
  switch (outcome) {
    case 'running':
      return l10n.t('running');
    case 'open':
      return l10n.t('not finished');
    case 'interrupted':
      return l10n.t('interrupted');
    case 'skipped':
      return l10n.t('skipped');
    case 'pending':
      return l10n.t('not begun');
    default:
      return outcomeText(outcome);
  }
}

function outcomeLine({ run, outcome, openStep, waitingFor }: Overview): string {
  if (run === '') return l10n.t('no run');
  if (outcome === 'running') {
    if (waitingFor !== undefined) return l10n.t('waits for an answer in {0}', waitingFor);
    return openStep === undefined ? l10n.t('running') : l10n.t('running: {0}', openStep);
  }
  if (outcome !== 'open') return outcomeWord(outcome);
  return openStep === undefined
    ? l10n.t('not finished')
    : l10n.t('interrupted in {0}; its outcome is unknown', openStep);
}

function isMode(mode: string): mode is RunMode {
  return mode === 'rehearse' || mode === 'practice' || mode === 'live';
}

/** The runbook's file, and whether it was as its commit has it when the run began. */
function runbookText({ file, commit, changedSince }: Overview['runbook']): string {
  if (commit !== undefined) return l10n.t('{0}, commit {1}', file, commit.slice(0, 12));
  return changedSince === undefined
    ? file
    : l10n.t('{0}, changed since commit {1}', file, changedSince.slice(0, 12));
}

function factsOf(overview: Overview): PageHead['facts'] {
  const { counts, runbook, incident, operator } = overview;
  if (overview.run === '') return [];
  const fact = (label: string, text: string): { label: string; text: string }[] =>
    text === '' ? [] : [{ label, text }];
  return [
    ...fact(l10n.t('Mode'), isMode(overview.mode) ? modeWord(overview.mode) : overview.mode),
    ...fact(l10n.t('Estate'), overview.estate.name),
    ...fact(l10n.t('Operator'), l10n.t('{0} on {1}', operator.user, operator.host)),
    ...fact(l10n.t('Began'), localMinute(overview.started ?? '')),
    ...fact(l10n.t('Ended'), localMinute(overview.ended ?? '')),
    ...fact(l10n.t('Duration'), clockText(overview.durationMs)),
    ...fact(l10n.t('Waiting for people'), clockText(overview.waitingMs)),
    ...(overview.interruptedMs === 0
      ? []
      : fact(l10n.t('Interrupted for'), clockText(overview.interruptedMs))),
    ...(incident === undefined
      ? []
      : fact(
          l10n.t('Incident'),
          l10n.t('{0}, declared {1}', incident.id, localMinute(incident.declared)),
        )),
    ...fact(l10n.t('Runbook'), runbookText(runbook)),
    ...fact(
      l10n.t('Recorded'),
      l10n.t(
        '{0} confirmations, {1} overrides, {2} pieces of evidence, {3} notes',
        counts.confirmations,
        counts.overrides,
        counts.evidence,
        counts.notes,
      ),
    ),
    ...(counts.clockJumps === 0
      ? []
      : fact(l10n.t('Clock'), l10n.t('jumped {0} times', counts.clockJumps))),
    ...fact(l10n.t('Version'), overview.tool),
  ];
}

function objectiveOf(objective: Objective): PageObjective {
  const { kind, name, from, valueMs, withoutWaitingMs, targetMs, met, evidence } = objective;
  const isTime = kind === 'recovery-time';
  const value = (): string => {
    if (valueMs === undefined) return isTime ? l10n.t('no check passed') : l10n.t('unknown');
    if (!isTime) return ageText(valueMs);
    return withoutWaitingMs === undefined || withoutWaitingMs === valueMs
      ? clockText(valueMs)
      : l10n.t('{0} ({1} without waiting)', clockText(valueMs), clockText(withoutWaitingMs));
  };
  const target = (): string => {
    if (targetMs === undefined) return l10n.t('none');
    return isTime ? clockText(targetMs) : ageText(targetMs);
  };
  return {
    what: isTime ? l10n.t('Recovery time') : l10n.t('Age of restored data'),
    name: from === undefined ? name : l10n.t('{0}, from {1}', name, from),
    value: value(),
    target: target(),
    verdict: met === undefined ? l10n.t('not judged') : met ? l10n.t('met') : l10n.t('MISSED'),
    mood: met === undefined ? 'neutral' : met ? 'good' : 'bad',
    evidence,
  };
}

/** A participant as one line: name, computers, parts. */
export function participantText({ name, hosts, parts }: Participant): string {
  const who = hosts.length === 0 ? name : l10n.t('{0} on {1}', name, hosts.join(', '));
  return l10n.t('{0}: {1}', who, parts.map(partWord).join(', '));
}

/** Time of day on the reader's clock: `03:41:05`. */
export function timeOfDay(ms: number): string {
  const time = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

function timelineWords(timeline: Timeline): PageHead['timeline'] {
  const { from, to, steps, people, interruptions, marks, counts } = timeline;
  return {
    from,
    to,
    summary: l10n.t(
      'Timeline: {0} attempts of steps, {1} of them without success, people waited for {2} times, {3} interruptions.',
      counts.attempts,
      counts.withoutSuccess,
      counts.waits,
      counts.interruptions,
    ),
    lanes: [
      { label: l10n.t('Steps'), stretches: steps },
      { label: l10n.t('People'), stretches: people },
      { label: l10n.t('Interruptions'), stretches: interruptions },
    ],
    marks: marks.filter(({ at }) => at >= from && at <= to),
    start: timeOfDay(from),
    end: timeOfDay(to),
  };
}

/** How a step's language is called. */
export function kindWord(language: string): string {
  switch (language) {
    case 'powershell':
      return 'PowerShell';
    case 'sql':
      return 'T-SQL';
    case 'step':
      return l10n.t('step');
    default:
      return language;
  }
}

function choices(values: readonly string[], word: (value: string) => string): PageChoice[] {
  return values.map(value => ({ value, label: word(value) }));
}

function titleOf({ title, run, file }: Overview): string {
  if (title !== '') return title;
  return run === '' ? file.replace(/^.*[\\/]/, '') : run;
}

/** What is to be said of the file before anything else. */
function remarkOf(state: FileState): string {
  switch (state.is) {
    case 'log':
      return '';
    case 'empty':
      return l10n.t('This file is empty. A recovery log has at least the line that opens it.');
    case 'no-log':
      return l10n.t(
        'This is no recovery log: none of its lines is a record of one. It is shown as it is written.',
      );
    case 'newer':
      return l10n.t(
        '{0} lines hold records that this version does not know: a newer version of Recovery Runbooks wrote them. They are shown as they are written.',
        state.lines,
      );
    case 'gone':
      return state.why === undefined
        ? l10n.t(
            'The file of this log was deleted or moved since it was opened. What was read of it is still shown.',
          )
        : l10n.t(
            'The file of this log cannot be reached now: {0}. What was read of it is still shown.',
            state.why,
          );
  }
}

/** People that are named above the list, at most. */
const mostPeople = 100;

function peopleOf(participants: readonly Participant[]): string[] {
  const named = participants.slice(0, mostPeople).map(participantText);
  const more = participants.length - named.length;
  return more === 0 ? named : [...named, l10n.t('{0} more people', more)];
}

/** Everything above the list, in words of the reader's language. */
export function headOf(overview: Overview, timeline: Timeline): PageHead {
  const { outcome, complete, records } = overview;
  const live = outcome === 'running';
  return {
    title: titleOf(overview),
    outcome: outcomeLine(overview),
    mood: moodOf(outcome),
    facts: factsOf(overview),
    objectives: overview.objectives.map(objectiveOf),
    people: peopleOf(overview.participants),
    timeline: timelineWords(timeline),
    outcomes: choices(overview.outcomes, outcomeWord),
    servers: choices(overview.servers, server => server),
    kinds: [
      ...choices(overview.languages, kindWord),
      { value: 'people', label: l10n.t('people: confirmations, notes, evidence, waiting') },
    ],
    remark: remarkOf(overview.state),
    progress: complete ? '' : l10n.t('reading: {0} records so far', records),
    live,
  };
}
