import { orderTexts, wrongOrder } from '../../../errors/runbook-rules.ts';
import type { Estate } from '../../../estate/model.ts';
import { stepRange, type StepFacts } from '../../step-facts.ts';
import { parameterOf, takes } from '../operations.ts';
import { at } from '../rule.ts';
import { here, type OrderRule } from './order-rule.ts';

/** An Edge Server takes a fresh export, not the one of the set. */
export const freshExport: OrderRule = ({ all }) =>
  all
    .filter(
      each =>
        each.name === 'import-csconfiguration' &&
        takes(each, 'LocalStore') &&
        /\$\{?Backup\b/iu.test(each.facts.step.text.slice(each.command.start, each.command.end)),
    )
    .map(each => here(each, 'order-edge', orderTexts.edgeFromSet()));

/** Whether a server is an Edge Server: the estate says so, else its name. */
function isEdge(server: string, estate: Estate | undefined): boolean {
  const known = estate?.servers.find(({ fqdn }) => fqdn.toLowerCase() === server.toLowerCase());
  return known === undefined ? /^edge[\d.-]/iu.test(server) : known.roles.includes('Edge');
}

function rebuilt(facts: StepFacts): string | undefined {
  const server = parameterOf(facts, 'deployment-wizard', 'server');
  return typeof server === 'string' && !server.includes('$') ? server : undefined;
}

/** Edge Servers are rebuilt last. */
export const edgeLast: OrderRule = ({ steps, estate }) => {
  const all = steps.flatMap(facts => {
    const server = rebuilt(facts);
    return server === undefined ? [] : [{ facts, edge: isEdge(server, estate) }];
  });
  const lastInside = all.findLastIndex(({ edge }) => !edge);
  const early = all.slice(0, Math.max(0, lastInside)).find(({ edge }) => edge);
  return early === undefined
    ? []
    : [at(stepRange(early.facts.step), wrongOrder('order-edge', orderTexts.edgeBeforeOthers()))];
};
