import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { runbookLinter } from '../../../src/compose/linting.ts';
import type { Diagnostic } from '../../../src/errors/diagnostic.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { applyFix } from './fixes.ts';

function pasted(text: string): Diagnostic[] {
  const runbook = readRunbook(new TextEncoder().encode(text), 'a.runbook.md');
  return runbookLinter()
    .lint(runbook)
    .filter(({ code }) => code === 'pasted-character');
}

function cell(language: string, text: string): string {
  return `\`\`\`${language} {#a}\n${text}\n\`\`\`\n`;
}

function mended(text: string): string {
  const fixable = pasted(text).filter(({ fix }) => fix !== undefined);
  return [...fixable].reverse().reduce(applyFix, text);
}

describe('Characters of a word processor', () => {
  it('are mended where they stand for those of the keyboard', () => {
    const mends: readonly (readonly [language: string, written: string, meant: string])[] = [
      ['powershell', 'Get–CsPool ‑Identity x', 'Get-CsPool -Identity x'],
      ['powershell', 'Lync\\Get‒CsPool | Sort−Object', 'Lync\\Get-CsPool | Sort-Object'],
      ['sql', 'SELECT ‘a’ –– “b”', 'SELECT \'a\' -- "b"'],
      ['step', 'check:\n  dns: {name: “$Pool”}', 'check:\n  dns: {name: "$Pool"}'],
      ['step', 'copy-files:\n  from: „C:\\a b“', "copy-files:\n  from: 'C:\\a b'"],
      ['step', 'check:\n\u00A0\u00A0dns:\u00A0x', 'check:\n  dns:\u00A0x'],
      ['step', 'check:\n  dns:\u00A0x', 'check:\n  dns: x'],
    ];
    for (const [language, written, meant] of mends) {
      assert.equal(mended(cell(language, written)), cell(language, meant), written);
    }
    assert.equal(
      mended('```sql {#a target=“be01.contoso.com\\rtc” when=‘$A’}\nSELECT 1\n```\n'),
      '```sql {#a target=“be01.contoso.com\\rtc” when="$A"}\nSELECT 1\n```\n',
      'a backslash would be an escape in the quotation marks of the fix',
    );
    assert.equal(
      mended(`---\nvariables:\n  A: { default: “x” }\n---\n${cell('sql', 'SELECT @A')}`),
      `---\nvariables:\n  A: { default: "x" }\n---\n${cell('sql', 'SELECT @A')}`,
    );
  });

  it('stay where they are text, or where the reader takes them for those of the keyboard', () => {
    const right: readonly (readonly [language: string, text: string])[] = [
      ['powershell', 'Get-CsPool –Identity “x” —Verbose ‘y’ „z“'],
      ['powershell', 'Get-CsPool\u00A0-Identity\u00A0x'],
      ['powershell', '$a = 5 – 3 # – ‘x’ – ‑y\n"a – b «c» ‑d" | Write-Output'],
      ['powershell', 'function Get–Mine { 1 }\nGet–Mine'],
      ['powershell', "Write-Output 'a ‑b' \"‑c\" x‑y @'\n‑z «q»\n'@"],
      ['sql', 'SELECT N\'‘a’ – “b”\', [c – «d»], "e ‘f’" -- – ‘g’\n/* “h” – */'],
      ['sql', 'SELECT\u00A01'],
      ['step', 'manual:\n  instruction: Say “yes” – now'],
      ['step', 'manual:\n  instruction: “Call the vendor”'],
      ['step', 'manual:\n  instruction: |\n    Appuyer sur « Oui » : c’est tout\u00A0!\n'],
      ['step', 'manual:\n  instruction: "Say: “yes”"'],
    ];
    for (const [language, text] of right) {
      assert.deepEqual(pasted(cell(language, text)), [], text);
    }
    assert.deepEqual(pasted('---\ntitle: “A title of words”\n---\n\n“Prose” – all of it\n'), []);
  });

  it('are gone from a runbook after its fixes, as far as one is offered', () => {
    const text = readFileSync('test/fixtures/runbooks/wrong/pasted.runbook.md', 'utf8');
    const left = pasted(mended(text)).map(({ line, fix }) => [line, fix]);
    assert.deepEqual(left, [
      [17, undefined],
      [40, ' '],
      [50, undefined],
    ]);
  });
});
