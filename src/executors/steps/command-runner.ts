/** A command to run. No shell is between: each word arrives as it is. */
export interface CommandRequest {
  /** Executable, then its arguments. */
  readonly command: readonly string[];
  /** Absolute path of the working folder. */
  readonly cwd: string;
  /** Set besides the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whole standard input. */
  readonly input: string;
  /** Ends the command and all that it started; the promise then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Text as it is written, in pieces. */
  onText?(stream: 'output' | 'error', text: string): void;
}

export interface CommandResult {
  /** Exit status; `undefined` where a signal ended it. */
  readonly exitCode: number | undefined;
  readonly exitSignal?: string;
  /** At most `maxCapturedBytes` of each stream; what came after is counted only. */
  readonly output: string;
  readonly error: string;
  /** Bytes that did not fit. */
  readonly droppedBytes: number;
}

/** Why a command could not be started. */
export interface CommandNotStarted {
  /** The system's code, for example `ENOENT`. */
  readonly notStarted: string;
  readonly text: string;
}

export interface CommandRunner {
  run(request: CommandRequest): Promise<CommandResult | CommandNotStarted>;
}
