import assert from 'node:assert/strict';
import { toWire, toWireRecord } from '../../../../src/executors/powershell/shell-values.ts';
import { Secret } from '../../../../src/runbook/variables.ts';

describe('A value on its way to PowerShell', () => {
  it('is marked, so that no map looks like a list or a secret', () => {
    assert.deepEqual(toWire({ s: 'not a secret', a: [1, null, true, { m: {} }] }), {
      m: { s: 'not a secret', a: { a: [1, null, true, { m: { m: { m: {} } } }] } },
    });
  });

  it('reveals a secret at this point only', () => {
    const secret = new Secret('P', 'geheim');
    assert.deepEqual(toWire([secret]), { a: [{ s: 'geheim' }] });
    assert.equal(JSON.stringify({ secret }), '{"secret":{"secret":"P"}}');
  });

  it('is null where it is not set', () => {
    assert.deepEqual(toWireRecord({ a: undefined, b: 'x' }), { a: null, b: 'x' });
  });
});
