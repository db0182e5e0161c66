import assert from 'node:assert/strict';
import { runbookLinter } from '../../../src/compose/linting.ts';
import { readRunbook } from '../../../src/runbook/read.ts';

const linter = runbookLinter();
const wrong = 'Get-CsPol';

/** The part of the file that each finding of a code covers, as an editor would select it. */
function covered(file: string, code: string): string[] {
  const lines = file.replace(/^\uFEFF/u, '').split(/\r\n|\r|\n/u);
  return linter
    .lint(readRunbook(new TextEncoder().encode(file), 'a.runbook.md'))
    .filter(found => found.code === code)
    .map(({ line, column, endLine, endColumn }) => {
      assert.equal(line, endLine);
      return lines[line - 1]?.slice(column - 1, endColumn - 1) ?? '';
    });
}

const files: readonly (readonly [string, string])[] = [
  ['plain', `# A\n\n\`\`\`powershell\n${wrong}\n\`\`\`\n`],
  ['a mark at the beginning', `\uFEFF\`\`\`powershell\n${wrong}\n\`\`\`\n`],
  ['tabs', `\`\`\`powershell\n\t$x =\t${wrong}\n\`\`\`\n`],
  ['emoji, accents and signs of two units', `\`\`\`powershell\n"😀é𝔸" + (${wrong})\n\`\`\`\n`],
  ['an indented fence', `   \`\`\`powershell\n   $x = 1\n   ${wrong}\n   \`\`\`\n`],
  ['tildes', `~~~powershell {#a}\n${wrong}\n~~~\n`],
  ['five marks, and four inside', `\`\`\`\`\`powershell {#a}\n# \`\`\`\`\n${wrong}\n\`\`\`\`\`\n`],
  ['an alias and attributes', `\`\`\`ps1 {#a timeout=5m key="a } b"}\n${wrong}\n\`\`\`\n`],
  ['upper case', `\`\`\`PowerShell\n${wrong}\n\`\`\`\n`],
  ['front matter', `---\ntitle: A\n---\n\n\`\`\`powershell\n${wrong}\n\`\`\`\n`],
  ['empty front matter', `---\n---\n\`\`\`powershell\n${wrong}\n\`\`\`\n`],
  ['no end of the last line', `\`\`\`powershell\n${wrong}\n\`\`\``],
  ['a fence that is not closed', `\`\`\`powershell\n${wrong}`],
  ['a list before it', `- a\n- b\n\n\`\`\`powershell\n${wrong}\n\`\`\`\n`],
];

describe('The place of a finding', () => {
  for (const [what, text] of files) {
    it(`is exact with ${what}, in LF, CRLF and CR`, () => {
      for (const end of ['\n', '\r\n', '\r']) {
        const file = text.replaceAll('\n', end);
        assert.deepEqual(covered(file, 'cs-unknown-cmdlet'), [wrong], JSON.stringify(file));
      }
    });
  }

  it('is exact where lines end in different ways', () => {
    const file = `# A\r\n\n\`\`\`powershell\r\n$x = 1\n${wrong}\r\n\`\`\`\n`;
    assert.deepEqual(covered(file, 'cs-unknown-cmdlet'), [wrong]);
  });

  it('is exact in attributes, front matter and typed steps', () => {
    const file =
      '---\ntitle: "é😀"\nvariables:\n  A: { type: serfer }\n---\n\n' +
      '  ~~~~step {#a requires=nowhere}\n  check:\n    dns:\n      nam: x\n  ~~~~\n';
    for (const end of ['\n', '\r\n']) {
      const text = file.replaceAll('\n', end);
      assert.deepEqual(covered(text, 'variable-type'), ['serfer']);
      assert.deepEqual(covered(text, 'unknown-step'), ['nowhere']);
      assert.deepEqual(covered(text, 'step-unknown-key'), ['nam']);
    }
  });

  it('is that of the fence, where a step in a list or quotation is not executed', () => {
    for (const text of [
      `1. a\n\n   \`\`\`powershell\n   ${wrong}\n   \`\`\`\n`,
      `> \`\`\`powershell\n> ${wrong}\n> \`\`\`\n`,
    ]) {
      assert.deepEqual(covered(text, 'cs-unknown-cmdlet'), []);
      assert.deepEqual(covered(text, 'nested-step'), ['```powershell']);
    }
  });
});
