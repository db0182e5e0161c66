import { nothingVerifies } from '../../errors/runbook-rules.ts';
import type { ScannedScript } from '../powershell/script.ts';
import { stepRange, type StepFacts } from '../step-facts.ts';
import { at, type RunbookRule } from './rule.ts';

/** Commands that look at the state of the estate; the clock, the session and questions are none of it. */
const looking =
  /^(?:get|test|measure|compare|assert|resolve|find)-(?!(?:date|credential|random|host|variable|command|help|location|module|history|alias|culture|uiculture|psdrive|member|unique|verb|job)$)|^(?:dir|ls|gci|gi|gc|cat|type)$/iu;
/** Commands by which a recovery changes something, whatever else there is in the script. */
const changing =
  /^(?:import|install|uninstall|enable|disable|remove|move|publish|start|stop|restart|restore|update|reset|invoke|sync|grant|request|set)-cs|^(?:start|stop|restart)-(?:service|computer)$|^restore-/iu;

/** Whether a script looks at something behind its last change. */
function looksAfterwards({ commands }: ScannedScript): boolean {
  const last = commands.findLastIndex(({ name }) => changing.test(name ?? ''));
  const nested = commands[last];
  return commands.some(
    ({ name, start, end }, index) =>
      looking.test(name ?? '') &&
      // what feeds or holds the change is not behind it, what a loop looks at may be
      (nested === undefined || index > last || (start < nested.start && end > nested.end)),
  );
}

/** Whether a step looks at the state of things, or verifies its own work as typed steps do. */
function looks({ script, parsed, step, effect }: StepFacts): boolean {
  if (parsed !== undefined) return parsed.action?.name !== 'topology-builder';
  if (script !== undefined) return looksAfterwards(script);
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
