/** Types of `run.mjs` for what is written in TypeScript. */
export function runTests(options?: {
  /** Only files whose name has one of these words. */
  readonly words?: readonly string[];
  /** Folder of the test files; this one by default. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of more extensions to load. */
  readonly development?: readonly string[];
}): Promise<{
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly string[];
}>;
