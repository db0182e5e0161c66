/** Where a command reads and writes. Secrets are redacted before they come here. */
export interface CliStreams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** True where `out` is a terminal that can redraw a line. */
  readonly terminal: boolean;
  readonly columns: number;
}

/** What every command gets from the composition root. */
export interface CliContext extends CliStreams {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires on Ctrl+C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Whole standard input, for commands that read one document from it. */
  readStandardInput(): Promise<string>;
}

/**
 * One word of the command line. `run` gets the words after its name and resolves to the exit status:
 * 0 done, 1 a step failed or findings, 2 wrong use, 3 refused by a safety check, 4 cancelled. A
 * thrown `Problem` is printed by the caller, with the status of its kind.
 */
export interface CliCommand {
  readonly name: string;
  /** Lines for `--help`: each use, and what it does. */
  readonly usage: readonly string[];
  run(words: readonly string[], context: CliContext): Promise<number>;
}
