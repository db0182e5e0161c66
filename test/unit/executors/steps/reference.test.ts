import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkCell } from '../../../../src/executors/steps/check-step.ts';
import { checkKinds } from '../../../../src/executors/steps/checks/registry.ts';
import { actionsReference } from '../../../../src/executors/steps/reference.ts';
import { stepActions } from '../../../../src/executors/steps/registry.ts';
import { keyFacts, type KeyFacts } from '../../../../src/executors/steps/schema-facts.ts';

const actions = stepActions();

function everyKey(keys: readonly KeyFacts[]): KeyFacts[] {
  return keys.flatMap(key => [key, ...everyKey(key.keys)]);
}

describe('the reference of the step language', () => {
  it('is current in docs/actions.md (node scripts/actions-reference.mjs writes it)', () => {
    const written = readFileSync(new URL('../../../../docs/actions.md', import.meta.url), 'utf8');
    assert.equal(written, actionsReference(actions));
  });

  it('has an example for each action that is right', () => {
    for (const { name, example } of actions) {
      assert.deepEqual(checkCell(example, actions), [], name);
      assert.ok(example.startsWith(`${name}:`), name);
    }
  });

  it('describes every key of every action', () => {
    for (const { name, schema } of actions) {
      for (const key of everyKey(keyFacts(schema))) {
        assert.notEqual(key.description, '', `${name} ${key.key}`);
      }
    }
  });

  it('has each action and each kind of check once', () => {
    const names = [...actions.map(one => one.name), ...checkKinds().map(one => one.kind)];
    assert.equal(new Set(names).size, names.length);
    const text = actionsReference(actions);
    for (const name of names) {
      assert.equal(text.split(new RegExp(`^#+ \`${name}\`$`, 'mu')).length, 2, name);
    }
  });

  it('has no column that a key could break', () => {
    const rows = actionsReference(actions)
      .split('\n')
      .filter(line => line.startsWith('|'));
    for (const row of rows) assert.equal(row.match(/(?<!\\)\|/gu)?.length, 5, row);
  });
});
