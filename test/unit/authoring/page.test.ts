import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

/** Codes that a file of the error catalogue gives to its findings. */
function codesOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const codes = [
    ...text.matchAll(
      /'((?:cs|order|sql|plain|nothing|restore|destructive|pasted|undefined|unreachable)-[a-z-]+)'/gu,
    ),
  ];
  return codes.map(([, code]) => code ?? '');
}

describe('The page about writing runbooks', () => {
  it('names every code of the checks', () => {
    const page = readFileSync('docs/writing-runbooks.md', 'utf8');
    const rules = 'src/authoring/rules';
    const checks = 'src/authoring/cmdlets/checks';
    const files = [
      'src/errors/cmdlets.ts',
      'src/errors/runbook-rules.ts',
      ...[rules, checks].flatMap(folder =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter(name => name.endsWith('.ts'))
          .map(name => `${folder}/${name}`),
      ),
    ];
    const codes = new Set(files.flatMap(codesOf));
    const missing = [...codes].filter(
      code => code !== 'restore-database' && !page.includes(`| \`${code}\` |`),
    );
    assert.deepEqual(missing, []);
    assert.ok(codes.size > 25);
  });
});
