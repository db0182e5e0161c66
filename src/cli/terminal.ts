import { createInterface } from 'node:readline/promises';
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
      try {
        return await reader.question(`${question} `, { signal });
      } finally {
        reader.close();
      }
    },
  };
}
