import * as l10n from '@vscode/l10n';
import { labelled, say } from '../../../errors/language.ts';
import { wrongPracticeUse } from '../../../errors/practice.ts';
import {
  clearFaults,
  faultKinds,
  injectFault,
  type FaultKind,
  type FaultRequest,
} from '../../../practice/loss/faults.ts';
import { readOptions } from '../../options.ts';
import { estateOption, openAt, type PracticeWord } from './word.ts';

const faultUsage = [
  'recovery-runbooks practice fault [KIND [TARGET] [DETAIL] [--times N]] [--estate DIR]',
];

function useOf(kind: FaultKind): string {
  const target = kind.target === 'none' ? '' : ` ${kind.target.toUpperCase()}`;
  return `${kind.name}${target}${kind.detail === undefined ? '' : ` ${kind.detail}`}`;
}

function requestOf(words: readonly string[], times: string | undefined): FaultRequest {
  const [name = '', ...rest] = words;
  const kind = faultKinds.find(one => one.name === name);
  const uses = faultKinds.map(one => labelled(useOf(one), say(one.describe())));
  if (kind === undefined) throw wrongPracticeUse(l10n.t('There is no fault {0}.', name), uses);
  const wanted = (kind.target === 'none' ? 0 : 1) + (kind.detail === undefined ? 0 : 1);
  const count = times === undefined ? -1 : Number(times);
  if (rest.length !== wanted || !Number.isInteger(count) || count === 0) {
    throw wrongPracticeUse(l10n.t('The fault {0} is injected otherwise.', name), [useOf(kind)]);
  }
  const target = kind.target === 'none' ? '' : (rest[0] ?? '');
  const detail = kind.detail === undefined ? '' : (rest.at(-1) ?? '');
  return { kind, target, detail, times: count };
}

/** `practice fault`: without a kind, lists the kinds and what is injected now. */
export const faultWord: PracticeWord = {
  name: 'fault',
  usage: faultUsage,
  async run(words, context, { random }) {
    const options = { ...estateOption, times: { type: 'string' } } as const;
    const { values, positionals } = readOptions(words, options, { least: 0, most: 3 }, faultUsage);
    const store = await openAt(values.estate, context);
    if (positionals.length > 0) {
      const fault = await injectFault(store, requestOf(positionals, values.times), random);
      context.out(
        `${l10n.t('fault {0}: {1} {2} {3}', fault.id, fault.kind, fault.target, fault.detail)}\n`,
      );
      return 0;
    }
    for (const kind of faultKinds)
      context.out(`${useOf(kind).padEnd(40)} ${say(kind.describe())}\n`);
    for (const { id, kind, target, detail } of await store.faults()) {
      context.out(`${l10n.t('injected {0}: {1} {2} {3}', id, kind, target, detail)}\n`);
    }
    return 0;
  },
};

const clearUsage = ['recovery-runbooks practice clear-faults [ID] [--estate DIR]'];

/** `practice clear-faults`. */
export const clearWord: PracticeWord = {
  name: 'clear-faults',
  usage: clearUsage,
  async run(words, context) {
    const { values, positionals } = readOptions(
      words,
      estateOption,
      { least: 0, most: 1 },
      clearUsage,
    );
    const cleared = await clearFaults(await openAt(values.estate, context), positionals[0]);
    context.out(`${l10n.t('{0} faults cleared', cleared)}\n`);
    return 0;
  },
};
