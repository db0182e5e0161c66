import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import { verifyLog as verifyAlone } from '../../../src/log/standalone/verify.mjs';
import { reopenLog } from '../../../src/log/writing/reopen.ts';
import {
  otherKey,
  output,
  scratch,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  surroundings,
  testKey,
  written,
} from '../../unit/log/surroundings.ts';
import { ways } from './doctored-ways.ts';
import { Dice, Doctor, type LogFolder } from './doctoring.ts';

const seeds = [1, 7, 1871, 20261122, 4294967295];
const casesOfEach = 8;
const suffix = '.recovery-log.jsonl';

const rich: readonly RunEvent[] = [
  started,
  stepStarted('a'),
  output('a', 'x'.repeat(20_000)),
  {
    type: 'table',
    step: 'a',
    attempt: 1,
    table: {
      columns: ['a', 'b'],
      rows: Array.from({ length: 600 }, (_, at) => [`${at}`, 'é\u2028😀']),
    },
  },
  stepEnded('a'),
  { type: 'note', text: 'n"\\\u0001\u007f', by: 'bob' },
  ...smallRun.slice(1),
];

function read(root: string): LogFolder {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile());
  const paths = files.map(entry => join(entry.parentPath, entry.name));
  return new Map(
    paths.map(path => [relative(root, path).replaceAll('\\', '/'), readFileSync(path)]),
  );
}

/** Puts one folder of files in the place of another; what is the same is left. */
function replace(root: string, before: LogFolder, after: LogFolder): void {
  for (const name of before.keys()) if (!after.has(name)) rmSync(join(root, name));
  for (const [name, bytes] of after) {
    if (before.get(name) === bytes) continue;
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), bytes);
  }
}

async function bothSay(file: string): Promise<readonly [string, string]> {
  const { integrity, finished, records, lastHash } = await verifyLog(file);
  const at =
    integrity.state === 'intact'
      ? undefined
      : integrity.state === 'changed'
        ? integrity.line
        : integrity.afterLine;
  const alone = await verifyAlone(file);
  const text = (...words: unknown[]): string => words.map(String).join(' ');
  return [
    text(integrity.state, at, finished, records, lastHash),
    text(alone.state, alone.line, alone.finished, alone.records, alone.last),
  ];
}

describe('both verifiers say the same of any log', function () {
  this.timeout(240_000);
  const folder = scratch();
  const root = { path: '' };
  let clean: LogFolder = new Map();
  let logs: string[] = [];

  before(async () => {
    root.path = folder();
    await written(root.path, rich);
    const open = await written(root.path, smallRun.slice(0, -1), {
      run: '20261122T050000Z-000002',
    });
    const again = await reopenLog(open, surroundings({ key: otherKey }));
    await again.log.append({ type: 'note', text: 'again', by: 'carla' });
    await again.log[Symbol.asyncDispose]();
    await written(root.path, [started, stepStarted('b')], { run: '20261122T060000Z-000003' });
    clean = read(root.path);
    logs = [...clean.keys()].filter(name => name.endsWith(suffix));
  });

  for (const [name, change] of Object.entries(ways)) {
    it(name, async () => {
      for (const seed of seeds) {
        const dice = new Dice(seed);
        for (let round = 0; round < casesOfEach; round += 1) {
          const log = logs[dice.below(logs.length)] ?? '';
          const doctored = new Map(clean);
          change(new Doctor(doctored, log, dice, { owner: testKey, stranger: otherKey }));
          replace(root.path, clean, doctored);
          const [ours, theirs] = await bothSay(join(root.path, log));
          replace(root.path, doctored, clean);
          assert.equal(theirs, ours, `seed ${seed}, round ${round}, ${log}`);
        }
      }
    });
  }
});
