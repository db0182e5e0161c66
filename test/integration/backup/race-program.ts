/**
 * One of two that race. Each line of its input is an order, given to both at once; it answers each with
 * one line. Argument: the scratch folder.
 */
import * as files from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { ownProcesses, takeLock, type SetLock } from '../../../src/backup/lock.ts';
import type { Work } from '../../../src/backup/work.ts';
import { Problem } from '../../../src/errors/problem.ts';
import { location, second, setsAt, signal } from './sets-in-test.ts';

const [root = ''] = process.argv.slice(2);
const work: Work = {
  files,
  now: Date.now,
  check: () => undefined,
  report: () => undefined,
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
};
let lock: SetLock | undefined;

async function obey(order: string, on: string): Promise<unknown> {
  switch (order) {
    case 'lock':
      lock = await takeLock(on, on, work, ownProcesses);
      return 'won';
    case 'release':
      await lock?.release();
      lock = undefined;
      return 'released';
    case 'seal':
      await setsAt(root).seal(`${location}\\${on}`, { signal, by: 'x' });
      return 'won';
    case 'copy': {
      const to = `${second}\\${on}`;
      const request = { from: `${location}\\${on}`, to, exclude: [], overwrite: false };
      await setsAt(root).copy(request, { signal });
      return 'won';
    }
    case 'prune': {
      const again = {
        rules: { last: 1, daily: 0, weekly: 0, monthly: 0 },
        isInLog: () => false,
      };
      const sets = setsAt(root);
      const plan = await sets.planPrune(undefined, again.rules, again.isInLog);
      return sets.prune(undefined, plan.remove, again, `${process.pid}`);
    }
    default:
      throw new Error(`no such order: ${order}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [order = '', on = ''] = line.split(' ');
  let answer: unknown;
  try {
    answer = await obey(order, on);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    answer = { code: error.code, owner: error.data.theirs?.[0]?.text ?? '' };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
