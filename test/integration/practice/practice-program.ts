/** The practice commands as a program of their own: what the command line's composition root does. */
import { randomBytes } from 'node:crypto';
import { practiceCommand } from '../../../src/cli/commands/practice.ts';
import { main } from '../../../src/cli/main.ts';
import { modulesFolder, powerShell } from './practice-server.ts';

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop.abort();
  });
}

const command = practiceCommand({
  locatePowerShell: () => Promise.resolve({ file: powerShell(), args: [] }),
  modulesFolder,
  now: Date.now,
  random: randomBytes,
});

process.exitCode = await main(process.argv.slice(2), [command], '0.0.0', {
  out: text => process.stdout.write(text),
  err: text => process.stderr.write(text),
  terminal: false,
  columns: 100,
  cwd: process.cwd(),
  env: process.env,
  signal: stop.signal,
  readStandardInput: async () => {
    let text = '';
    for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk);
    return text;
  },
});
