import { createInterface } from 'node:readline/promises';
import { cancelled } from '../errors/problem.ts';
import type { Terminal } from './people.ts';

/** The person at this process's own terminal; `undefined` where input or output is none. */
export function processTerminal(): Terminal | undefined {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  return {
    show(lines) {
      process.stdout.write(`${lines.join('\n')}\n`);
    },
    async ask(question, signal) {
      const reader = createInterface({ input: process.stdin, output: process.stdout });
      // The reader takes Ctrl+C for itself; it means the run all the same.
      reader.on('SIGINT', () => process.emit('SIGINT'));
      const closed = new Promise<never>((_resolve, reject) => {
        reader.once('close', () => {
          reject(cancelled());
        });
      });
      closed.catch(() => undefined); // after the answer nobody waits for it
      try {
        return await Promise.race([reader.question(`${question} `, { signal }), closed]);
      } finally {
        reader.close();
      }
    },
  };
}
