import type { OutputStream, Progress, StepPeople, Table } from '../../runbook/execution.ts';
import type { VariableValue } from '../../runbook/variables.ts';

/** A value that goes to PowerShell as data, never as script text. */
export type ShellValue =
  | VariableValue
  | number
  | boolean
  | null
  | readonly ShellValue[]
  | { readonly [key: string]: ShellValue };

export interface ShellRequest {
  /** Script text, run as a script block; `parameters` are bound by name to its `param(…)`. */
  readonly script: string;
  readonly parameters?: Readonly<Record<string, ShellValue>>;
  /** Set as variables of the session before the script runs; a `Secret` arrives as SecureString. */
  readonly variables?: Readonly<Record<string, VariableValue | undefined>>;
  /** Variables to read back after the script, as text. */
  readonly readBack?: readonly string[];
  /** Run with `$WhatIfPreference` on. */
  readonly whatIf?: boolean;
  /**
   * `stream`: objects are formatted as a console would show them. `objects`: objects come back as
   * JSON values in `ShellResult.objects` and nothing is formatted.
   */
  readonly results?: 'stream' | 'objects';
  readonly signal: AbortSignal;
  /** After an interrupt, ms until the process tree is ended; 10,000 by default. */
  readonly graceMs?: number;
  onText?(stream: OutputStream, text: string): void;
  onTable?(table: Table): void;
  onProgress?(progress: Progress): void;
}

/** An error record of PowerShell. */
export interface ShellError {
  readonly message: string;
  readonly category: string;
  readonly errorId: string;
  /** Command that wrote it. */
  readonly command: string;
  /** 1-based line and column in the script, 0 where unknown. */
  readonly line: number;
  readonly column: number;
  readonly terminating: boolean;
}

export type ShellEnd = 'completed' | 'failed' | 'stopped' | 'died';

export interface ShellResult {
  /** `failed`: a terminating error, or any error record; see `errors`. `died`: the process ended. */
  readonly end: ShellEnd;
  readonly errors: readonly ShellError[];
  readonly objects: readonly unknown[];
  /** Values of `readBack`, only those that exist. */
  readonly variables: ReadonlyMap<string, VariableValue>;
  /** `$LASTEXITCODE` when a native command ran. */
  readonly exitCode?: number;
  /** For `died`: what is known of the end (exit status, signal, last stray output). */
  readonly reason?: string;
}

/** What `-Command` text names before it is run, read from the syntax tree inside the session. */
export interface ShellInspection {
  readonly parseErrors: readonly {
    readonly message: string;
    readonly line: number;
    readonly column: number;
  }[];
  /** Commands in order, with whether the session knows them and whether they take `-WhatIf`. */
  readonly commands: readonly {
    readonly name: string;
    readonly line: number;
    readonly known: boolean;
    readonly whatIf: boolean;
    /** In full where the session knows them; `Name:false` for `-Name:$false`, `@` for a splatted one. */
    readonly parameters: readonly string[];
  }[];
  /** True where only reading commands are called: no assignment outside the scope, no .NET call, no redirection. */
  readonly readsOnly: boolean;
  /**
   * True where nothing but its commands could change something: no assignment outside the scope, no
   * .NET call, no redirection to a file, no `$WhatIfPreference = …`. Where then every command that
   * changes takes `-WhatIf`, the text can be tried without changing anything.
   */
  readonly onlyCommandsChange: boolean;
}

/** One long-lived PowerShell for one run and target. One request at a time; others queue. */
export interface ShellSession extends AsyncDisposable {
  /** FQDN, or `undefined` for the computer that runs the engine. */
  readonly target: string | undefined;
  invoke(request: ShellRequest): Promise<ShellResult>;
  inspect(script: string, signal: AbortSignal): Promise<ShellInspection>;
  /** PowerShell version and edition, and which shell it is, as the session said it. */
  readonly version: string;
}

/** How PowerShell remoting of this computer reaches several servers with one command. */
export interface Remoting {
  /** A session of this computer in which the fan-out script runs. */
  session(signal: AbortSignal): Promise<ShellSession>;
  /** Text of `fan-out.ps1`. */
  script(): Promise<string>;
  /** What the script's `Connection` gets. Throws a `Problem` for values that must not be used. */
  connection(): Promise<ShellValue>;
}

/** Opens sessions and keeps them warm; a session that died is replaced at the next call. */
export interface ShellPool extends AsyncDisposable {
  /**
   * Throws a `Problem` when the server has no shell, does not answer, or no PowerShell is found, and
   * when its `command` was not approved: `people` are asked once for each command.
   */
  session(
    target: string | undefined,
    signal: AbortSignal,
    people?: Pick<StepPeople, 'approveCommand'>,
  ): Promise<ShellSession>;
  /** PowerShell remoting's own fan-out, where all of these are reached by it in the same way. */
  remoting?(targets: readonly string[]): Remoting | undefined;
  /** Ends the session of a target that is not needed soon; the next use opens another. */
  release(target: string): Promise<void>;
}
