/**
 * Runs the drill and writes the report of the run in which the process was killed and the run resumed, to `docs/drill-report.md` and `docs/drill-report.html`: without people, computers and
 * folders. `node scripts/drill-report.mjs LOG` takes the log of a drill that was run before.
 */
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { logsBelow } from './drill/logs.mjs';
import { root } from './places.mjs';
import { projectEnvironment, projectNode, run } from './process.mjs';
import { ensureBuild, ensurePackages } from './setup.mjs';

await ensurePackages();
await ensureBuild();

const given = process.argv[2];

async function drilled() {
  const { status, output } = await run(projectNode(), [join(root, 'scripts', 'drill.mjs')]);
  const folder = /the logs are in (.+?); the last one is/.exec(output)?.[1];
  const logs = folder === undefined ? [] : logsBelow(folder);
  const log = logs.find(file => readFileSync(file, 'utf8').includes('"type":"log-reopened"'));
  if (status !== 0 || log === undefined) throw new Error('the drill failed, so there is no report');
  return log;
}

const log = given ?? (await drilled());
// the drill keeps its key beside its logs
const folder = dirname(dirname(dirname(log)));
const env = projectEnvironment({ RECOVERY_RUNBOOKS_DATA: join(folder, 'user-data') });

async function cli(...words) {
  const { status } = await run(projectNode(), [join(root, 'dist', 'cli.mjs'), ...words], { env });
  if (status !== 0) throw new Error(`${words.slice(0, 2).join(' ')} ended with status ${status}`);
}

await cli('log', 'participant', log, 'Drill lead', '--role', 'lead');
await cli('log', 'participant', log, 'Observer of the board', '--role', 'observer');
await cli(
  ...[
    'log',
    'finding',
    log,
    'The process was killed in the deployment wizard and had to be resumed.',
  ],
  ...['--severity', 'minor', '--owner', 'Messaging team', '--due', '2027-01-31'],
);
for (const format of ['md', 'html']) {
  const out = join(root, 'docs', `drill-report.${format}`);
  await cli('log', 'report', log, '--format', format, '--anonymous', '--out', out);
}
if (given === undefined) rmSync(folder, { recursive: true, force: true });
