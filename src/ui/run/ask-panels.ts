import * as l10n from '@vscode/l10n';
import { say } from '../../errors/language.ts';
import type { LoggedPlan } from '../../log/events.ts';
import type {
  ApprovalRequest,
  ConfirmationRequest,
  InterruptedRequest,
  OverrideRequest,
} from '../../run/people.ts';
import type { EffectKind, ManualForm, Reconciliation } from '../../runbook/execution.ts';
import type { Panel, PanelTone } from '../panel.ts';
import { harmless } from './stream-text.ts';

type AskPanel = Extract<Panel, { panel: 'ask' }>;

/** What the engine says, which the log keeps in English, in the reader's language. */
function words(text: string): string {
  return harmless(say(text));
}

const tones: Readonly<Record<EffectKind, PanelTone>> = {
  reads: 'plain',
  changes: 'warning',
  destroys: 'danger',
};

/** What a plan does to the estate, in the words that cells, trees and log use. */
export function effectText(effect: LoggedPlan['effect']): string {
  const servers = effect.servers.join(', ');
  switch (effect.kind) {
    case 'reads':
      return l10n.t('reads only');
    case 'changes':
      return servers === '' ? l10n.t('changes this computer') : l10n.t('changes {0}', servers);
    case 'destroys':
      return l10n.t('DESTROYS data on {0}', servers);
  }
}

/** The resolved plan and what will be lost; destructive ones want each server's name typed. */
export function confirmPanel(id: string, request: ConfirmationRequest): AskPanel {
  const { step, plan, destroys } = request;
  const typing = destroys.map(
    server => [server, l10n.t('Type {0} to agree that its data is destroyed', server)] as const,
  );
  return {
    panel: 'ask',
    id,
    title: l10n.t('{0}: {1}. Go on?', step.id, effectText(plan.effect)),
    tone: tones[plan.effect.kind],
    question: {
      ask: 'confirm',
      lines: plan.lines.map(words),
      losses: plan.losses.map(words),
      destroys,
    },
    labels: {
      yes: l10n.t('Do it'),
      no: l10n.t('Do not'),
      loss: l10n.t('Will be lost:'),
      ...Object.fromEntries(typing),
    },
  };
}

/** The form of a step that a person does. */
export function manualPanel(id: string, step: string, form: ManualForm): AskPanel {
  return {
    panel: 'ask',
    id,
    title:
      form.server === undefined
        ? l10n.t('{0}: to be done by hand', step)
        : l10n.t('{0}: to be done by hand on {1}', step, form.server),
    tone: 'warning',
    question: {
      ask: 'manual',
      instruction: harmless(form.instruction),
      evidenceAsked: form.evidenceAsked.map(harmless),
    },
    labels: {
      done: l10n.t('Done'),
      'not-done': l10n.t('Not done'),
      note: l10n.t('Note'),
      evidence: l10n.t('Other evidence (text, or the path of a file or picture)'),
    },
  };
}

/** A rule that stands in the way, and the reason that sets it aside. */
export function overridePanel(id: string, request: OverrideRequest): AskPanel {
  const { step, rule, detail } = request;
  return {
    panel: 'ask',
    id,
    title:
      rule === 'changed-step'
        ? l10n.t('{0} was changed since this run finished it', step.id)
        : l10n.t('{0} should not be run yet', step.id),
    tone: 'warning',
    question: { ask: 'override', detail: detail.map(words) },
    labels: {
      reason: l10n.t('Reason (kept in the log)'),
      override: l10n.t('Set aside with this reason'),
      no: l10n.t('Do not'),
    },
  };
}

/** A command text of the estate file, before its first use. `others`: the rest of its commands. */
export function approvePanel(
  id: string,
  request: ApprovalRequest,
  others: readonly string[],
): AskPanel {
  return {
    panel: 'ask',
    id,
    title: l10n.t('{0}: the estate file gives a command. Use it in this run?', request.step.id),
    tone: 'warning',
    question: {
      ask: 'approve',
      command: request.command.map(harmless),
      purpose: words(request.purpose),
      others: others.map(harmless),
    },
    labels: {
      yes: l10n.t('Use it'),
      all: l10n.t('Use all of them in this run'),
      no: l10n.t('Do not'),
      others: l10n.t('The estate file also gives:'),
    },
  };
}

/** What was found, in words. */
export function findingText(finding: Reconciliation['finding']): string {
  switch (finding) {
    case 'done':
      return l10n.t('Seen now: it was done.');
    case 'not-done':
      return l10n.t('Seen now: it was not done.');
    case 'partly-done':
      return l10n.t('Seen now: it was done in part.');
    case 'unknown':
      return l10n.t('It cannot be told whether it was done.');
  }
}

/** A step whose end was never recorded: what was seen, and what to do about it. */
export function interruptedPanel(id: string, request: InterruptedRequest): AskPanel {
  const { reconciliation } = request;
  return {
    panel: 'ask',
    id,
    title: l10n.t('{0} was interrupted; its outcome is not recorded', request.stepId),
    tone: request.destroys ? 'danger' : 'warning',
    question: {
      ask: 'interrupted',
      finding: findingText(reconciliation.finding),
      lines: reconciliation.lines.map(words),
    },
    labels: {
      'run-again': l10n.t('Run it again'),
      'taken-as-done': l10n.t('Take it as done'),
      'left-open': l10n.t('Leave it open'),
    },
  };
}

/** A panel of questions as lines, for where it cannot be shown, and for screen readers. */
export function askText(panel: AskPanel): string {
  const { question } = panel;
  const lines = [panel.title];
  switch (question.ask) {
    case 'confirm':
      lines.push(
        ...question.lines,
        ...question.losses.map(loss => l10n.t('Will be lost: {0}', loss)),
      );
      break;
    case 'manual':
      lines.push(question.instruction, ...question.evidenceAsked);
      break;
    case 'override':
      lines.push(...question.detail);
      break;
    case 'approve':
      lines.push(question.purpose, question.command.join(' '), ...question.others);
      break;
    case 'interrupted':
      lines.push(question.finding, ...question.lines);
      break;
  }
  lines.push(l10n.t('Answer with the command: Recovery Runbooks: Answer a Waiting Step'));
  return lines.join('\n');
}
