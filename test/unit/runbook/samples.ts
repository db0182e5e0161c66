import fc from 'fast-check';
import { readDocument, writeDocument, type Cell } from '../../../src/runbook/markdown/document.ts';

/** Pieces of Markdown of which generated documents are put together, with LF line ends. */
const pieces = [
  '# A heading\n',
  'Setext heading\n===\n',
  'Some prose with `code`, **bold** and a trailing blank.  \nSecond line.\n',
  'Prose with a no-break\u00a0space and a line separator \u2028 inside.\n',
  '- a list\n- of two\n',
  '1. numbered\n\n   with a paragraph\n',
  '- item with a step\n\n  ```step\n  check:\n  ```\n',
  '> a quotation\n> ```powershell\n> Get-Date\n> ```\n',
  '    indented code\n',
  '\tcode after a tab\n',
  '<div>\n\n```sql\nSELECT 1\n```\n\n</div>\n',
  '<!-- a comment\n\n```step\nhidden: yes\n```\n-->\n',
  '<details>\ntext\n</details>\n',
  '```json\n{ "plain": "fence" }\n```\n',
  '~~~\nanother plain fence\n~~~\n',
  '```powershell\nGet-CsPool\n```\n',
  '```powershell {#one requires=two when="$A == \'b\'"}\nGet-Date\n\n"later"\n```\n',
  '~~~sql {#two}\nSELECT 1\nGO\n~~~\n',
  '`````step {#three confirm}\nmanual:\n  instruction: |\n    ```\n    not the end\n    ```\n`````\n',
  '   ```tsql\n   SELECT 1\n  SELECT 2\n SELECT 3\n   ```  \n',
  '```step\n```\t\n',
  '```PS1 {.class key="a \\"b\\""}   \n\n\n```\n',
  '| a | b |\n| --- | --- |\n| 1 | 2 |\n',
  '[ref]: https://example.com "title"\n',
  '***\n',
  '---\n',
  '\n',
  '\n\n\n',
  '  \t\n',
  'no blank line after\n',
];

const endings = [
  '```step\nnever: closed\n',
  '~~~powershell\nGet-Date\n\n\n',
  '```json\n{\n',
  '<!-- open\n',
  'last line',
  '```sql\nSELECT 1\n```',
  '\n\n',
  '',
];

const frontMatters = [
  '---\ntitle: A runbook\nvariables:\n  Server: { type: server }\n---\n',
  '---\ntitle: [broken\n---\n',
  '---\njust text\n---\n',
  '---\nopen: yes\n',
  '\n---\ntitle: too late\n---\n',
  '---\n# only a comment\n---\n\n\n',
];

/** Replaces line ends, one by one, by those that the function gives. */
function withLineEnds(text: string, end: (at: number) => string): string {
  let at = 0;
  return text.replaceAll('\n', () => end(at++));
}

/** Runbook files as text, of every kind of line end and Markdown that we know to be hard. */
export const runbookTexts: fc.Arbitrary<string> = fc
  .record({
    bom: fc.boolean(),
    front: fc.option(fc.constantFrom(...frontMatters), { nil: '', freq: 1 }),
    body: fc.array(fc.constantFrom(...pieces), { maxLength: 12 }),
    ending: fc.constantFrom(...endings),
    blankBetween: fc.boolean(),
    ends: fc.oneof(
      fc.constant(['\n']),
      fc.constant(['\r\n']),
      fc.constant(['\r']),
      fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 2, maxLength: 7 }),
    ),
  })
  .map(({ bom, front, body, ending, blankBetween, ends }) => {
    const text = front + body.join(blankBetween ? '\n' : '') + ending;
    return (bom ? '\uFEFF' : '') + withLineEnds(text, at => ends[at % ends.length] ?? '\n');
  });

/** Text that a person may type into a cell: hard for Markdown, for YAML and for fences. */
export const typedTexts: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      'Get-Date',
      '',
      '  indented',
      '```',
      '~~~~',
      '````',
      '   ```  ',
      '```json',
      '```step {#typed}',
      '<!--',
      '<div>',
      '<script>',
      '<pre>',
      '<?php',
      '<![CDATA[',
      '<!DOCTYPE',
      '- item',
      '  - nested',
      '1. one',
      '> quote',
      '---',
      '===',
      '# heading',
      '| a |',
      '\t',
      'title: x',
      '`',
      'é ✓ 𝕏',
    ),
    { maxLength: 6 },
  )
  .map(lines => lines.join('\n'));

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** What a file becomes when its cells are changed and saved. */
export function saved(text: string, change: (cells: Cell[]) => Cell[]): string {
  const document = readDocument(bytesOf(text), 'a.runbook.md');
  return textOf(writeDocument({ ...document, cells: change([...document.cells]) }));
}

export function cellsOf(text: string): readonly Cell[] {
  return readDocument(bytesOf(text), 'a.runbook.md').cells;
}

/** Language and text of the steps among cells. */
export function stepsOf(cells: readonly Cell[]): string[] {
  return cells
    .filter(cell => cell.kind === 'step')
    .map(cell => `${cell.languageId}: ${cell.text.replace(/\r\n?/g, '\n')}`);
}

/** Whether all of `some` stand in `all`, in this order. */
export function isSubsequence(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  for (const each of all) if (each === some[at]) at++;
  return at === some.length;
}
