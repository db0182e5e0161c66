import { nodeFiles, type LogFile, type LogFiles } from '../../../src/log/files.ts';

/** Where in a call that changes the disk the process dies. */
export type Moment = 'before' | 'half' | 'after';

/**
 * The computer's file system, with a death: the process is killed at one of the calls that change the
 * disk, counted from 1, before it, half way through what it writes, or when it is done.
 */
export class MortalFiles implements LogFiles {
  calls = 0;
  readonly #fatal: number;
  readonly #moment: Moment;

  constructor(fatal: number, moment: Moment) {
    this.#fatal = fatal;
    this.#moment = moment;
  }

  async open(path: string, how: 'new' | 'update' | 'read', mode?: number): Promise<LogFile> {
    if (how === 'read') return nodeFiles.open(path, how, mode);
    const file = await this.#call(() => nodeFiles.open(path, how, mode));
    return {
      ...file,
      write: (bytes, position) =>
        this.#call(
          () => file.write(bytes, position),
          () => file.write(bytes.subarray(0, bytes.length >> 1), position),
        ),
      datasync: () => this.#call(() => file.datasync()),
      truncate: length => this.#call(() => file.truncate(length)),
    };
  }

  makeFolder(path: string): Promise<void> {
    return this.#call(() => nodeFiles.makeFolder(path));
  }

  syncFolder(path: string): Promise<void> {
    return this.#call(() => nodeFiles.syncFolder(path));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call(() => nodeFiles.rename(from, to));
  }

  remove(path: string): Promise<void> {
    return this.#call(() => nodeFiles.remove(path));
  }

  names(folder: string): Promise<string[]> {
    return nodeFiles.names(folder);
  }

  /** A call of the run to something else than the disk, at which the process may die too. */
  outside<T>(whole: () => Promise<T>): Promise<T> {
    return this.#call(whole);
  }

  async #call<T>(whole: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
    this.calls += 1;
    if (this.calls !== this.#fatal) return whole();
    if (this.#moment === 'before') return die();
    if (this.#moment === 'half') await half?.();
    else await whole();
    return die();
  }
}

/** Nothing of the process runs after this: no handler, no flush. */
function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}
