import * as l10n from '@vscode/l10n';
import { say } from '../../errors/language.ts';
import type { RunState, StepState } from '../../log/state.ts';
import type { Step } from '../../runbook/model.ts';
import { effectText } from '../run/ask-panels.ts';
import { counted, localMinute, shortDuration } from '../words.ts';

/** What a fact of a step is about; clicking it explains this. */
export type FactTopic =
  | 'kind'
  | 'target'
  | 'effect'
  | 'time'
  | 'who'
  | 'requires'
  | 'when'
  | 'confirm'
  | 'on-error'
  | 'outcome';

/** One fact of a step as its cell's status bar shows it. */
export interface StepFact {
  readonly topic: FactTopic;
  /** May hold codicons; the words beside them say the same. */
  readonly text: string;
  /** One or two sentences. */
  readonly explanation: string;
  readonly warning: boolean;
}

function kindFact(step: Step): StepFact {
  const action = /^\s*([a-z][a-z0-9-]*)\s*:/m.exec(step.text)?.[1];
  const kinds = { powershell: 'PowerShell', sql: 'T-SQL', step: action ?? l10n.t('step') };
  const where = step.attributes.target ?? l10n.t('this computer');
  return {
    topic: 'kind',
    text: `$(symbol-event) ${kinds[step.language]}`,
    explanation: l10n.t('Step {0}. Runs as {1}, from {2}.', step.id, kinds[step.language], where),
    warning: false,
  };
}

function targetFact({ attributes: { target } }: Step, past: StepState | undefined): StepFact[] {
  if (target === undefined) return [];
  const resolved = past?.target ?? target;
  return [
    {
      topic: 'target',
      text: `$(server) ${resolved}`,
      explanation: l10n.t('Runs on {0}, by the way that the estate file names.', resolved),
      warning: false,
    },
  ];
}

function effectFact(past: StepState | undefined): StepFact[] {
  if (past?.plan === undefined) return [];
  const { effect } = past.plan;
  const icon =
    effect.kind === 'destroys' ? '$(flame)' : effect.kind === 'changes' ? '$(edit)' : '$(eye)';
  return [
    {
      topic: 'effect',
      text: `${icon} ${effectText(effect)}`,
      explanation: l10n.t('As it was planned last: {0}.', past.plan.lines.map(say).join('; ')),
      warning: effect.kind === 'destroys',
    },
  ];
}

function timeFact(step: Step, past: StepState | undefined): StepFact[] {
  const { expectMs, timeoutMs } = step.attributes;
  const lastMs = past?.outcome === 'succeeded' && past.durationMs > 0 ? past.durationMs : undefined;
  if (expectMs === undefined && lastMs === undefined) return [];
  const parts = [
    ...(expectMs === undefined ? [] : [l10n.t('about {0}', shortDuration(expectMs))]),
    ...(lastMs === undefined ? [] : [l10n.t('last {0}', shortDuration(lastMs))]),
  ];
  const limit =
    timeoutMs === undefined
      ? l10n.t('It has no time limit.')
      : l10n.t('It is stopped after {0}.', shortDuration(timeoutMs));
  return [
    {
      topic: 'time',
      text: `$(clock) ${parts.join(', ')}`,
      explanation: l10n.t('How long it should take, and took last. {0}', limit),
      warning: false,
    },
  ];
}

/** Who ran the step last, and when; the log knows both. */
function whoFact(past: StepState | undefined): StepFact[] {
  if (past?.by === undefined || past.by.user === '') return [];
  const { by, started, ended } = past;
  const explanation =
    started === undefined || past.why !== undefined
      ? l10n.t('Passed over by {0} on {1}, {2}.', by.user, by.host, localMinute(ended ?? ''))
      : ended === undefined
        ? l10n.t('Begun by {0} on {1}, {2}.', by.user, by.host, localMinute(started))
        : l10n.t(
            'Run by {0} on {1}, from {2} to {3}.',
            by.user,
            by.host,
            localMinute(started),
            localMinute(ended),
          );
  return [{ topic: 'who', text: `$(account) ${by.user}`, explanation, warning: false }];
}

const done: readonly string[] = ['succeeded', 'skipped', 'rehearsed'];

function requiresFact(step: Step, run: RunState | undefined): StepFact[] {
  const unmet = step.attributes.requires.filter(
    id => !done.includes(run?.steps.get(id)?.outcome ?? 'pending'),
  );
  if (step.attributes.requires.length === 0 || unmet.length === 0) return [];
  return [
    {
      topic: 'requires',
      text: `$(circle-slash) ${l10n.t('requires {0}', unmet.join(', '))}`,
      explanation: l10n.t(
        'Not done yet: {0}. It can be set aside with a reason.',
        unmet.join(', '),
      ),
      warning: true,
    },
  ];
}

function ruleFacts(step: Step): StepFact[] {
  const { when, confirm, onError } = step.attributes;
  const facts: StepFact[] = [];
  if (when !== undefined) {
    const explanation = l10n.t('Runs only where this holds: {0}. Else it is skipped.', when);
    facts.push({ topic: 'when', text: `$(filter) ${when}`, explanation, warning: false });
  }
  if (confirm) {
    const explanation = l10n.t('Shows its plan and asks before it begins.');
    const text = `$(question) ${l10n.t('asks first')}`;
    facts.push({ topic: 'confirm', text, explanation, warning: false });
  }
  if (onError.kind === 'continue') {
    const explanation = l10n.t('When it fails, the steps after it run all the same.');
    const text = `$(debug-continue) ${l10n.t('goes on after an error')}`;
    facts.push({ topic: 'on-error', text, explanation, warning: false });
  }
  if (onError.kind === 'retry') {
    const explanation = l10n.t('When it fails, it is tried {0} more times.', onError.times);
    const text = `$(sync) ${counted(onError.times, l10n.t('tries again once'), l10n.t('tries again {0} times', onError.times))}`;
    facts.push({ topic: 'on-error', text, explanation, warning: false });
  }
  return facts;
}

function outcomeFact(past: StepState | undefined): StepFact[] {
  const words: Readonly<Record<string, string>> = {
    rehearsed: l10n.t('rehearsed, not run'),
    skipped: l10n.t('skipped'),
    interrupted: l10n.t('interrupted, outcome unknown'),
    refused: l10n.t('refused'),
    cancelled: l10n.t('cancelled'),
  };
  const text = past === undefined ? undefined : words[past.outcome];
  if (past === undefined || text === undefined) return [];
  const explanation = past.why ?? past.problem?.what ?? past.summary ?? text;
  const warning = past.outcome === 'interrupted' || past.outcome === 'refused';
  return [{ topic: 'outcome', text: `$(info) ${text}`, explanation, warning }];
}

/** What is known of a step without asking anything: its attributes and its last run. */
export function stepFacts(step: Step, run: RunState | undefined): StepFact[] {
  const logged = run?.steps.get(step.id);
  const past = logged?.textHash === undefined || logged.textHash === step.hash ? logged : undefined;
  return [
    kindFact(step),
    ...targetFact(step, past),
    ...effectFact(past),
    ...outcomeFact(past),
    ...timeFact(step, past),
    ...whoFact(past),
    ...requiresFact(step, run),
    ...ruleFacts(step),
  ];
}
