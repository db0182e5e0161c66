import { destructiveWithoutConfirm } from '../../errors/runbook-rules.ts';
import { stepRange } from '../step-facts.ts';
import { at, type RunbookRule } from './rule.ts';

/** Steps that destroy and do not ask. What a typed step destroys is asked for by its plan. */
export const confirmation: RunbookRule = ({ steps }) =>
  steps.flatMap(({ step, effect }) => {
    if (effect.kind !== 'destroys' || step.attributes.confirm) return [];
    const named = step.attributes.all.some(({ key }) => key === 'id');
    const fix = named ? `#${step.id} confirm` : undefined;
    return [at(stepRange(step), destructiveWithoutConfirm(effect.losses, fix))];
  });
