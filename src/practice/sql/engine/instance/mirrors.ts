import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { mirroringState, type MirroringState } from '../../../state.ts';

export type MirrorHalf = MirroringState['databases'][number];

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * Which databases of an instance are halves of a mirror. The management shell makes and switches mirrors
 * while the instance is served, so the server's file is read at each question.
 */
export class Mirrors {
  readonly #file: string;
  readonly #instance: string;

  /** `instanceFolder`: `servers/<fqdn>/sql/<instance>` of the estate. */
  constructor(instanceFolder: string) {
    this.#file = join(instanceFolder, '..', '..', 'mirroring.json');
    this.#instance = basename(instanceFolder);
  }

  of(database: string): MirrorHalf | undefined {
    return this.#read().find(half => this.#is(half, database));
  }

  /** `SET PARTNER OFF`: this half goes on alone. */
  end(database: string): void {
    const databases = this.#read().filter(half => !this.#is(half, database));
    const part = `${this.#file}.${String(process.pid)}.part`;
    writeFileSync(part, JSON.stringify({ databases }));
    renameSync(part, this.#file);
  }

  #is(half: MirrorHalf, database: string): boolean {
    return same(half.instance, this.#instance) && same(half.name, database);
  }

  #read(): MirrorHalf[] {
    if (!existsSync(this.#file)) return [];
    return mirroringState.parse(JSON.parse(readFileSync(this.#file, 'utf8'))).databases;
  }
}
