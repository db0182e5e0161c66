import { orderTexts, wrongOrder } from '../../../errors/runbook-rules.ts';
import { rangeOf, stepRange, type StepFacts } from '../../step-facts.ts';
import { argumentOf, operations, parameterOf, takes, type Operation } from '../operations.ts';
import { at } from '../rule.ts';
import { here, shown, type OrderRule, type WizardStep } from './order-rule.ts';

function serverKey(text: string): string {
  return text.toLowerCase().replace(/[{}]/gu, '');
}

/** What a command does of the wizard's work; `undefined` for any other. */
function stepOf(each: Operation): number | undefined {
  const { command, facts } = each;
  const written = facts.step.text.slice(command.start, command.end);
  switch (each.name) {
    case 'bootstrapper.exe':
      if (/\/BootstrapLocalMgmt/iu.test(written)) return 1;
      return /\/Bootstrap|\/Setup|\/Scorch/iu.test(written) ? undefined : 2;
    case 'set-cscertificate':
      return /OAuthTokenIssuer/iu.test(written) || takes(each, 'WhatIf') ? undefined : 3;
    case 'start-cswindowsservice':
      return takes(each, 'Name') ? undefined : 4;
    default:
      return undefined;
  }
}

function ofCommand(each: Operation): WizardStep[] {
  const step = stepOf(each);
  if (step === undefined) return [];
  const { command, facts } = each;
  const named = argumentOf(command.args, 'ComputerName');
  const following = command.args[command.args.findIndex(arg => arg === named) + 1];
  const written =
    named !== undefined && following?.kind === 'value'
      ? facts.step.text.slice(following.start, following.end).replace(/["']/gu, '')
      : (facts.step.attributes.target ?? '');
  const range = rangeOf(facts, command.nameSpan);
  return [{ step, server: serverKey(written), ordinal: facts.step.ordinal, range }];
}

function inStep(facts: StepFacts): WizardStep[] {
  const step = Number(parameterOf(facts, 'deployment-wizard', 'step'));
  if (!(step >= 1 && step <= 4)) return operations([facts]).flatMap(ofCommand);
  const named = parameterOf(facts, 'deployment-wizard', 'server');
  const server = typeof named === 'string' ? serverKey(named) : '';
  return [{ step, server, ordinal: facts.step.ordinal, range: stepRange(facts.step) }];
}

/** The wizard's steps in a runbook, in the order of the file. */
export function wizardSteps(steps: readonly StepFacts[]): WizardStep[] {
  return steps.flatMap(inStep);
}

/** Of the steps of one server: those after which a step comes that belongs before them. */
function early(
  all: readonly WizardStep[],
): { readonly step: WizardStep; readonly before: number }[] {
  const found: { readonly step: WizardStep; readonly before: number }[] = [];
  /** Place of the nearest later one, by step. */
  const next = new Map<number, number>();
  let lastStart = -1;
  for (let index = all.length - 1; index >= 0; index--) {
    const step = all[index];
    if (step === undefined) continue;
    const late = [...next].filter(([number]) => number < step.step);
    const nearest = Math.min(...late.map(([, place]) => place));
    const before = late.find(([, place]) => place === nearest)?.[0];
    // services may be started more than once
    const again = step.step === 4 && lastStart > nearest;
    if (before !== undefined && !again) found.push({ step, before });
    next.set(step.step, index);
    if (step.step === 4) lastStart = Math.max(lastStart, index);
  }
  return found.reverse();
}

/** Steps 1 to 4, for each server that is named. */
export const wizard: OrderRule = ({ wizard: all }) => {
  const servers = new Map<string, WizardStep[]>();
  for (const each of all) {
    const same = servers.get(each.server);
    if (same === undefined) servers.set(each.server, [each]);
    else same.push(each);
  }
  return [...servers.values()].flatMap(early).map(({ step, before }) => {
    const text = orderTexts.wizard(step.step, before);
    return at(step.range, wrongOrder('order-wizard', text));
  });
};

/** The back end comes before the Front Ends. */
export const backEnds: OrderRule = ({ all, wizard: done }) => {
  const roles = done.find(({ step }) => step === 2);
  if (roles === undefined) return [];
  return all
    .filter(
      each =>
        each.facts.step.ordinal > roles.ordinal &&
        each.name === 'install-csdatabase' &&
        takes(each, 'ConfiguredDatabases') &&
        !takes(each, 'Update'),
    )
    .map(each => here(each, 'order-back-end', orderTexts.databasesAfterRoles(shown(each))));
};
