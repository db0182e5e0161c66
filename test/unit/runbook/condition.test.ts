import fc from 'fast-check';
import assert from 'node:assert/strict';
import {
  evaluateCondition,
  namesOf,
  parseCondition,
  readCondition,
} from '../../../src/runbook/attributes/condition.ts';
import { scopeOf } from './scope.ts';

const scope = scopeOf(
  {
    Server: 'SE01.contoso.com',
    Empty: '',
    Unset: undefined,
    No: 'False',
    SecretA: 'x',
    Two: 'a b',
  },
  { 'estate.centralManagement': 'se01.contoso.com' },
);

function holds(text: string): boolean {
  return evaluateCondition(parseCondition(text), scope);
}

function fault(text: string): string {
  const read = readCondition(text);
  return 'reason' in read ? `${read.reason} at ${read.start}: ${read.text}` : 'none';
}

describe('a condition', () => {
  it('compares values regardless of case', () => {
    assert.equal(holds('$Server == se01.CONTOSO.com'), true);
    assert.equal(holds('$server == ${estate.centralManagement}'), true);
    assert.equal(holds('${Server} != ${estate.centralManagement}'), false);
    assert.equal(holds('$Two == "A B"'), true);
    assert.equal(holds("$Two == 'a b'"), true);
    assert.equal(holds('"say ""x""" == \'say "x"\''), true);
    assert.equal(holds(String.raw`"\\bk01\x" == \\BK01\x`), true);
  });

  it('takes what has no value for the empty text, and a value alone for its presence', () => {
    assert.equal(holds('$Unset'), false);
    assert.equal(holds('$Unset == ""'), true);
    assert.equal(holds('${estate.nothing} == $Empty'), true);
    assert.equal(holds('$No'), false);
    assert.equal(holds('$Server'), true);
    assert.equal(holds('false'), false);
  });

  it('binds or loosest, then and, then not, then comparisons', () => {
    assert.equal(holds('a == a or a == b and a == c'), true);
    assert.equal(holds('(a == a or a == b) and a == c'), false);
    assert.equal(holds('not a == b'), true);
    assert.equal(holds('NOT a == a OR b == b'), true);
    assert.equal(holds('not not $Server'), true);
  });

  it('never compares a secret, and knows whether it has a value', () => {
    assert.equal(holds('$SecretA'), true);
    assert.throws(() => holds('$SecretA == x'), /cannot be compared/);
  });

  it('refuses a variable that is not declared', () => {
    assert.throws(() => holds('$Nope == x'), /\$Nope is not declared/);
  });

  it('is refused with the place where it goes wrong', () => {
    assert.equal(fault(''), 'empty at 0: ');
    assert.equal(fault('$A -eq b'), 'powershell at 3: -eq');
    assert.equal(fault('$A = b'), 'other-operator at 3: =');
    assert.equal(fault('$A && $B'), 'other-operator at 3: &&');
    assert.equal(fault('$A =='), 'operand-expected at 5: ');
    assert.equal(fault('$A b'), 'operator-expected at 3: b');
    assert.equal(fault('$A == b == c'), 'compared-twice at 8: ==');
    assert.equal(fault('($A == b'), 'unclosed-parenthesis at 0: (');
    assert.equal(fault('$A)'), 'operator-expected at 2: )');
    assert.equal(fault('$A == "b'), 'unclosed-text at 6: "');
    assert.equal(fault('${A == b'), 'bad-reference at 0: ${A == b');
    assert.equal(fault('$ == b'), 'bad-reference at 0: $');
    assert.throws(() => parseCondition('$A = b'), /write ==/);
    assert.equal(fault(`${'('.repeat(5000)}a`), 'too-deep at 200: (');
  });

  it('may be a chain of any length', () => {
    assert.equal(holds(`${'$Server and '.repeat(20_000)}not $No`), true);
    assert.equal(holds(`${'$Empty or '.repeat(20_000)}not $No`), true);
  });

  it('finds a fact through the value of a variable in its path', () => {
    const own = scopeOf({ S: 'se01.a.b' }, { 'estate.servers.se01.a.b.site': 'Paris' });
    const text = '${estate.servers.$S.site} == paris';
    assert.equal(evaluateCondition(parseCondition(text), own), true);
  });

  it('names its variables and facts with their places', () => {
    assert.deepEqual(
      namesOf(parseCondition('$A == b and not ${estate.x.y}')).map(({ kind, start, end }) => [
        kind,
        start,
        end,
      ]),
      [
        ['variable', 0, 2],
        ['fact', 16, 29],
      ],
    );
  });

  it('is evaluated as logic says, whatever its form', () => {
    interface Sample {
      readonly text: string;
      readonly value: boolean;
    }
    const leaf = fc.constantFrom<Sample>(
      { text: '$Server', value: true },
      { text: '$Empty', value: false },
      { text: 'a == A', value: true },
      { text: '$No == "x y"', value: false },
      { text: '$Server != x', value: true },
    );
    const { sample } = fc.letrec<{ sample: Sample }>(tie => ({
      sample: fc.oneof(
        { depthSize: 'small' },
        leaf,
        tie('sample').map(({ text, value }) => ({ text: `not (${text})`, value: !value })),
        fc
          .tuple(tie('sample'), tie('sample'))
          .map(([a, b]) => ({ text: `(${a.text}) and (${b.text})`, value: a.value && b.value })),
        fc
          .tuple(tie('sample'), tie('sample'))
          .map(([a, b]) => ({ text: `((${a.text})or(${b.text}))`, value: a.value || b.value })),
      ),
    }));
    fc.assert(
      fc.property(sample, ({ text, value }) => holds(text) === value),
      { numRuns: 1000 },
    );
  });

  it('never throws when it is read, and its faults lie inside the text', () => {
    const parts = fc.constantFrom(
      '$A',
      '${estate.b}',
      '${',
      '==',
      '!=',
      '(',
      ')',
      'and',
      ' ',
      '"',
      "'",
      'not',
      'x',
      '-eq',
      '$',
      '}',
      '\\',
    );
    fc.assert(
      fc.property(
        fc.array(parts).map(all => all.join('')),
        text => {
          const read = readCondition(text);
          if ('reason' in read) assert.ok(read.start >= 0 && read.end <= text.length);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
