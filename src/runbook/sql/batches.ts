import { repeatedBatch } from '../../errors/runbook.ts';
import { isBlank } from '../markdown/lines.ts';
import { sqlRegions, type SqlRegion } from './text.ts';

/** What goes to the server at once. */
export interface SqlBatch {
  readonly text: string;
  /** 1-based line of the step's text on which the batch begins. */
  readonly line: number;
}

/** A `GO` that is refused, 1-based place in the step's text. */
export interface RefusedGo {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

export interface SqlBatches {
  readonly batches: readonly SqlBatch[];
  /** `GO 5`, `GO;` and the like: they are no part of a batch. */
  readonly refused: readonly RefusedGo[];
}

const separator = /^[ \t]*(GO)[ \t]*(?:--.*)?$/iu;
const repeated = /^[ \t]*(GO(?:[ \t]*;|[ \t]+\d).*)$/iu;

/** Whether the regions say that a line begins in code, and not in a string or comment. */
class CodeFinder {
  readonly #regions: readonly SqlRegion[];
  #at = 0;

  constructor(regions: readonly SqlRegion[]) {
    this.#regions = regions;
  }

  /** To be asked with ascending offsets of line beginnings. */
  isCode(offset: number): boolean {
    while ((this.#regions[this.#at]?.end ?? Infinity) <= offset) this.#at++;
    const region = this.#regions[this.#at];
    return region === undefined || region.kind === 'code' || region.start === offset;
  }
}

function hasStatement(text: string): boolean {
  return sqlRegions(text).some(
    ({ kind, start, end }) =>
      kind !== 'comment' && !isBlank(text.slice(start, end).replace(/\n/g, '')),
  );
}

/**
 * Cuts the text of a SQL step (LF) at lines that hold nothing but `GO`, in any case, outside strings and
 * comments. Batches without a statement are left out.
 */
export function splitBatches(text: string): SqlBatches {
  const finder = new CodeFinder(sqlRegions(text));
  const batches: SqlBatch[] = [];
  const refused: RefusedGo[] = [];
  let lines: string[] = [];
  let first = 1;
  const close = (next: number): void => {
    const batch = lines.join('\n');
    if (hasStatement(batch)) batches.push({ text: batch, line: first });
    lines = [];
    first = next;
  };
  let offset = 0;
  text.split('\n').forEach((line, at) => {
    const code = /^[ \t]*go/iu.test(line) && finder.isCode(offset);
    const go = code ? repeated.exec(line) : null;
    if (go !== null) {
      const found = (go[1] ?? '').trimEnd();
      refused.push({ text: found, line: at + 1, column: line.indexOf(found) + 1 });
    }
    if (go !== null || (code && separator.test(line))) close(at + 2);
    else lines.push(line);
    offset += line.length + 1;
  });
  close(0);
  return { batches, refused };
}

/** The batches of a SQL step that is to be run. Throws a `Problem` (usage) for `GO` with a count. */
export function executableBatches(text: string): readonly SqlBatch[] {
  const { batches, refused } = splitBatches(text);
  const [first] = refused;
  if (first !== undefined) throw repeatedBatch(first.text, first);
  return batches;
}
