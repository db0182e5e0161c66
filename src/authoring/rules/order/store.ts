import type { Diagnostic } from '../../../errors/diagnostic.ts';
import { orderTexts, wrongOrder } from '../../../errors/runbook-rules.ts';
import { stepRange } from '../../step-facts.ts';
import { takes, type Operation } from '../operations.ts';
import { at } from '../rule.ts';
import { here, shown, tooEarly, type OrderRule } from './order-rule.ts';

function importsStore(each: Operation): boolean {
  return each.name === 'import-csconfiguration' && !takes(each, 'LocalStore');
}

function makesStore(each: Operation): boolean {
  return each.name === 'install-csdatabase' && takes(each, 'CentralManagementDatabase');
}

function locatesStore({ name }: Operation): boolean {
  return name === 'set-csconfigurationstorelocation';
}

/** The Central Management store comes before anything is published to it. */
export const publishing: OrderRule = ({ all, steps }) => {
  const store = all.findIndex(importsStore);
  const imported = all[store];
  if (imported === undefined) return [];
  const commands = all
    .slice(0, store)
    .filter(({ name }) => /^(?:enable|publish)-cstopology$/u.test(name))
    .map(each => here(each, 'order-publish', orderTexts.publishBeforeStore(shown(each))));
  const builders = steps.flatMap(({ step, parsed }): Diagnostic[] => {
    const action = parsed?.action?.name ?? '';
    if (action !== 'topology-builder' || step.ordinal > imported.facts.step.ordinal) return [];
    const text = orderTexts.publishBeforeStore(action);
    return [at(stepRange(step), wrongOrder('order-publish', text))];
  });
  return [...commands, ...builders];
};

/** The store's database, its place in the directory, its content: one after the other. */
export const store: OrderRule = ({ all }) => {
  const beforeDatabase = tooEarly(all, importsStore, makesStore);
  const beforePlace = tooEarly(all, importsStore, locatesStore);
  const placeFirst = tooEarly(
    all,
    each => locatesStore(each) && !takes(each, 'SkipLookup'),
    makesStore,
  );
  return [
    ...(beforeDatabase === undefined
      ? []
      : [here(beforeDatabase, 'order-store', orderTexts.importBeforeDatabase())]),
    ...(beforePlace === undefined || beforePlace === beforeDatabase
      ? []
      : [here(beforePlace, 'order-store', orderTexts.importBeforePlace())]),
    ...(placeFirst === undefined
      ? []
      : [here(placeFirst, 'order-store', orderTexts.placeBeforeDatabase())]),
  ];
};
