/**
 * The main job, for real, on a practice estate in a temporary folder: back up, change data, lose a
 * server, recover it with the shipped runbook, compare every piece of data with the state at the
 * backup, verify the recovery log. Twice: once straight, once with the process killed in the middle of
 * the recovery and resumed. Then the same for a SQL Server with four databases, whose backups are
 * refused when they were swapped, cut off or made by a newer SQL Server.
 */
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { logsBelow } from './drill/logs.mjs';
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

function newestLog() {
  const newest = logsBelow(logs).at(-1);
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
  await sqlDrill(common);
  return newestLog();
}

/** Four databases: backed up, damaged, lost with their server, recovered, compared row by row. */
async function sqlDrill(common) {
  say('\n=== A SQL Server is lost with the databases that it alone has, and recovered');
  const server = 'sql01.contoso.com';
  const restore = notebook('restore-monitoring-and-archiving.runbook.md');
  const snapshot = join(folder, 'state-at-database-backup.json');
  const forServer = ['--var', `Server=${server}`, ...common];
  await cli(['run', notebook('backup-databases.runbook.md'), ...forServer]);
  await verified(newestLog());
  await cli(['practice', 'snapshot', snapshot, '--estate', estate]);
  await cli(['practice', 'change', server, '--estate', estate]);
  await cli(['practice', 'compare', snapshot, '--estate', estate], 1);
  const damaged = join(folder, 'state-damaged.json');
  await cli(['practice', 'snapshot', damaged, '--estate', estate]);
  await refusedBackups(server, restore, forServer, damaged);
  await cli(['practice', 'lose', server, '--estate', estate]);
  await cli(['run', restore, ...forServer]);
  await verified(newestLog());
  const chat = notebook('restore-persistent-chat.runbook.md');
  await cli(['run', chat, '--var', 'Lost=no', ...forServer]);
  await verified(newestLog());
  await cli(['practice', 'compare', snapshot, '--estate', estate]);
}

/** Makes a backup of the same databases on a server with a newer SQL Server; gives the folder of its set. */
async function newerBackup(server) {
  const place = join(folder, 'newer');
  const there = join(place, 'estate');
  await cli(['practice', 'create', there]);
  const program = join(root, 'scripts', 'drill', 'newer-sql-server.mjs');
  const { status } = await run(projectNode(), [program, there, server, '2014']);
  if (status !== 0) throw new Error(`${server} did not become a newer SQL Server`);
  const at = ['--estate', join(there, 'estate.yaml'), '--mode', 'practice', '--yes'];
  const to = ['--var', `Server=${server}`, '--logs', join(place, 'recovery-logs')];
  await cli(['run', notebook('backup-databases.runbook.md'), ...at, ...to]);
  return newestSet(setsOf(there));
}

const setsOf = estateIn => join(estateIn, 'servers', 'bk01.contoso.com', 'shares', 'LyncBackup');

/** The folder of the newest set that has backups of databases. */
function newestSet(sets) {
  const names = readdirSync(sets).filter(name => existsSync(join(sets, name, 'sql')));
  return join(sets, names.sort().at(-1));
}

/**
 * A swapped, a truncated and a newer-version backup are refused, each for its own reason, and the server
 * stays as it was.
 */
async function refusedBackups(server, restore, forServer, before) {
  const sets = setsOf(estateFolder);
  const good = newestSet(sets);
  const newer = await newerBackup(server);
  const bad = join(sets, 'bad-set');
  const file = name => join(bad, 'sql', name);
  const harms = [
    {
      what: 'swapped',
      from: good,
      harm: () => copyFileSync(file('mgc.bak'), file('LcsCDR.bak')),
      says: /LcsCDR\.bak/u,
    },
    {
      what: 'truncated',
      from: good,
      harm: () => truncateSync(file('LcsCDR.bak'), 4096),
      says: /LcsCDR\.bak/u,
    },
    {
      what: 'of a newer SQL Server',
      from: newer,
      harm: () => undefined,
      says: /12\.00?\./u,
    },
  ];
  for (const { what, from: source, harm, says } of harms) {
    say(`\n--- the backup of LcsCDR is ${what}`);
    cpSync(source, bad, { recursive: true });
    harm();
    const chosen = ['--var', 'Backup=\\\\bk01.contoso.com\\LyncBackup\\bad-set'];
    const output = await cli(['run', restore, '--var', 'Lost=no', ...chosen, ...forServer], 3);
    if (!says.test(output)) throw new Error(`the refusal does not say what is wrong: ${says}`);
    await cli(['practice', 'compare', before, '--estate', estate]);
    rmSync(bad, { recursive: true });
  }
}

const from = Date.now();
try {
  const log = await drill();
  const seconds = Math.round((Date.now() - from) / 1000);
  say(
    `\ndrill: two Lync servers and a SQL Server lost and recovered, data as at the backup, logs verified, in ${seconds} s`,
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
