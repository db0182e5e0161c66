import { orderTexts } from '../../../errors/runbook-rules.ts';
import type { StepFacts } from '../../step-facts.ts';
import { parameterOf, takes, type Operation } from '../operations.ts';
import { here, type OrderRule } from './order-rule.ts';

type Switch = 'stop' | 'start';

/** Words of a command that the services of Lync are named by, beside its own cmdlets. */
const lyncServices = /\brtc|\blync|\bcs|\*/iu;

/** Whether a command stops or starts services of Lync, in whatever way. */
function switchOf({ name, command, facts }: Operation): Switch | undefined {
  if (name === 'stop-cswindowsservice') return 'stop';
  if (name === 'start-cswindowsservice' || name === 'restart-computer') return 'start';
  const words = facts.step.text.slice(command.nameSpan.end, command.end);
  if (!lyncServices.test(words)) return undefined;
  if (name === 'stop-service') return 'stop';
  if (name === 'start-service' || name === 'restart-service') return 'start';
  if (!/^(?:net|sc)(?:\.exe)?$/u.test(name)) return undefined;
  return /\bstop\b/iu.test(words) ? 'stop' : /\bstart\b/iu.test(words) ? 'start' : undefined;
}

/** Whether a step tells a person to do something about services. */
function byHand(facts: StepFacts): boolean {
  const instruction = parameterOf(facts, 'manual', 'instruction');
  return (
    typeof instruction === 'string' && /servi[cz]e|\bstop|\bstart|arr[êe]t/iu.test(instruction)
  );
}

interface Switched {
  readonly to: Switch;
  /** Place among all commands. */
  readonly index: number;
  readonly ordinal: number;
}

function switches(all: readonly Operation[]): Switched[] {
  return all.flatMap((each, index) => {
    const to = switchOf(each);
    return to === undefined ? [] : [{ to, index, ordinal: each.facts.step.ordinal }];
  });
}

/** Commands of a name that are more than tried, with their places. */
function done(all: readonly Operation[], name: string): (readonly [Operation, number])[] {
  return all.flatMap((each, index) =>
    each.name === name && !takes(each, 'WhatIf') ? [[each, index] as const] : [],
  );
}

/** Services are stopped before user data is imported, and started after it. */
export const userData: OrderRule = ({ all, steps, wizard }) => {
  const imports = done(all, 'import-csuserdata');
  if (imports.length === 0) return [];
  const switched = switches(all);
  const hands = steps.filter(byHand).map(({ step }) => step.ordinal);
  const starts = wizard.filter(({ step }) => step === 4).map(({ ordinal }) => ordinal);
  const lastStart = switched.findLast(({ to }) => to === 'start')?.index ?? -1;
  const lastOther = Math.max(-1, ...hands, ...starts);
  const firstHand = hands[0] ?? Infinity;
  return imports.flatMap(([operation, index]) => {
    const { ordinal } = operation.facts.step;
    const before = switched.findLast(each => each.index < index);
    const stopped = before === undefined ? firstHand < ordinal : before.to === 'stop';
    const started = lastStart > index || lastOther > ordinal;
    return [
      ...(stopped ? [] : [here(operation, 'order-services', orderTexts.servicesNotStopped())]),
      ...(started ? [] : [here(operation, 'order-services', orderTexts.servicesNotStarted())]),
    ];
  });
};

/** Response groups need running services. */
export const responseGroups: OrderRule = ({ all, wizard }) => {
  const imports = done(all, 'import-csrgsconfiguration');
  if (imports.length === 0) return [];
  const switched = switches(all);
  return imports.flatMap(([operation, index]) => {
    const { ordinal } = operation.facts.step;
    const before = switched.findLast(each => each.index < index);
    const since = before?.ordinal ?? 0;
    const startedSince = wizard.some(
      each => each.step === 4 && each.ordinal > since && each.ordinal < ordinal,
    );
    const notYet =
      before === undefined &&
      wizard.some(each => each.step < 4 && each.ordinal < ordinal) &&
      wizard.some(each => each.step === 4 && each.ordinal > ordinal);
    return startedSince || !(before?.to === 'stop' || notYet)
      ? []
      : [here(operation, 'order-response-groups', orderTexts.responseGroupsStopped())];
  });
};
