/**
 * A process that shares logs. Each line of its input is `{"file","team"}`, with `"call"` from 1 the copy
 * at which it dies half way, or, with `"after":true`, when that copy is done; each line of its output is
 * the state that sharing came to, or the code of its problem.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Problem } from '../../../src/errors/problem.ts';
import { copyWhole, type CopyFile } from '../../../src/log/team/copies.ts';
import { shareLog } from '../../../src/log/team/share-log.ts';
import { isShareOrder } from './share-order.ts';

function mortal(call: number, after: boolean): CopyFile {
  let calls = 0;
  return async (from, to) => {
    calls += 1;
    if (calls !== call) return copyWhole(from, to);
    const bytes = readFileSync(from);
    if (after) copyFileSync(from, to);
    else writeFileSync(to, bytes.subarray(0, bytes.length >> 1));
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const order: unknown = JSON.parse(line);
  if (!isShareOrder(order)) throw new TypeError(`no order: ${line}`);
  const { file, team, call = 0, after = false } = order;
  try {
    const { state } = await shareLog(file, team, { copy: mortal(call, after) });
    process.stdout.write(`${state}\n`);
  } catch (thrown) {
    process.stdout.write(`${thrown instanceof Problem ? thrown.code : String(thrown)}\n`);
  }
}
