import * as l10n from '@vscode/l10n';
import type { StepOutput } from '../../../runbook/execution.ts';

/** Rows of a result set that are handed on as a table. */
export const mostRows = 200;
/** Widest column of the text form, before its cells push the others aside. */
const widest = 60;

type Row = readonly (string | null)[];

const cell = (value: string | null): string =>
  (value ?? 'NULL').replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\t', '\\t');

/** Turns result sets into tables; what is longer than a table goes on as text, whole, as it comes. */
export class ResultTables {
  readonly #output: StepOutput;
  #columns: readonly string[] | undefined;
  #rows: Row[] = [];
  #widths: readonly number[] = [];
  #count = 0;

  constructor(output: StepOutput) {
    this.#output = output;
  }

  /** A set begins; the one before ends. */
  begin(columns: readonly string[]): void {
    this.end();
    this.#columns = columns;
  }

  row(row: Row): void {
    this.#count += 1;
    if (this.#count <= mostRows) {
      this.#rows.push(row);
      return;
    }
    if (this.#count === mostRows + 1) this.#overflow();
    this.#line(row);
  }

  end(): void {
    const columns = this.#columns;
    if (columns !== undefined && this.#count <= mostRows) {
      this.#output.table({ columns, rows: this.#rows });
    }
    this.#columns = undefined;
    this.#rows = [];
    this.#count = 0;
  }

  /** The first rows become the table; then all of them are written as text. */
  #overflow(): void {
    const columns = this.#columns ?? [];
    const rows = this.#rows;
    this.#output.table({ columns, rows });
    this.#output.write(
      'information',
      `${l10n.t('The table shows the first {0} rows; all rows follow as text.', mostRows)}\n`,
    );
    this.#widths = columns.map((name, i) =>
      Math.min(
        widest,
        Math.max(cell(name).length, ...rows.map(row => cell(row[i] ?? null).length)),
      ),
    );
    this.#line(columns);
    for (const row of rows) this.#line(row);
    this.#rows = [];
  }

  #line(row: Row): void {
    const cells = row.map((value, i) => cell(value).padEnd(this.#widths[i] ?? 0));
    this.#output.write('output', `${cells.join('  ').trimEnd()}\n`);
  }
}
