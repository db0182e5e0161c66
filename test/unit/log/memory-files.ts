import { basename, dirname } from 'node:path';
import type { LogFile, LogFiles } from '../../../src/log/files.ts';
import { systemError } from './surroundings.ts';

/** A file system in memory, for tests that read the same few bytes thousands of times. */
export class MemoryFiles implements LogFiles {
  readonly files = new Map<string, Buffer>();

  open(path: string, how: 'new' | 'update' | 'read'): Promise<LogFile> {
    const exists = this.files.has(path);
    if (how === 'new' && exists) return Promise.reject(systemError('EEXIST'));
    if (how !== 'new' && !exists) return Promise.reject(systemError('ENOENT'));
    if (how === 'new') this.files.set(path, Buffer.alloc(0));
    return Promise.resolve(this.#file(path));
  }

  makeFolder(): Promise<void> {
    return Promise.resolve();
  }

  syncFolder(): Promise<void> {
    return Promise.resolve();
  }

  rename(from: string, to: string): Promise<void> {
    this.files.set(to, this.#bytes(from));
    this.files.delete(from);
    return Promise.resolve();
  }

  remove(path: string): Promise<void> {
    if (!this.files.delete(path)) return Promise.reject(systemError('ENOENT'));
    return Promise.resolve();
  }

  names(folder: string): Promise<string[]> {
    const below = [...this.files.keys()].filter(path => dirname(path) === folder);
    const folders = [...this.files.keys()]
      .map(path => dirname(path))
      .filter(path => dirname(path) === folder);
    return Promise.resolve([...below, ...new Set(folders)].map(path => basename(path)));
  }

  #bytes(path: string): Buffer {
    return this.files.get(path) ?? Buffer.alloc(0);
  }

  #file(path: string): LogFile {
    return {
      write: (bytes, position) => {
        const before = this.#bytes(path);
        const after = Buffer.alloc(Math.max(before.length, position + bytes.length));
        before.copy(after);
        after.set(bytes, position);
        this.files.set(path, after);
        return Promise.resolve(bytes.length);
      },
      read: (into, position) => {
        const part = this.#bytes(path).subarray(position, position + into.length);
        into.set(part);
        return Promise.resolve(part.length);
      },
      datasync: () => Promise.resolve(),
      truncate: length => {
        this.files.set(path, this.#bytes(path).subarray(0, length));
        return Promise.resolve();
      },
      size: () => Promise.resolve(this.#bytes(path).length),
      close: () => Promise.resolve(),
    };
  }
}
