/** What a scheduler is to start, and when. */
export interface ScheduledJob {
  /** Name of the task, plain letters, digits, dashes and dots. */
  readonly name: string;
  readonly description: string;
  /** Executable and arguments; each argument is one, with blanks or without. */
  readonly command: readonly string[];
  /** What the program's environment needs beside the scheduler's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder in which it is started. */
  readonly folder: string;
  /** Local time of day. */
  readonly at: { readonly hour: number; readonly minute: number };
  /** Longest time that it may take, hours. */
  readonly limitHours: number;
}
