import type { RunFold } from '../account/run-fold.ts';

/**
 * Steps of the later run whose text the earlier one ran under another name: the new name and the old
 * one. Of several with the same text the first ones belong together.
 */
export function renamedSteps(before: RunFold, after: RunFold): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  const gone = [...before.state.steps].filter(([step]) => !after.state.steps.has(step));
  for (const [step, { text = '' }] of after.state.steps) {
    if (before.state.steps.has(step) || text.trim() === '') continue;
    const at = gone.findIndex(([, old]) => old.text === text);
    const [found] = at < 0 ? [] : gone.splice(at, 1);
    if (found !== undefined) renamed.set(step, found[0]);
  }
  return renamed;
}
