import * as l10n from '@vscode/l10n';
import { describeProblem, type ProblemData } from '../../errors/problem.ts';
import type { Evidence, Table } from '../../runbook/execution.ts';
import type { LoggedPlan, LoggedRunbook, LoggedValues, RunEvent } from '../events.ts';
import type { LoggedEvent } from '../record.ts';
import { spokenEvent } from '../spoken-event.ts';
import { bytesText, durationText } from './figures.ts';
import { effectWord, howWord, outcomeWord } from './outcome-words.ts';

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** An event as lines of text, the first one its heading; nothing for what only serves the chain. */
export function eventLines(logged: LoggedEvent): string[] {
  const event = spokenEvent(logged);
  switch (event.type) {
    case 'run-started':
      return runStarted(event);
    case 'run-resumed':
      return [l10n.t('run resumed by {0} on {1}', event.operator.user, event.operator.host)];
    case 'mode-changed':
      return [l10n.t('mode is now {0}, set by {1}', event.mode, event.by)];
    case 'variables-set':
      return [l10n.t('variables set by {0}', event.by), ...valueLines(event.values)];
    case 'confirmation':
      return confirmation(event);
    case 'command-approval':
      return [
        event.answer === 'yes'
          ? l10n.t('command approved by {0} ({1})', event.by, howWord(event.how))
          : l10n.t('command not approved by {0} ({1})', event.by, howWord(event.how)),
        event.purpose,
        event.command.join(' '),
      ];
    case 'override':
      return [
        l10n.t('override of {0} at step {1} by {2}', event.rule, event.step, event.by),
        ...split(event.detail),
        l10n.t('reason: {0}', event.reason),
      ];
    case 'step-started':
      return stepStarted(event);
    case 'output':
      return output(event);
    case 'table':
      return [
        l10n.t('table of {0}', event.step),
        ...tableLines(event.table),
        ...whole(event.whole),
      ];
    case 'step-ended':
      return stepEnded(event);
    case 'step-passed-over':
      return passedOver(event);
    default:
      return otherLines(event);
  }
}

type Rest = Exclude<
  LoggedEvent,
  | Of<'run-started' | 'run-resumed' | 'mode-changed' | 'variables-set' | 'confirmation'>
  | Of<'command-approval' | 'override' | 'step-started' | 'output' | 'table' | 'step-ended'>
  | Of<'step-passed-over'>
>;

function otherLines(event: Rest): string[] {
  switch (event.type) {
    case 'waiting-started':
      return [l10n.t('waiting for people: {0}', event.what), ...split(event.text)];
    case 'waiting-ended':
      return [l10n.t('waited {0}', durationText(event.waitedMs))];
    case 'member-started':
      return [l10n.t('step {0} begins on {1}', event.step, event.server)];
    case 'member-ended':
      return memberEnded(event);
    case 'evidence':
      return evidenceLines(event.evidence, event.by, event.step);
    case 'note':
      return [l10n.t('note by {0}', event.by), ...split(event.text)];
    case 'reconciled':
      return [
        l10n.t(
          'step {0} had no end; found: {1}; decided by {2}: {3}',
          event.step,
          event.reconciliation.finding,
          event.by,
          event.decision,
        ),
        ...event.reconciliation.lines,
      ];
    case 'clock-jumped':
      return [l10n.t('the clock jumped by {0} ms', event.byMs)];
    case 'torn-tail-put-aside':
      return [
        l10n.t('{0} bytes of an unfinished line were put aside: {1}', event.bytes, event.file),
      ];
    case 'run-finished':
      return [l10n.t('run finished: {0}', outcomeWord(event.outcome))];
    case 'log-reopened':
      return [l10n.t('log opened again')];
    case 'log-opened':
    case 'checkpoint':
    case 'progress':
      return [];
  }
}

function memberEnded(event: Of<'member-ended'>): string[] {
  const { step, server, durationMs, problem } = event;
  const time = durationText(durationMs);
  return problem === undefined
    ? [l10n.t('step {0} done on {1} in {2}: {3}', step, server, time, event.summary)]
    : [l10n.t('step {0} ended on {1} after {2}', step, server, time), ...describeProblem(problem)];
}

function split(text: string): string[] {
  return text === '' ? [] : text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
}

function valueLines(values: LoggedValues): string[] {
  return Object.entries(values).map(([name, value]) =>
    typeof value === 'string'
      ? `$${name} = ${value}`
      : `$${name} = ${l10n.t('(secret {0})', value.secret)}`,
  );
}

