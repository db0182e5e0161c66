import * as l10n from '@vscode/l10n';
import { shellPlace } from '../../errors/powershell.ts';
import type { Problem } from '../../errors/problem.ts';
import type { PlanContext, StepPlan } from '../../runbook/execution.ts';
import type { Step } from '../../runbook/model.ts';
import { powershellVariables } from '../../runbook/powershell/variables.ts';
import { Secret } from '../../runbook/variables.ts';
import { effectOf, rehearsalOf, type Rehearsal } from './effects.ts';
import type { ShellInspection } from './session.ts';

/** The declared variables that a text names, with the values that they have in its shell. */
function valueLines(step: Step, context: PlanContext, inShell: ShellVariables): string[] {
  const used = powershellVariables(step.text).used.map(({ name }) => name.toLowerCase());
  return context.scope
    .names()
    .filter(name => used.includes(name.toLowerCase()))
    .map(name => {
      const value = inShell[name];
      if (value === undefined) return l10n.t('${0} has no value', name);
      return `$${name} = ${value instanceof Secret ? String(value) : value}`;
    });
}

/** Variables as a cell gets them. */
export type ShellVariables = Readonly<Record<string, string | Secret | undefined>>;

function rehearsalLine(rehearsal: Rehearsal): string {
  switch (rehearsal) {
    case 'run':
      return l10n.t('It only reads: a rehearsal runs it.');
    case 'what-if':
      return l10n.t('A rehearsal runs it with -WhatIf, which all its changing commands take.');
    case 'show':
      return l10n.t('A rehearsal only shows it: part of it cannot be tried without changing.');
  }
}

function unknownLines(inspection: ShellInspection): string[] {
  const unknown = inspection.commands.filter(
    ({ known, name }) => !known && /^[\w.-]+$/u.test(name),
  );
  return unknown.map(({ name, line }) =>
    l10n.t('line {0}: the session does not know the command {1}', line, name),
  );
}

/** The plan of a cell: where, with which values, which text, and what is lost. */
export function cellPlan(
  step: Step,
  context: PlanContext,
  inspection: ShellInspection,
  around: { readonly variables: ShellVariables; readonly version: string },
): StepPlan {
  const { kind, losses } = effectOf(inspection);
  const text = step.text.split('\n').map(line => `  ${line}`.trimEnd());
  return {
    lines: [
      l10n.t('PowerShell on {0}:', shellPlace(context.target)),
      ...valueLines(step, context, around.variables),
      ...text,
      ...unknownLines(inspection),
      ...(context.mode === 'rehearse' ? [rehearsalLine(rehearsalOf(inspection))] : []),
    ],
    effect: { kind, servers: context.target === undefined ? [] : [context.target] },
    losses,
    facts: { powershell: around.version },
  };
}

/** The plan of a cell whose server does not answer now: its text and values, and why no more. */
export function unseenPlan(
  step: Step,
  context: PlanContext,
  variables: ShellVariables,
  absent: Problem,
): StepPlan {
  return {
    lines: [
      l10n.t('PowerShell on {0}:', shellPlace(context.target)),
      ...valueLines(step, context, variables),
      ...step.text.split('\n').map(line => `  ${line}`.trimEnd()),
      l10n.t('Only shown, because no session can be opened now: {0}', absent.data.what),
    ],
    effect: { kind: 'changes', servers: context.target === undefined ? [] : [context.target] },
    losses: [],
    facts: {},
  };
}
