import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { locatePowerShell } from '../src/executors/powershell/locate.ts';
import { PowerShellPool } from '../src/executors/powershell/pool.ts';
import type { Program } from '../src/executors/powershell/transport.ts';

const driverFile = fileURLToPath(
  new URL('../src/executors/powershell/driver.ps1', import.meta.url),
);
const hostDll = fileURLToPath(
  new URL('../tools/powershell-host/dist/powershell-host.dll', import.meta.url),
);
const warmSteps = 200;
const coldStarts = 5;

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** ms that a new process takes for the same trivial text. */
function processTime({ file, args }: Program): Promise<number> {
  const from = performance.now();
  const words = [...args, '-NoLogo', '-NoProfile', '-NonInteractive', '-Command', '1'];
  return new Promise((resolve, reject) => {
    const child = spawn(file, words, { stdio: 'ignore', shell: false, windowsHide: true });
    child.once('error', reject);
    child.once('exit', () => {
      resolve(performance.now() - from);
    });
  });
}

async function measure(): Promise<{ value: number; detail: string }> {
  const { env, platform } = process;
  const program = await locatePowerShell({ env, platform, exists, hostDll });
  const signal = new AbortController().signal;
  await using pool = new PowerShellPool({
    estate: undefined,
    driverFile,
    self: { file: process.execPath, args: [] },
    powerShell: () => Promise.resolve(program),
    secret: () => Promise.resolve(undefined),
  });
  const session = await pool.session(undefined, signal);
  const warm: number[] = [];
  for (let i = 0; i < warmSteps + 20; i++) {
    const from = performance.now();
    await session.invoke({ script: '1', signal });
    if (i >= 20) warm.push(performance.now() - from);
  }
  const cold: number[] = [];
  for (let i = 0; i < coldStarts; i++) cold.push(await processTime(program));
  const [step, start] = [median(warm), median(cold)];
  return {
    value: step / start,
    detail: `${step.toFixed(2)} ms a warm step, ${start.toFixed(0)} ms a new process (medians of ${warmSteps} and ${coldStarts})`,
  };
}

/** One row: a warm trivial step against starting a process for it. */
export const rows = [
  {
    name: 'warm PowerShell step against a new process',
    limit: '<= 0.02',
    unit: 'of a process start',
    run: measure,
  },
];
