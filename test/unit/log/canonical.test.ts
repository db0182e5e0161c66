import canonicalize from 'canonicalize';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { canonicalText, isCanonical } from '../../../src/log/chain/canonical.ts';

describe('canonical JSON', () => {
  it('orders keys by UTF-16 units, not by code points', () => {
    const text = canonicalText({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '😂': 5, '\u0080': 6 });
    assert.equal(text, '{"\\r":2,"1":4,"\u0080":6,"\u20ac":1,"😂":5,"\ufb33":3}');
  });

  it('orders keys that look like numbers as text', () => {
    assert.equal(canonicalText({ 9: 'a', 10: 'b' }), '{"10":"b","9":"a"}');
  });

  it('writes numbers as RFC 8785 shows them', () => {
    const shown: readonly (readonly [number, string])[] = [
      [0, '0'],
      [-0, '0'],
      [5e-324, '5e-324'],
      [-5e-324, '-5e-324'],
      [1.7976931348623157e308, '1.7976931348623157e+308'],
      [9007199254740992, '9007199254740992'],
      [295147905179352830000, '295147905179352830000'],
      [9.999999999999997e22, '9.999999999999997e+22'],
      [1e23, '1e+23'],
      [0.000001, '0.000001'],
      [1e-7, '1e-7'],
      [1 / 3, '0.3333333333333333'],
      [1e21, '1e+21'],
    ];
    for (const [number, text] of shown) assert.equal(canonicalText([number]), `[${text}]`);
  });

  it('escapes control characters only, in the shortest form', () => {
    assert.equal(
      canonicalText('\u20ac$\u000F\nA\'B"\\/\u2028\u007f'),
      '"€$\\u000f\\nA\'B\\"\\\\/\u2028\u007f"',
    );
  });

  it('refuses what has no canonical form', () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { a: '\udc00' }, loop]) {
      assert.throws(() => canonicalText(value));
    }
    assert.throws(() => canonicalText(undefined));
  });

  it('leaves out members without a value', () => {
    assert.equal(canonicalText({ a: undefined, b: 1 }), '{"b":1}');
  });

  it('writes the same as the reference for any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), value => {
        assert.equal(canonicalText(value), canonicalize(value));
      }),
    );
  });

  it('knows a canonical text from any other text of the same value', () => {
    const others = [
      '{"b":1,"a":2}',
      '{"a": 2,"b":1}',
      '{"a":2.0,"b":1}',
      '{"a":2,"a":2,"b":1}',
      '{"\\u0061":2,"b":1}',
      '{"a":2,"b":1} ',
      '{"9":1,"10":2}',
      '-0',
      '1e2',
      '"\\u00e9"',
      '"\\ud800"',
      '"\\/"',
    ];
    for (const text of others) assert.equal(isCanonical(text, JSON.parse(text)), false, text);
    for (const text of ['{"a":2,"b":1}', '{"10":2,"9":1}', '"é"', '{"__proto__":1}', 'null']) {
      assert.equal(isCanonical(text, JSON.parse(text)), true, text);
    }
  });

  it('accepts its own text for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), value => {
        const text = canonicalText(value);
        assert.ok(isCanonical(text, JSON.parse(text)));
      }),
    );
  });
});
