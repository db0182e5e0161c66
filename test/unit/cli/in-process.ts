import type { CliCommand, CliContext } from '../../../src/cli/command.ts';
import { main } from '../../../src/cli/main.ts';

/** A command's surroundings that keep what it writes. */
export interface RecordingContext extends CliContext {
  readonly written: { out: string; err: string };
}

export function recordingContext(cwd: string, input = ''): RecordingContext {
  const written = { out: '', err: '' };
  return {
    written,
    out: text => {
      written.out += text;
    },
    err: text => {
      written.err += text;
    },
    terminal: false,
    columns: 80,
    cwd,
    env: {},
    signal: new AbortController().signal,
    readStandardInput: () => Promise.resolve(input),
  };
}

/** How a command line ended: its exit status and what it wrote. */
export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, in the folder `cwd`; `input` is what comes by standard input. */
export async function runCommandLine(
  commands: readonly CliCommand[],
  cwd: string,
  words: readonly string[],
  input = '',
): Promise<Ran> {
  const context = recordingContext(cwd, input);
  const status = await main(words, commands, '1', context);
  return { status, ...context.written };
}
