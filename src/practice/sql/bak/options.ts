import { evaluateAlone } from '../engine/expressions/bind.ts';
import { notSupported, sqlError } from '../engine/messages/sql-error.ts';
import type { Execution } from '../engine/sessions/execution.ts';
import type { Expression } from '../language/ast.ts';
import type { StatementOption } from '../language/statements.ts';
import { convert, textOf } from '../values/convert.ts';
import { unixMs } from '../values/moment.ts';
import { datetimeType, intType, isMomentValue } from '../values/types.ts';

/** The options of one BACKUP or RESTORE, by name. */
export class Options {
  readonly #execution: Execution;
  readonly #options: readonly StatementOption[];

  /** Throws 3031 for options that exclude each other, and says which ones are not played here. */
  constructor(
    execution: Execution,
    options: readonly StatementOption[],
    unsupported: readonly string[],
  ) {
    this.#execution = execution;
    this.#options = options;
    const refused = options.find(option => unsupported.includes(option.name));
    if (refused !== undefined) throw notSupported(`WITH ${refused.name}`, refused.line);
    this.#checkSizes();
    for (const [a, b] of exclusive)
      if (this.has(a) && this.has(b)) throw sqlError(3031, a.toLowerCase(), b.toLowerCase());
  }

  /** Sizes that no device takes; they would be passed over otherwise, for nothing is read or written by them. */
  #checkSizes(): void {
    const block = this.number('BLOCKSIZE');
    if (block !== undefined && !blockSizes.has(block)) throw notSupported(`BLOCKSIZE = ${block}`);
    const most = this.number('MAXTRANSFERSIZE');
    if (most !== undefined && (most < 65_536 || most > 4_194_304 || most % 65_536 !== 0))
      throw notSupported(`MAXTRANSFERSIZE = ${most}`);
  }

  has(name: string): boolean {
    return this.#options.some(option => option.name === name);
  }

  #value(name: string): Expression | undefined {
    return this.#options.find(option => option.name === name)?.value;
  }

  text(name: string): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const found = evaluateAlone(this.#execution, value);
    return textOf(found.value, found.type);
  }

  number(name: string): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const found = evaluateAlone(this.#execution, value);
    return Number(convert(found.value, found.type, intType));
  }

  /** ms since 1970. */
  time(name: string): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const found = evaluateAlone(this.#execution, value);
    const moment = convert(found.value, found.type, datetimeType);
    return isMomentValue(moment) ? unixMs(moment) : undefined;
  }

  /** MOVE: logical names and where they go. */
  moves(): { logical: string; path: string }[] {
    const text = (expression: Expression | undefined): string => {
      if (expression === undefined) return '';
      const found = evaluateAlone(this.#execution, expression);
      return textOf(found.value, found.type);
    };
    return this.#options
      .filter(option => option.name === 'MOVE')
      .map(option => ({ logical: text(option.value), path: text(option.to) }));
  }

  /** Percent between two progress messages; undefined without STATS. */
  get stats(): number | undefined {
    if (!this.has('STATS')) return undefined;
    return Math.min(100, Math.max(1, this.number('STATS') ?? 10));
  }
}

const blockSizes = new Set([512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]);

const exclusive: readonly (readonly [string, string])[] = [
  ['RECOVERY', 'NORECOVERY'],
  ['INIT', 'NOINIT'],
  ['FORMAT', 'NOFORMAT'],
  ['COMPRESSION', 'NO_COMPRESSION'],
  ['CHECKSUM', 'NO_CHECKSUM'],
  ['COPY_ONLY', 'DIFFERENTIAL'],
];
