import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlCell } from '../../src/executors/sql/cells/cell.ts';
import { readRunbook } from '../../src/runbook/read.ts';
import type { VariableScope } from '../../src/runbook/variables.ts';

const folder = join(import.meta.dirname, '..', '..', 'notebooks');

/** A value that must be quoted wherever it goes. */
const awkward = 'It\'s "one" [and] a]b -- /* 会議 */ GO';

const scope: VariableScope = {
  variable: () => awkward,
  fact: () => awkward,
  has: () => true,
  names: () => [],
};

/** The batches of every SQL cell of the shipped runbooks, with values that are hard to quote. */
export function notebookStatements(): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.runbook.md'))
    .flatMap(name => {
      const file = join(folder, name);
      const { steps } = readRunbook(readFileSync(file), file);
      return steps
        .filter(step => step.language === 'sql')
        .flatMap(step => sqlCell(step, { scope }).batches.map(batch => batch.text));
    });
}
