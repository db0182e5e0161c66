import { orderTexts } from '../../../errors/runbook-rules.ts';
import { takes, type Operation } from '../operations.ts';
import { here, tooEarly, type OrderRule } from './order-rule.ts';

function failsPoolOver(each: Operation): boolean {
  return each.name === 'invoke-cspoolfailover' && !takes(each, 'WhatIf');
}

function movesStore(each: Operation): boolean {
  const moves = /^(?:invoke-csmanagementserverfailover|move-csmanagementserver)$/u;
  return moves.test(each.name) && !takes(each, 'WhatIf');
}

/** The Central Management store is failed over, and the next hop of the Edge changed, before the pool. */
export const failover: OrderRule = ({ all }) => {
  const beforeStore = tooEarly(all, failsPoolOver, movesStore);
  const beforeEdge = tooEarly(
    all,
    failsPoolOver,
    each => each.name === 'set-csedgeserver' && takes(each, 'Registrar'),
  );
  return [
    ...(beforeStore === undefined
      ? []
      : [here(beforeStore, 'order-failover', orderTexts.poolBeforeStore())]),
    ...(beforeEdge === undefined ? [] : [here(beforeEdge, 'order-edge', orderTexts.edgeNextHop())]),
  ];
};
