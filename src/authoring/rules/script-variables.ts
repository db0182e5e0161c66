import { undefinedInScript } from '../../errors/runbook-rules.ts';
import { nearest } from '../../runbook/checks/findings.ts';
import { nameKey } from '../../runbook/names.ts';
import {
  powershellVariables,
  type PowerShellVariables,
} from '../../runbook/powershell/variables.ts';
import { rangeOf } from '../step-facts.ts';
import { at, type RunbookRule } from './rule.ts';

const known = new WeakMap<object, PowerShellVariables>();

function variablesOf(script: object, text: string): PowerShellVariables {
  let found = known.get(script);
  if (found === undefined) {
    found = powershellVariables(text);
    known.set(script, found);
  }
  return found;
}

/**
 * Variables of scripts that nothing sets. A text that sets variables in ways that do not show (dot
 * sourcing, `Set-Variable`, `Invoke-Expression`, imported variables) ends the search for what follows.
 */
export const scriptVariables: RunbookRule = ({ steps, runbook }) => {
  const names = runbook.variables.map(({ name }) => name);
  const set = new Set(names.map(nameKey));
  let sure = true;
  return steps.flatMap(facts => {
    const { script, step } = facts;
    if (script === undefined || !sure) return [];
    const { assigned, used } = variablesOf(script, step.text);
    for (const { name } of assigned) set.add(nameKey(name));
    sure =
      !/(?:^|[\s;{(])\.\s+[\w$."'\\]|\b(?:invoke-expression|iex|set-variable|sv|import-clixml\b.*\|\s*foreach|remove-variable)\b|\bvariable:/imu.test(
        step.text,
      );
    if (!sure) return [];
    const seen = new Set<string>();
    return used.flatMap(({ name, offset }) => {
      const key = nameKey(name);
      if (set.has(key) || seen.has(key)) return [];
      seen.add(key);
      const braced = step.text[offset + 1] === '{' || step.text[offset] === '@';
      const meant = nearest(name, names);
      const span = { start: offset, end: offset + name.length + (braced ? 3 : 1) };
      const plain = !braced && step.text.slice(offset + 1, span.end) === name;
      return [at(rangeOf(facts, span), undefinedInScript(name, plain ? meant : undefined))];
    });
  });
};
