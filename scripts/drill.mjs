/**
 * The main job, for real, on a practice estate in a temporary folder: back up, change data, lose a
 * server, recover it with the shipped runbook, compare every piece of data with the state at the
 * backup, verify the recovery log. Twice: once straight, once with the process killed in the middle of
 * the recovery and resumed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from './places.mjs';
import { projectEnvironment, projectNode, run } from './process.mjs';
import { ensureBuild, ensurePackages, ensurePowerShell } from './setup.mjs';

const folder = mkdtempSync(join(tmpdir(), 'recovery-drill-'));
const estateFolder = join(folder, 'estate');
const estate = join(estateFolder, 'estate.yaml');
const logs = join(folder, 'recovery-logs');
const cliFile = join(root, 'dist', 'cli.mjs');
const environment = () => projectEnvironment({ RECOVERY_RUNBOOKS_DATA: join(folder, 'user-data') });

const notebook = name => join(root, 'notebooks', name);
const say = text => process.stdout.write(`${text}\n`);

/** Runs the command line; throws where it ends with another status than expected. */
async function cli(words, expected = 0) {
  say(
    `\n$ recovery-runbooks ${words.map(word => (word.startsWith(folder) ? relative(folder, word) : word)).join(' ')}`,
  );
  const { status, output } = await run(projectNode(), [cliFile, ...words], {
    env: environment(),
    cwd: folder,
  });
  if (status !== expected) {
    throw new Error(
      `recovery-runbooks ${words.join(' ')}: exit status ${status}, expected ${expected}`,
    );
  }
  return output;
}

function allLogs() {
  if (!existsSync(logs)) return [];
  return readdirSync(logs, { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.recovery-log.jsonl'))
    .sort()
    .map(name => join(logs, name));
}

function newestLog() {
  const newest = allLogs().at(-1);
  if (newest === undefined) throw new Error('no recovery log was written');
  return newest;
}

/** Starts the command line and kills it, children and all, while the named step runs. */
async function killedDuring(step, words) {
  say(`\n$ recovery-runbooks ${words[0]} … (to be killed in step ${step})`);
  const child = spawn(projectNode(), [cliFile, ...words, '--json'], {
    cwd: folder,
    env: environment(),
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let seen = '';
  const started = new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', chunk => {
      seen += chunk;
      if (seen.includes(`"step":"${step}"`) && seen.includes('"type":"step-started"')) {
        const begun = seen
          .split('\n')
          .some(
            line => line.includes('"type":"step-started"') && line.includes(`"step":"${step}"`),
          );
        if (begun) resolve();
      }
    });
    child.on('close', code =>
      reject(new Error(`the run ended (status ${code}) before step ${step}`)),
    );
    child.on('error', reject);
  });
  await started;
  const gone = new Promise(resolve => child.removeAllListeners('close').on('close', resolve));
  if (process.platform === 'win32') {
    await run('taskkill', ['/PID', String(child.pid), '/T', '/F'], { quiet: true });
  } else {
    process.kill(-child.pid, 'SIGKILL');
  }
  await gone;
  say(`killed while step ${step} was running`);
}

async function verified(log) {
  await cli(['log', 'verify', log]);
  say('\n$ node verify.mjs (the stand-alone verifier)');
  const { status } = await run(projectNode(), [join(root, 'dist', 'verify.mjs'), log]);
  if (status !== 0) throw new Error(`the stand-alone verifier ended with status ${status}`);
}

async function drill() {
  await ensurePackages();
  await ensurePowerShell();
  await ensureBuild();
  const common = ['--estate', estate, '--mode', 'practice', '--yes', '--logs', logs];
  const recover = notebook('recover-standard-edition-server.runbook.md');
  const snapshot = join(folder, 'state-at-backup.json');

  await cli(['practice', 'create', estateFolder]);
  await cli(['run', notebook('backup-core-data.runbook.md'), ...common]);
  await verified(newestLog());
  await cli(['practice', 'snapshot', snapshot, '--estate', estate]);

  say('\n=== A server with the Central Management store is lost and recovered');
  const first = 'se01.contoso.com';
  await cli(['practice', 'change', first, '--estate', estate]);
  await cli(['practice', 'compare', snapshot, '--estate', estate], 1);
  await cli(['practice', 'lose', first, '--estate', estate]);
  await cli(['run', recover, '--var', `Server=${first}`, ...common]);
  await cli(['practice', 'compare', snapshot, '--estate', estate]);
  await verified(newestLog());

  say('\n=== A server without it is lost; the recovery is killed in the middle and resumed');
  const second = 'se02.contoso.com';
  await cli(['practice', 'lose', second, '--estate', estate]);
  await killedDuring('wizard-2', ['run', recover, '--var', `Server=${second}`, ...common]);
  const log = newestLog();
  await cli(['log', 'verify', log], 1);
  await cli(['run', recover, '--estate', estate, '--yes', '--logs', logs, '--resume', log]);
  await cli(['practice', 'compare', snapshot, '--estate', estate]);
  await verified(log);
  return log;
}

const from = Date.now();
try {
  const log = await drill();
  const seconds = Math.round((Date.now() - from) / 1000);
  say(
    `\ndrill: two servers lost and recovered, data as at the backup, logs verified, in ${seconds} s`,
  );
  say(`drill: the logs are in ${logs}; the last one is ${log}`);
  say('\n2 passed, 0 failed');
} catch (failure) {
  say(`\ndrill FAILED: ${failure instanceof Error ? failure.message : failure}`);
  say(`drill: everything was left for a look in ${folder}`);
  say('\n0 passed, 1 failed');
  process.exitCode = 1;
}
if (process.argv.includes('--clean')) rmSync(folder, { recursive: true, force: true });
