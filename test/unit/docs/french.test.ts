import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

function values(file: string): string[] {
  const contents: unknown = JSON.parse(readFileSync(file, 'utf8'));
  assert.ok(typeof contents === 'object' && contents !== null);
  return Object.values(contents).map(String);
}

/** Lines of a Markdown file that are prose: no fence, no front matter. */
function prose(file: string): string[] {
  const text = readFileSync(file, 'utf8')
    .replace(/^---\n[^]*?\n---\n/u, '')
    .replaceAll(/^(`{3,})[^\n]*\n[^]*?^\1$/gmu, '');
  return text.split('\n').filter(line => !/^(?:\||\[\^|\s*<)/u.test(line));
}

/** What is no French: code, quoted words of a file, links, placeholders. */
function withoutCode(text: string): string {
  return text
    .replaceAll(/`[^`]*`|"[^"]*"|\]\([^)]*\)|\{[^}]*\}|\([a-z-]+: [a-z-]+[^)]*\)/gu, 'x')
    .replaceAll(/\b(?:variables|kind|shell): ?/gu, 'x ');
}

/** A sign of two parts without the space that keeps it on the line, or a straight apostrophe. */
function faults(text: string): string[] {
  const plain = withoutCode(text);
  const wrong = [
    ...plain.matchAll(/\S*(?<!\u202F)[;?!»](?=\s|$)/gu),
    ...plain.matchAll(/\S*(?<!\u00A0):(?=\s|$)/gu),
    ...plain.matchAll(/«(?!\u202F)\S*/gu),
    ...plain.matchAll(/\p{L}'\p{L}\S*/gu),
  ];
  return wrong.map(([found]) => `${found} in: ${text}`);
}

function markdownIn(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith(ending))
    .map(name => join(folder, name));
}

describe('French texts', () => {
  it('set signs of two parts and apostrophes as French does, in the program', () => {
    const all = ['l10n/bundle.l10n.fr.json', 'package.nls.fr.json'].flatMap(values);
    assert.ok(all.length > 1000);
    assert.deepEqual(all.flatMap(faults), []);
  });

  for (const [folder, ending] of [
    ['media/walkthrough', '.nls.fr.md'],
    ['notebooks/fr', '.runbook.md'],
  ] as const) {
    it(`and in ${folder}`, () => {
      const files = markdownIn(folder, ending);
      assert.ok(files.length > 0);
      assert.deepEqual(files.flatMap(prose).flatMap(faults), []);
    });
  }
});
