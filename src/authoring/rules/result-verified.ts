import { nothingVerifies } from '../../errors/runbook-rules.ts';
import { stepRange, type StepFacts } from '../step-facts.ts';
import { at, type RunbookRule } from './rule.ts';

const looking =
  /^(?:get|test|measure|compare|assert|resolve|find)-|^(?:dir|ls|gci|gi|gc|cat|type)$/iu;

/** Whether a step looks at the state of things, or verifies its own work as typed steps do. */
function looks({ script, parsed, step, effect }: StepFacts): boolean {
  if (parsed !== undefined) return parsed.action?.name !== 'topology-builder';
  if (script !== undefined) return script.commands.some(({ name }) => looking.test(name ?? ''));
  return effect.kind === 'reads' || /\b(?:SELECT|DBCC\s+CHECKDB|VERIFYONLY)\b/iu.test(step.text);
}

function changes({ parsed, effect, step }: StepFacts): boolean {
  return parsed === undefined && effect.kind !== 'reads' && step.text.trim() !== '';
}

/** The last script that changes something, where neither it nor anything after it looks at the result. */
export const resultVerified: RunbookRule = ({ steps }) => {
  const last = steps.findLastIndex(changes);
  const facts = steps[last];
  if (facts === undefined || steps.slice(last).some(looks)) return [];
  return [at(stepRange(facts.step), nothingVerifies(facts.step.id))];
};