function planLines(plan: LoggedPlan): string[] {
  const { kind, servers } = plan.effect;
  if (plan.lines.length + plan.losses.length + servers.length === 0) return [];
  return [
    l10n.t('plan ({0}): {1}', effectWord(kind), servers.join(', ')),
    ...plan.lines.map(line => `  ${line}`),
    ...plan.losses.map(loss => `  ${l10n.t('will be lost: {0}', loss)}`),
  ];
}

/** Commit of a runbook's text, if one is known. */
export function originWords({ commit, changedSince }: LoggedRunbook): string[] {
  if (commit !== undefined) return [l10n.t('commit {0}', commit)];
  return changedSince === undefined ? [] : [l10n.t('changed since commit {0}', changedSince)];
}

function runStarted({
  runbook,
  estate,
  mode,
  operator,
  tool,
  ...event
}: Of<'run-started'>): string[] {
  const { incident } = event;
  return [
    l10n.t('run of {0}', runbook.title),
    [l10n.t('runbook {0}, SHA-256 {1}', runbook.file, runbook.hash), ...originWords(runbook)].join(
      ', ',
    ),
    l10n.t('estate {0} ({1}), {2}', estate.name, estate.kind, estate.file),
    l10n.t('mode {0}', mode),
    l10n.t('operator {0} on {1}', operator.user, operator.host),
    l10n.t('version {0} ({1}), Node {2}, {3}', tool.version, tool.front, tool.node, tool.platform),
    ...(incident === undefined
      ? []
      : [l10n.t('incident {0}, declared {1}', incident.id, incident.declared)]),
    ...valueLines(event.variables),
  ];
}

function confirmation({ step, plan, answer, by, how }: Of<'confirmation'>): string[] {
  const heading =
    answer === 'yes'
      ? l10n.t('step {0} confirmed by {1} ({2})', step, by, how)
      : l10n.t('step {0} not confirmed by {1} ({2})', step, by, how);
  return [heading, ...planLines(plan)];
}

function stepStarted(event: Of<'step-started'>): string[] {
  const { step, attempt, title, language, target, text, values, plan } = event;
  const heading =
    target === undefined
      ? l10n.t('step {0}, attempt {1}: {2}', step, attempt, title)
      : l10n.t('step {0}, attempt {1}, on {2}: {3}', step, attempt, target, title);
  return [
    heading,
    ...split(text).map(line => `${language}> ${line}`),
    ...valueLines(values),
    ...planLines(plan),
  ];
}

function output({ step, stream, text, whole: named }: Of<'output'>): string[] {
  return [`${step} ${stream}`, ...split(text).map(line => `| ${line}`), ...whole(named)];
}

function whole(named: Of<'output'>['whole']): string[] {
  if (named === undefined) return [];
  return [l10n.t('cut here; whole ({0}) in {1}.gz', bytesText(named.bytes), named.sha256)];
}

function tableLines({ columns, rows }: Table): string[] {
  const cells = [columns, ...rows].map(row => row.map(cell => cell ?? 'NULL'));
  return cells.map(row => `| ${row.join(' | ')}`);
}

function stepEnded(event: Of<'step-ended'>): string[] {
  const { step, outcome, durationMs, waitingMs, summary, problem, values } = event;
  const waited = waitingMs > 0 ? `, ${l10n.t('waited {0}', durationText(waitingMs))}` : '';
  const restored = (event.restoredFrom ?? []).map(({ set, finished }) =>
    l10n.t('restored from {0}, finished {1}', set, finished),
  );
  return [
    l10n.t('step {0} ended: {1} in {2}', step, outcomeWord(outcome), durationText(durationMs)) +
      waited,
    ...problemOrSummary(problem, summary),
    ...(event.checkPassed === true ? [l10n.t('the check passed')] : []),
    ...restored,
    ...valueLines(values),
  ];
}

function problemOrSummary(problem: ProblemData | undefined, summary: string): string[] {
  return problem === undefined ? split(summary) : describeProblem(problem).flatMap(split);
}

function passedOver({ step, outcome, why, problem, plan }: Of<'step-passed-over'>): string[] {
  return [
    l10n.t('step {0} not begun: {1}', step, outcomeWord(outcome)),
    ...problemOrSummary(problem, why),
    ...(plan === undefined ? [] : planLines(plan)),
  ];
}

function evidenceLines(evidence: Evidence, by: string, step: string | undefined): string[] {
  const heading =
    step === undefined
      ? l10n.t('evidence by {0}: {1}', by, evidence.title)
      : l10n.t('evidence of step {0} by {1}: {2}', step, by, evidence.title);
  const file =
    evidence.path === undefined
      ? []
      : [l10n.t('{0}, SHA-256 {1}', evidence.path, evidence.sha256 ?? l10n.t('unknown'))];
  return [heading, ...split(evidence.text ?? ''), ...file];
}
