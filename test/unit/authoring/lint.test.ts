import assert from 'node:assert/strict';
import { filePosition, lintRunbook } from '../../../src/authoring/lint.ts';
import type { Diagnostic } from '../../../src/errors/diagnostic.ts';
import { readRunbook } from '../../../src/runbook/read.ts';

const text = '# A\n\n  ```step {#a when="$Nope"}\n  one: 1\n  two: 2\n  ```\n';
const runbook = readRunbook(new TextEncoder().encode(text), 'a.runbook.md');

describe('linting a runbook', () => {
  it('joins its own findings with those of the checkers, in the order of the file', () => {
    const found = lintRunbook(runbook, [
      (step): Diagnostic[] => {
        const { line, column } = filePosition(step, 2, 1);
        const range = { line, column, endLine: line, endColumn: column + 3 };
        return [{ code: 'extra', severity: 'warning', message: 'two', ...range }];
      },
      (): Diagnostic[] => [...runbook.diagnostics],
    ]);
    assert.deepEqual(
      found.map(({ code, line, column }) => [code, line, column]),
      [
        ['unknown-variable', 3, 21],
        ['extra', 5, 3],
      ],
    );
    const { line, column } = found[1] ?? { line: 0, column: 0 };
    assert.equal(text.split('\n')[line - 1]?.slice(column - 1, column + 2), 'two');
  });
});
