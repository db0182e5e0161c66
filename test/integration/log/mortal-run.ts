/**
 * A process that runs the small runbook and is killed at one of the calls of the run to the outside: of
 * its log to the file system, to the executor of its steps, to the people beside it; or it says how many
 * calls there were. Words: folder, run, key (PKCS 8 DER, base64), number of the call from
 * 1 or 0 for none, and `before`, `half` or `after`.
 */
import { signingKey } from '../../../src/log/keys/signing.ts';
import { openLog } from '../../../src/log/writing/open.ts';
import { systemClock } from '../../../src/run/clock.ts';
import { openRun } from '../../../src/run/open.ts';
import type { StepExecutor } from '../../../src/runbook/execution.ts';
import { MortalFiles, type Moment } from './mortal-files.ts';
import { smallRunbook, smallSetup } from './small-run.ts';

function mortal(executor: StepExecutor): StepExecutor {
  return {
    plan: (step, context) => files.outside(() => executor.plan(step, context)),
    run: (step, plan, context) => files.outside(() => executor.run(step, plan, context)),
    reconcile: (step, context) => executor.reconcile(step, context),
    [Symbol.asyncDispose]: () => files.outside(async () => executor[Symbol.asyncDispose]()),
  };
}

const [folder = '', run = '', key = '', call = '0', word = ''] = process.argv.slice(2);
const moment: Moment = word === 'half' || word === 'after' ? word : 'before';
const files = new MortalFiles(Number(call), moment);
const around = { key: signingKey(Buffer.from(key, 'base64')), clock: systemClock, files };
const parts = await smallSetup(folder);
const driver = await openRun({
  ...parts,
  executors: new Map([...parts.executors].map(([language, each]) => [language, mortal(each)])),
  people: {
    ...parts.people,
    confirm: (request, signal) => files.outside(() => parts.people.confirm(request, signal)),
  },
  mode: 'practice',
  openLog: () => openLog({ ...around, folder, run }),
});
await driver.execute(smallRunbook, driver.remaining(smallRunbook), new AbortController().signal);
await driver.finish(smallRunbook);
await driver[Symbol.asyncDispose]();
process.stdout.write(String(files.calls));
