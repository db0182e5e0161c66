import { orderTexts } from '../../../errors/runbook-rules.ts';
import { takes } from '../operations.ts';
import { here, type OrderRule } from './order-rule.ts';

/** Location data is published after it is imported. */
export const locations: OrderRule = ({ all }) => {
  const last = all.findLastIndex(({ name }) => name === 'import-cslisconfiguration');
  const imported = all[last];
  if (imported === undefined || takes(imported, 'WhatIf')) return [];
  const published = all.slice(last).some(({ name }) => name === 'publish-cslisconfiguration');
  return published ? [] : [here(imported, 'order-locations', orderTexts.locationsNotPublished())];
};
