import { folded } from '../account/folded.ts';
import { isObject } from '../chain/canonical.ts';
import type { LogFiles } from '../files.ts';
import { readSideFile } from '../writing/side-files.ts';

/** Longest output that is shown whole; a longer one is shown cut, as its record has it. Bytes. */
const longestShown = 4_000_000;

/** Whole texts that are kept in memory. */
const kept = 4;

/** Long outputs from their side files, a few of them in memory. */
export class WholeTexts {
  readonly #files: LogFiles;
  readonly #folder: string;
  readonly #texts = new Map<string, Promise<string | undefined>>();

  constructor(files: LogFiles, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** `undefined` where it is too long to be shown, or cannot be read. */
  of({
    sha256,
    bytes,
  }: {
    readonly sha256: string;
    readonly bytes: number;
  }): Promise<string | undefined> {
    if (bytes > longestShown) return Promise.resolve(undefined);
    const known = this.#texts.get(sha256) ?? this.#read(sha256, bytes);
    this.#texts.delete(sha256);
    this.#texts.set(sha256, known);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= kept) break;
      this.#texts.delete(oldest);
    }
    return known;
  }

  /** Whether the whole text has a piece of text in it, folded as the piece is. */
  async has(
    whole: { readonly sha256: string; readonly bytes: number },
    wanted: string,
  ): Promise<boolean> {
    const decoder = new TextDecoder();
    let end = '';
    try {
      const { sha256, bytes } = whole;
      for await (const piece of readSideFile(this.#files, this.#folder, sha256, bytes)) {
        const text = end + folded(decoder.decode(piece, { stream: true }));
        if (text.includes(wanted)) return true;
        end = text.slice(-wanted.length);
      }
    } catch {
      return false; // missing or damaged: verification says so
    }
    return false;
  }

  async #read(sha256: string, bytes: number): Promise<string | undefined> {
    const pieces: Buffer[] = [];
    try {
      for await (const piece of readSideFile(this.#files, this.#folder, sha256, bytes)) {
        pieces.push(piece);
      }
    } catch {
      return undefined; // missing or damaged: verification says so, and the record has the ends
    }
    return Buffer.concat(pieces).toString('utf8');
  }
}

/** A table from the canonical JSON of a side file. */
export function tableOf(
  text: string,
):
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }
  | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || !isTexts(value.columns) || !Array.isArray(value.rows)) return undefined;
  const rows: unknown[] = value.rows;
  return rows.every(isCells) ? { columns: value.columns, rows } : undefined;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(each => typeof each === 'string');
}

function isCells(value: unknown): value is (string | null)[] {
  return Array.isArray(value) && value.every(each => each === null || typeof each === 'string');
}
