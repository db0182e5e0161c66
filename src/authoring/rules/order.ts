import { operations } from './operations.ts';
import { directory } from './order/directory.ts';
import { edgeLast, freshExport } from './order/edge.ts';
import { failover } from './order/failover.ts';
import { locations } from './order/locations.ts';
import type { OrderRule } from './order/order-rule.ts';
import { responseGroups, userData } from './order/services.ts';
import { publishing, store } from './order/store.ts';
import { backEnds, wizard, wizardSteps } from './order/wizard.ts';
import type { RunbookRule } from './rule.ts';

const rules: readonly OrderRule[] = [
  directory,
  store,
  publishing,
  backEnds,
  wizard,
  userData,
  responseGroups,
  failover,
  locations,
  freshExport,
  edgeLast,
];

/** What must come before what in a recovery of Lync Server 2013. */
export const order: RunbookRule = input => {
  const all = operations(input.steps);
  const given = { ...input, all, wizard: wizardSteps(input.steps) };
  return rules.flatMap(rule => rule(given));
};
