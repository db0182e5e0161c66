/** Types of `editor.mjs` for the tests that are written in TypeScript. */
export interface EditorServer {
  readonly url: string;
  readonly port: number;
  readonly profile: string;
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

export function ensureEditor(options?: { browser?: boolean }): {
  readonly node: string;
  readonly server: string;
  readonly chromium: string;
};

export function startServer(options: {
  readonly profile?: string;
  readonly port?: number;
  readonly trust?: 'on' | 'off';
  readonly testDriver?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly extensions?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onText?: (text: string) => void;
}): Promise<EditorServer>;

export function workbenchUrl(
  server: EditorServer,
  options?: {
    readonly workspace?: string;
    readonly development?: readonly string[];
    readonly tests?: string;
  },
): string;

export const chromiumArguments: readonly string[];
