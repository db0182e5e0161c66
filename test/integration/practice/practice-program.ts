/** The practice commands as a program of their own: what the command line's composition root does. */
import { main } from '../../../src/cli/main.ts';
import { practiceWords } from './practice-words.ts';

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop.abort();
  });
}

process.exitCode = await main(process.argv.slice(2), [practiceWords()], '0.0.0', {
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
