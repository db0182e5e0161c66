import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Why the memory cannot be read or written, from the words of the file system or of the check. */
export interface UserMemoryProblems {
  unreadable(file: string, words: string): Error;
  notWritten(file: string, words: string): Error;
}

/** What this user's computer remembers of SQL Server instances: one JSON file in the user's data folder. */
export class UserMemory<T> {
  readonly file: string;
  readonly #folder: string;
  readonly #schema: z.ZodType<Record<string, T>>;
  readonly #problems: UserMemoryProblems;
  #queue: Promise<void> = Promise.resolve();

  constructor(
    folder: string,
    fileName: string,
    schema: z.ZodType<Record<string, T>>,
    problems: UserMemoryProblems,
  ) {
    this.file = join(folder, fileName);
    this.#folder = folder;
    this.#schema = schema;
    this.#problems = problems;
  }

  /** Of an instance, whatever the letter case. Throws where the file is there and cannot be read. */
  async of(instance: string): Promise<T | undefined> {
    return (await this.#read())[instance.toLowerCase()];
  }

  /** Puts down what `decide` makes of what is known; nothing where it gives `undefined`. */
  put(instance: string, decide: (known: T | undefined) => T | undefined): Promise<void> {
    // one after the other: each writes what the one before has written, and its own
    const turn = this.#queue.then(() => this.#put(instance.toLowerCase(), decide));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #put(key: string, decide: (known: T | undefined) => T | undefined): Promise<void> {
    const all = await this.#read();
    const next = decide(all[key]);
    if (next === undefined) return;
    all[key] = next;
    const part = `${this.file}.${randomBytes(6).toString('hex')}.part`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(part, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
      await rename(part, this.file);
    } catch (error) {
      throw this.#problems.notWritten(this.file, wordsOf(error));
    }
  }

  async #read(): Promise<Record<string, T>> {
    try {
      return this.#schema.parse(JSON.parse(await readFile(this.file, 'utf8')));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
      throw this.#problems.unreadable(this.file, wordsOf(error));
    }
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}
