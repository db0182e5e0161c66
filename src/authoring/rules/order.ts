import type { Diagnostic } from '../../errors/diagnostic.ts';
import { orderTexts, wrongOrder } from '../../errors/runbook-rules.ts';
import { rangeOf, stepRange, type StepFacts } from '../step-facts.ts';
import { operations, parameterOf, takes, type Operation } from './operations.ts';
import { at, type RuleInput, type RunbookRule } from './rule.ts';

function here({ facts, command }: Operation, code: string, text: string): Diagnostic {
  return at(rangeOf(facts, command.nameSpan), wrongOrder(code, text));
}

function shown({ command }: Operation): string {
  return command.name ?? '';
}

/** The Central Management store comes before anything is published to it. */
function publishing(all: readonly Operation[]): Diagnostic[] {
  const store = all.findIndex(
    each => each.name === 'import-csconfiguration' && !takes(each, 'LocalStore'),
  );
  return all
    .slice(0, Math.max(0, store))
    .filter(({ name }) => /^(?:enable|publish)-cstopology$/u.test(name))
    .map(each => here(each, 'order-publish', orderTexts.publishBeforeStore(shown(each))));
}

/** The back end comes before the Front Ends. */
function backEnds(all: readonly Operation[], steps: readonly StepFacts[]): Diagnostic[] {
  const roles = steps.find(facts => Number(parameterOf(facts, 'deployment-wizard', 'step')) === 2);
  if (roles === undefined) return [];
  return all
    .filter(
      each =>
        each.facts.step.ordinal > roles.step.ordinal &&
        each.name === 'install-csdatabase' &&
        takes(each, 'ConfiguredDatabases') &&
        !takes(each, 'Update'),
    )
    .map(each => here(each, 'order-back-end', orderTexts.databasesAfterRoles(shown(each))));
}

/** Steps 1 to 4 of the Deployment Wizard, for each server that is named. */
function wizard(steps: readonly StepFacts[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const waiting = new Map<string, { readonly step: number; readonly facts: StepFacts }[]>();
  for (const facts of steps) {
    const step = Number(parameterOf(facts, 'deployment-wizard', 'step'));
    if (!(step >= 1 && step <= 4)) continue;
    const named = parameterOf(facts, 'deployment-wizard', 'server');
    const server = typeof named === 'string' ? named.toLowerCase() : '';
    const before = waiting.get(server) ?? [];
    for (const earlier of before.filter(each => each.step > step)) {
      const text = orderTexts.wizard(earlier.step, step);
      found.push(at(stepRange(earlier.facts.step), wrongOrder('order-wizard', text)));
    }
    waiting.set(server, [...before.filter(each => each.step <= step), { step, facts }]);
  }
  return found;
}

const stop = 'stop-cswindowsservice';
const start = 'start-cswindowsservice';

function startsServices(steps: readonly StepFacts[], after: number): boolean {
  return steps.some(facts => {
    if (facts.step.ordinal <= after) return false;
    const wizardStep = Number(parameterOf(facts, 'deployment-wizard', 'step'));
    return wizardStep === 4 || parameterOf(facts, 'manual', 'instruction') !== undefined;
  });
}

/** Services are stopped before user data is imported, and started after it. */
function userData(all: readonly Operation[], steps: readonly StepFacts[]): Diagnostic[] {
  return all.flatMap((operation, index) => {
    if (operation.name !== 'import-csuserdata' || takes(operation, 'WhatIf')) return [];
    const switched = all
      .slice(0, index)
      .findLast(({ name }) => name === stop || name === start)?.name;
    const later = all
      .slice(index)
      .some(({ name }) => name === start || name === 'restart-computer');
    const started = later || startsServices(steps, operation.facts.step.ordinal);
    return [
      ...(switched === stop
        ? []
        : [here(operation, 'order-services', orderTexts.servicesNotStopped())]),
      ...(started ? [] : [here(operation, 'order-services', orderTexts.servicesNotStarted())]),
    ];
  });
}

/** Response groups need running services. */
function responseGroups(all: readonly Operation[], steps: readonly StepFacts[]): Diagnostic[] {
  return all.flatMap((operation, index) => {
    if (operation.name !== 'import-csrgsconfiguration') return [];
    const switched = all.slice(0, index).findLast(({ name }) => name === stop || name === start);
    if (switched?.name !== stop) return [];
    const wizardSince = steps.some(
      facts =>
        facts.step.ordinal > switched.facts.step.ordinal &&
        facts.step.ordinal < operation.facts.step.ordinal &&
        Number(parameterOf(facts, 'deployment-wizard', 'step')) === 4,
    );
    return wizardSince
      ? []
      : [here(operation, 'order-response-groups', orderTexts.responseGroupsStopped())];
  });
}

/** `first` comes before `second` wherever both are there. */
function pair(
  all: readonly Operation[],
  first: (each: Operation) => boolean,
  second: string,
  finding: { readonly code: string; readonly text: string },
): Diagnostic[] {
  const early = all.findIndex(({ name }) => name === second);
  const late = all.findIndex(first);
  const wrong = early >= 0 && late > early ? all[early] : undefined;
  return wrong === undefined ? [] : [here(wrong, finding.code, finding.text)];
}

function failovers(all: readonly Operation[]): Diagnostic[] {
  return [
    ...pair(
      all,
      each => each.name === 'invoke-csmanagementserverfailover',
      'invoke-cspoolfailover',
      {
        code: 'order-failover',
        text: orderTexts.poolBeforeStore(),
      },
    ),
    ...pair(
      all,
      each => each.name === 'set-csedgeserver' && takes(each, 'Registrar'),
      'invoke-cspoolfailover',
      { code: 'order-edge', text: orderTexts.edgeNextHop() },
    ),
  ];
}

/** Location data is published after it is imported. */
function locations(all: readonly Operation[]): Diagnostic[] {
  const last = all.findLastIndex(({ name }) => name === 'import-cslisconfiguration');
  const imported = all[last];
  if (imported === undefined || takes(imported, 'WhatIf')) return [];
  const published = all.slice(last).some(({ name }) => name === 'publish-cslisconfiguration');
  return published ? [] : [here(imported, 'order-locations', orderTexts.locationsNotPublished())];
}

/** Edge Servers come last, with a fresh export. */
function edge(all: readonly Operation[]): Diagnostic[] {
  return all
    .filter(
      each =>
        each.name === 'import-csconfiguration' &&
        takes(each, 'LocalStore') &&
        /\$\{?Backup\b/iu.test(each.facts.step.text.slice(each.command.start, each.command.end)),
    )
    .map(each => here(each, 'order-edge', orderTexts.edgeFromSet()));
}

/** What must come before what in a recovery of Lync Server 2013. */
export const order: RunbookRule = ({ steps }: RuleInput) => {
  const all = operations(steps);
  return [
    ...publishing(all),
    ...backEnds(all, steps),
    ...wizard(steps),
    ...userData(all, steps),
    ...responseGroups(all, steps),
    ...failovers(all),
    ...locations(all),
    ...edge(all),
  ];
};
