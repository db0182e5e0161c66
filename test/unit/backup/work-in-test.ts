import * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkProgress } from '../../../src/backup/sets.ts';
import type { Files, Work } from '../../../src/backup/work.ts';
import { cancelled } from '../../../src/errors/problem.ts';

/** Work on the real file system with faults put between, and with a clock that only pauses move. */
export class TestWork implements Work {
  readonly files: Files;
  readonly pauses: number[] = [];
  readonly progress: WorkProgress[] = [];
  readonly #signal: AbortSignal | undefined;
  #now = Date.UTC(2026, 10, 22, 2, 0);

  constructor(faults: Partial<Files> = {}, signal?: AbortSignal) {
    this.files = { ...promises, ...faults };
    this.#signal = signal;
  }

  readonly now = (): number => this.#now;

  readonly check = (): void => {
    if (this.#signal?.aborted === true) throw cancelled();
  };

  readonly sleep = (ms: number): Promise<void> => {
    this.check();
    this.pauses.push(ms);
    this.#now += ms;
    return Promise.resolve();
  };

  readonly report = (progress: WorkProgress): void => {
    this.progress.push(progress);
  };

  forward(ms: number): void {
    this.#now += ms;
  }
}

/** An error as the file system throws it. */
export function fileError(code: string, syscall: string, path?: string): Error {
  const error = new Error(`${code}: as a file system says it, ${syscall}`);
  return Object.assign(error, { code, syscall, ...(path === undefined ? {} : { path }) });
}

/** A folder of its own for a test. */
export class Scratch implements AsyncDisposable {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<Scratch> {
    return new Scratch(await promises.realpath(await promises.mkdtemp(join(tmpdir(), 'sets-'))));
  }

  at(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  /** Writes files by their path; folders are made as needed. */
  async fill(content: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [path, text] of Object.entries(content)) {
      await promises.mkdir(join(this.at(path), '..'), { recursive: true });
      await promises.writeFile(this.at(path), text);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await promises.rm(this.root, { recursive: true, force: true });
  }
}
