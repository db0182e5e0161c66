/**
 * A process that runs the small runbook and is killed at one call of its log to the file system, or
 * says how many calls there were. Words: folder, run, key (PKCS 8 DER, base64), number of the call from
 * 1 or 0 for none, and `before`, `half` or `after`.
 */
import { signingKey } from '../../../src/log/keys/signing.ts';
import { openLog } from '../../../src/log/writing/open.ts';
import { systemClock } from '../../../src/run/clock.ts';
import { openRun } from '../../../src/run/open.ts';
import { MortalFiles, type Moment } from './mortal-files.ts';
import { smallRunbook, smallSetup } from './small-run.ts';

const [folder = '', run = '', key = '', call = '0', word = ''] = process.argv.slice(2);
const moment: Moment = word === 'half' || word === 'after' ? word : 'before';
const files = new MortalFiles(Number(call), moment);
const around = { key: signingKey(Buffer.from(key, 'base64')), clock: systemClock, files };
const driver = await openRun({
  ...(await smallSetup(folder)),
  mode: 'practice',
  openLog: () => openLog({ ...around, folder, run }),
});
await driver.execute(smallRunbook, driver.remaining(smallRunbook), new AbortController().signal);
await driver.finish(smallRunbook);
await driver[Symbol.asyncDispose]();
process.stdout.write(String(files.calls));
