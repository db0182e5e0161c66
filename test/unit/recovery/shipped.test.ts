import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { runbookLinter } from '../../../src/compose/linting.ts';
import { shippedRunbooks } from '../../../src/recovery/shipped/catalogue.ts';
import { readRunbook } from '../../../src/runbook/read.ts';

const files = readdirSync('notebooks').filter(name => name.endsWith('.runbook.md'));

function textOf(name: string): string {
  return readFileSync(`notebooks/${name}`, 'utf8').replaceAll('\r\n', '\n');
}

describe('Shipped recovery runbooks', () => {
  for (const { fileName, text } of shippedRunbooks()) {
    it(`${fileName} is what the parts of planned runbooks give (scripts/shipped-runbooks.mjs)`, () => {
      assert.equal(textOf(fileName), text);
      assert.doesNotMatch(text, /\.template|templateinstance/iu);
    });
  }

  it('are there for every procedure of the reference', () => {
    const wanted = [
      'recover-standard-edition-server',
      'recover-front-end',
      'recover-enterprise-pool',
      'recover-back-end',
      'recover-mirrored-back-end-primary',
      'recover-mirrored-back-end-mirror',
      'restore-response-groups',
      'recover-central-management-back-end',
      'recover-persistent-chat-server',
      'recover-director',
      'recover-mediation-server',
      'recover-edge-server',
      'recover-file-store',
      'recover-paired-pool',
      'recover-everything',
      'backup-everything',
      'backup-core-data',
    ];
    for (const name of wanted) assert.ok(files.includes(`${name}.runbook.md`), name);
  });

  for (const name of files.filter(file => /^recover-|^restore-response/u.test(file))) {
    it(`${name} begins with the preflight`, () => {
      const { steps } = readRunbook(new TextEncoder().encode(textOf(name)), name);
      const first = name === 'recover-everything.runbook.md' ? 'outside' : 'preflight';
      assert.equal(steps[0]?.id, first);
    });
  }

  it('link only runbooks that are there', () => {
    const links = textOf('recover-everything.runbook.md').matchAll(/\]\(([^)]+)\)/gu);
    for (const [, file = ''] of links) assert.ok(files.includes(file), file);
  });

  it('back up in one order: settings, locations, users, response groups, databases, files, certificates', () => {
    const { steps } = readRunbook(
      new TextEncoder().encode(textOf('backup-everything.runbook.md')),
      'x',
    );
    const order = [
      'export-configuration',
      'export-locations',
      'export-users',
      'export-response-groups',
      'call-records',
      'chat',
      'copy-file-stores',
      'certificates',
      'seal',
      'verify',
    ];
    const places = order.map(id => steps.findIndex(step => step.id === id));
    assert.ok(!places.includes(-1), places.join());
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  });

  it('name no cmdlet or parameter that the product lacks, and none of the known mistakes', () => {
    const linter = runbookLinter();
    for (const name of files) {
      const found = linter
        .lint(readRunbook(new TextEncoder().encode(textOf(name)), name))
        .filter(({ severity }) => severity === 'error');
      assert.deepEqual(found, [], name);
    }
  });
});
