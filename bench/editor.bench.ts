import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '../test/vscode/run.mjs';

const here = join(dirname(fileURLToPath(import.meta.url)), 'editor');

function isNumbers(value: unknown): value is Record<string, number> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(each => typeof each === 'number')
  );
}

/** Measures inside a real editor that is started for it. */
async function measure(word: string): Promise<Record<string, number>> {
  const scratch = await mkdtemp(join(tmpdir(), 'rr-be-'));
  const file = join(scratch, 'measures.json');
  try {
    const { failed, failures } = await runTests({
      words: [word],
      folder: here,
      env: { RECOVERY_RUNBOOKS_MEASURES: file },
      development: [join(here, 'empty')],
    });
    if (failed > 0) throw new Error(failures.join('; '));
    const measured: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (!isNumbers(measured)) throw new Error('the editor measured nothing');
    return measured;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function ms(value: number | undefined): string {
  return `${(value ?? Number.NaN).toFixed(1)} ms`;
}

async function runAll(): Promise<{ value: number; detail: string }> {
  const measured = await measure('run-all');
  const { ownWall = NaN, ownCpu = NaN, leastWall = NaN, disk = NaN, count = NaN } = measured;
  const detail = [
    `${count} steps: ours ${ms(ownWall)} (processor ${ms(ownCpu)})`,
    `less what the editor takes for a bare controller with one line a step, ${ms(leastWall)}`,
    `less what the disk takes for the same records written and synced, ${ms(disk)}`,
  ];
  return { value: (ownWall - leastWall - disk) / count, detail: detail.join(', ') };
}

/** Median of three editors, because an activation happens once in each. */
async function activation(): Promise<{ value: number; detail: string }> {
  const samples: Record<string, number>[] = [];
  for (let i = 0; i < 3; i += 1) samples.push(await measure('activation'));
  const more = samples.map(({ ours = NaN, empty = NaN }) => ours - empty).sort((a, b) => a - b);
  const detail = samples.map(each => `ours ${ms(each.ours)}, empty ${ms(each.empty)}`).join('; ');
  return { value: more[1] ?? Number.NaN, detail };
}

/** Longest pause of the extension host while the tree of 300 servers is read, made and filtered. */
async function servers(): Promise<{ value: number; detail: string }> {
  const { idle, load = Number.NaN, filter = Number.NaN } = await measure('servers');
  const detail = `loaded ${ms(load)}, filtered ${ms(filter)}, nothing done ${ms(idle)}`;
  return { value: Math.max(load, filter), detail };
}

export const rows = [
  {
    name: 'Run All of 500 trivial steps in the real editor, of our own',
    limit: '< 3',
    unit: 'ms a step',
    run: runAll,
  },
  {
    name: 'activation beyond an empty extension',
    limit: '<= 25',
    unit: 'ms',
    run: activation,
  },
  {
    name: 'Servers view of 2 sites and 300 servers, longest pause of the extension host',
    limit: '< 50',
    unit: 'ms',
    run: servers,
  },
];
