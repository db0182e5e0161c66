import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/run/clock.ts';
import type { RunSetup } from '../../../src/run/open.ts';
import { ScriptedExecutor, setup, steps, success } from '../../unit/run/surroundings.ts';

/** Two steps, the second to be confirmed; what each does is a line of a file, as a change of a server would be. */
export const smallRunbook = steps('#first', '#second confirm');

function workOf(folder: string): string {
  return join(folder, 'work.txt');
}

/** The run of the small runbook in a folder; a step that was interrupted is run again. */
export async function smallSetup(folder: string): Promise<RunSetup> {
  const executor = new ScriptedExecutor();
  for (const { id } of smallRunbook.steps) {
    executor.work.set(id, (_, { output }) => {
      output.write('output', `${id} begins\n`);
      appendFileSync(workOf(folder), `${id}\n`);
      output.write('output', `${id} is done\n`);
      return success({ Count: id });
    });
  }
  const interrupted = (): Promise<{ by: string; how: string; decision: 'run-again' }> =>
    Promise.resolve({ by: 'ada', how: 'typed', decision: 'run-again' });
  const confirm = (): Promise<{ by: string; how: string; answer: 'yes' }> =>
    Promise.resolve({ by: 'ada', how: 'typed', answer: 'yes' });
  const parts = await setup(smallRunbook, executor, { answers: { interrupted, confirm } });
  return { ...parts, clock: systemClock };
}

/** Steps that were carried out, each as often as it was. */
export function workDone(folder: string): string[] {
  const file = workOf(folder);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}
