/**
 * A process that appends to a log as fast as it can and says which records it was promised, until it
 * is killed. Words: folder, run, key (PKCS 8 DER, base64), log to go on with or `-`.
 */
import { signingKey } from '../../../src/log/keys/signing.ts';
import { openLog, type LogSurroundings } from '../../../src/log/writing/open.ts';
import { reopenLog } from '../../../src/log/writing/reopen.ts';
import { output, started, stepEnded, stepStarted } from '../../unit/log/events.ts';

const [folder = '', run = '', key = '', file = '-'] = process.argv.slice(2);
const around: LogSurroundings = {
  key: signingKey(Buffer.from(key, 'base64')),
  clock: { now: () => Date.now(), mono: () => performance.now() },
};
const log =
  file === '-' ? await openLog({ ...around, folder, run }) : (await reopenLog(file, around)).log;
process.stdout.write(`open ${log.file}\n`);
if (file === '-') await log.append(started);
for (let at = 0; ; at += 1) {
  const step = `step-${at}`;
  const begun = await log.append(stepStarted(step));
  process.stdout.write(`${begun.hash}\n`);
  void log.append(output(step, `line ${at}\n`.repeat(at % 7 === 0 ? 3000 : 5)));
  const ended = await log.append(stepEnded(step));
  process.stdout.write(`${ended.hash}\n`);
}
