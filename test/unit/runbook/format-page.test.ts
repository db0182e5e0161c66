import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attributeKeys } from '../../../src/runbook/attributes/step-attributes.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { variableTypes } from '../../../src/runbook/variables/value-types.ts';
import { bytesOf } from './samples.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/runbook-format.md'), 'utf8');

describe('the page on the format of runbooks', () => {
  it('lists every code that a diagnostic can have, and no other', () => {
    const sources = ['runbook-diagnostics.ts', 'runbook-sql-diagnostics.ts', 'front-matter.ts']
      .map(file => readFileSync(join(root, 'src/errors', file), 'utf8'))
      .join('\n');
    const codes = sources.matchAll(/(?:\b(?:error|warning)\(\s*|code: )'([a-z-]+)'/g);
    const listed = page.slice(page.indexOf('## Diagnostics\n')).matchAll(/^\| `([a-z-]+)` \|/gm);
    const inOrder = (found: Iterable<RegExpExecArray>): string[] =>
      [...new Set(Array.from(found, match => match[1] ?? ''))].sort();
    assert.deepEqual(inOrder(listed), inOrder(codes));
  });

  it('names every attribute and every type', () => {
    for (const name of [...attributeKeys, ...variableTypes]) {
      assert.match(page, new RegExp(`\`#?${name}\\b`), name);
    }
  });

  it('begins with a runbook in which nothing is found', () => {
    const [, example = ''] = /^````markdown\n([^]*?)^````$/m.exec(page) ?? [];
    const runbook = readRunbook(bytesOf(example), 'example.runbook.md');
    assert.deepEqual(runbook.diagnostics, []);
    assert.equal(runbook.steps.length, 3);
  });
});

describe('the shipped runbooks', () => {
  it('hold nothing that would be found', () => {
    const folder = join(root, 'notebooks');
    const files = readdirSync(folder).filter(name => name.endsWith('.runbook.md'));
    assert.ok(files.length > 0);
    for (const file of files) {
      const { diagnostics } = readRunbook(readFileSync(join(folder, file)), file);
      assert.deepEqual(diagnostics, [], file);
    }
  });
});
