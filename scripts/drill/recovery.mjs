/** One row of the drill: servers are lost and come back by the runbooks that are made for them. */
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../places.mjs';
import { projectEnvironment, projectNode, run } from '../process.mjs';
import { logsBelow } from './logs.mjs';
import { brokenRules, succeededSteps } from './order-rules.mjs';

const cliFile = join(root, 'dist', 'cli.mjs');

/** Longest time for one command of a row, ms; a recovery that hangs is a failure, not a hung drill. */
const patience = 10 * 60_000;

/** Runs the command line in a folder and resolves to its output; throws on another exit status. */
export async function cli(words, folder, expected = 0) {
  const { status, output } = await run(projectNode(), [cliFile, ...words], {
    quiet: true,
    cwd: folder,
    env: projectEnvironment({ RECOVERY_RUNBOOKS_DATA: join(folder, 'user-data') }),
    timeoutMs: patience,
  });
  if (status !== expected) {
    const tail = output.trimEnd().split('\n').slice(-25).join('\n');
    throw new Error(
      `recovery-runbooks ${words.join(' ')}: exit status ${status}, expected ${expected}\n${tail}`,
    );
  }
  return output;
}

/** The runbooks for a row, in the order in which they are run. */
async function plan(row, folder, estate) {
  const file = join(folder, 'runbooks', 'recover.runbook.md');
  mkdirSync(dirname(file), { recursive: true });
  const words = ['plan', ...row.plan, '--estate', estate, '--out', file, '--json'];
  const made = JSON.parse(await cli(words, folder));
  const others = made.others.map(one => one.file);
  // The runbook of a site is for people: it says which of the others is next.
  return { procedure: made.procedure, files: others.length > 0 ? others : [file] };
}

async function verify(logs, folder) {
  for (const log of logs) {
    await cli(['log', 'verify', log], folder);
    const verifier = [join(root, 'dist', 'verify.mjs'), log];
    const { status, output } = await run(projectNode(), verifier, { quiet: true });
    if (status !== 0) throw new Error(`verify.mjs ${log}: exit status ${status}\n${output}`);
  }
}

/** Does the row on a copy of the base estate; what went wrong is in `failure` of the result. */
export async function recover(row, base, folder) {
  const from = performance.now();
  const result = { row, steps: 0, procedure: '', identical: false, verified: false };
  try {
    mkdirSync(folder, { recursive: true });
    cpSync(base, join(folder, 'estate'), { recursive: true });
    const estate = join(folder, 'estate', 'estate.yaml');
    const at = ['--estate', estate];
    const snapshot = join(folder, 'before.json');
    await cli(['practice', 'snapshot', snapshot, ...at], folder);
    for (const server of row.change) await cli(['practice', 'change', server, ...at], folder);
    if (row.change.length > 0) await cli(['practice', 'compare', snapshot, ...at], folder, 1);
    for (const server of row.lost) await cli(['practice', 'lose', server, ...at], folder);

    const { procedure, files } = await plan(row, folder, estate);
    result.procedure = procedure;
    const logs = join(folder, 'recovery-logs');
    const destroy = row.lost.flatMap(server => ['--destroy', server]);
    for (const file of files) {
      const words = ['run', file, ...at, '--mode', 'practice', '--yes', ...destroy];
      await cli([...words, '--logs', logs], folder);
    }
    const steps = logsBelow(join(folder, 'recovery-logs')).flatMap(log =>
      succeededSteps(readFileSync(log, 'utf8')),
    );
    result.steps = steps.length;
    await cli(['practice', 'compare', snapshot, ...at], folder);
    result.identical = true;
    await verify(logsBelow(join(folder, 'recovery-logs')), folder);
    result.verified = true;
    const broken = brokenRules(steps);
    if (broken.length > 0) throw new Error(`out of order: ${broken.join('; ')}`);
  } catch (failure) {
    result.failure = failure instanceof Error ? failure.message : String(failure);
  }
  result.ms = performance.now() - from;
  if (result.failure === undefined) rmSync(folder, { recursive: true, force: true });
  return result;
}
