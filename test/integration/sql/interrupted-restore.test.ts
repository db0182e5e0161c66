import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeFiles } from '../../../src/log/files.ts';
import { readLog } from '../../../src/log/reader.ts';
import type { Fault } from '../../../src/practice/sql/faults/fault.ts';
import { Workplace } from '../cli/program.ts';
import { backUp, host, instance, Restorable } from './restorable.ts';

/** The step that is interrupted, with everything that may follow a restore. */
const keys = { disconnect: 'true', 'server-role': "['CONTOSO\\RTCComponentUniversalServices']" };
const restoring: Fault = {
  at: 'progress',
  percent: 40,
  contains: 'RESTORE DATABASE',
  action: { kind: 'slow', ms: 0, percentMs: 60_000 },
};

function silentAt(contains: string, skip = 0): Fault {
  return { at: 'batch', contains, skip, action: { kind: 'silence' } };
}

describe('A restore whose process is killed', () => {
  let world: Restorable;
  let work: Workplace;
  before(async () => {
    world = await Restorable.open([{ host }]);
    work = await Workplace.make();
    const estate = await readFile(join(world.steps.folder, 'estate.yaml'), 'utf8');
    const port = world.steps.served.endpoints[0]?.port ?? 0;
    await work.write('estate.yaml', `${estate}addresses:\n  '${instance}': 127.0.0.1:${port}\n`);
    await work.write(
      'r.runbook.md',
      `# R\n\n\`\`\`step {#restore}\n${world.restore(keys)}\n\`\`\`\n`,
    );
  });
  afterEach(async () => {
    await world.again();
  });
  after(async () => {
    await work[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  const env = (): Record<string, string> => ({
    RECOVERY_RUNBOOKS_SECRET_SQL: world.steps.password,
  });
  const words = ['--yes', '--destroy', host, '--logs', 'logs'];

  /** Kills the run, and all that it started, once the server got to the fault. */
  async function killedAt(fault: Fault, reached: () => Promise<boolean>): Promise<void> {
    world.steps.fault(fault);
    const live = ['--mode', 'live', '--incident', 'T', '--declared', '2026-11-22T00:00:00Z'];
    const run = work.start(['run', 'r.runbook.md', ...live, ...words], env());
    const poll = async (): Promise<void> => {
      while (!(await reached())) await new Promise(resolve => setTimeout(resolve, 50));
    };
    await Promise.race([poll(), run.ended.then(({ err, out }) => assert.fail(`${out}\n${err}`))]);
    await work.kill(run);
    world.steps.served.faults.clear();
  }

  /** Resumes the run; what was found, what was decided, and what the server told. */
  async function resumed(): Promise<{ found: string; decision: string; told: string }> {
    const log = await work.newestLog();
    const run = work.start(['run', 'r.runbook.md', '--resume', log, ...words], env());
    const { status, out, err } = await run.ended;
    assert.equal(status, 0, out + err);
    for await (const line of readLog(log, nodeFiles)) {
      if ('problem' in line) throw new Error(line.problem.message);
      const { event } = line.record;
      if (event.type !== 'reconciled') continue;
      const { finding, lines } = event.reconciliation;
      return { found: finding, decision: event.decision, told: lines.join('\n') };
    }
    throw new Error('nothing was looked at');
  }

  const struck = (): Promise<boolean> =>
    Promise.resolve(world.steps.served.faults.list().length === 0);

  it('in mid-restore is found partly done, is run again, and brings the data', async () => {
    await world.change();
    await killedAt(restoring, async () =>
      (await world.steps.state(instance, 'LcsCDR')).startsWith('RESTORING'),
    );
    const { found, decision, told } = await resumed();
    assert.deepEqual([found, decision], ['partly-done', 'run-again']);
    assert.match(told, /The restore of LcsCDR was begun and not finished/u);
    assert.equal(await world.content(), world.rows);
  });

  it('before the first change is found not done: the database is as it was', async () => {
    const changed = await world.change();
    await killedAt(silentAt('RESTORE VERIFYONLY'), struck);
    assert.equal(await world.content(), changed);
    const { found, decision, told } = await resumed();
    assert.deepEqual([found, decision], ['not-done', 'run-again']);
    assert.match(told, /Nothing was restored into LcsCDR since the step began/u);
    assert.equal(await world.content(), world.rows);
  });

  it('after its last check is found done, and nothing is restored a second time', async () => {
    await killedAt(silentAt('sys.database_principals', 2), struck);
    const restores = 'SELECT CAST(COUNT(*) AS varchar(9)) FROM msdb.dbo.restorehistory';
    const before = await world.steps.value(instance, restores);
    const { found, decision, told } = await resumed();
    assert.deepEqual([found, decision], ['done', 'taken-as-done']);
    assert.match(told, /Every backup of the step is restored, by msdb and the state of LcsCDR/u);
    assert.equal(await world.steps.value(instance, restores), before);
  });

  it('is partly done where the server cannot prove what follows the restore', async () => {
    const started = new Date().toISOString();
    const run = await world.steps.run(world.restore({ disconnect: 'true', checkdb: 'false' }));
    assert.equal(run.outcome, 'succeeded', run.shown);
    const group = "['CONTOSO\\Nobody']";
    const { finding, lines } = await world.steps.reconcile(
      world.restore({ ...keys, 'server-role': group }),
      started,
    );
    assert.equal(finding, 'partly-done');
    assert.match(lines.join('\n'), /no DBCC CHECKDB of LcsCDR without errors since then/u);
    assert.match(lines.join('\n'), /CONTOSO.Nobody is not in the role ServerRole of LcsCDR yet/u);
  });

  it('is unknown where somebody restored another backup meanwhile', async () => {
    const started = new Date().toISOString();
    const set = await world.steps.sets.create('meanwhile', undefined);
    await backUp(world.steps, { database: 'LcsCDR', to: `${set}\\other.bak` });
    const other = { from: `${set}\\other.bak`, 'unverified-set': 'a test', checkdb: 'false' };
    const run = await world.steps.run(world.restore({ ...keys, ...other }));
    assert.equal(run.outcome, 'succeeded', run.shown);
    const { finding, lines } = await world.steps.reconcile(world.restore(keys), started);
    assert.equal(finding, 'unknown');
    assert.match(lines.join('\n'), /other backups than its own were restored into LcsCDR/u);
  });
});
