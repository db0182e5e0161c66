import fc from 'fast-check';
import assert from 'node:assert/strict';
import {
  editAttributes,
  formatAttribute,
  readInfo,
} from '../../../src/runbook/attributes/info-string.ts';
import { readStepAttributes } from '../../../src/runbook/attributes/step-attributes.ts';
import { formatDuration, parseDuration } from '../../../src/runbook/durations.ts';

function pairs(info: string): (readonly [string, string | true])[] {
  return readInfo(info).attributes.map(({ key, value }) => [key, value ?? true] as const);
}

function faults(info: string): string[] {
  return readInfo(info).faults.map(({ kind, text }) => `${kind}: ${text}`);
}

describe('the attributes of an info string', () => {
  it('are an id, values, quoted values and flags, in order', () => {
    assert.deepEqual(
      pairs('step {#restore-cdr requires=verify-cdr,seal confirm when="$A == \'b c\'"}'),
      [
        ['id', 'restore-cdr'],
        ['requires', 'verify-cdr,seal'],
        ['confirm', true],
        ['when', "$A == 'b c'"],
      ],
    );
    assert.deepEqual(pairs('powershell{.numberLines}'), [['.numberLines', true]]);
    assert.deepEqual(pairs('sql'), []);
    assert.deepEqual(pairs('sql {}'), []);
  });

  it('may have quotes, backslashes, braces and references in their values', () => {
    assert.deepEqual(
      pairs(String.raw`step {a="x \"y\" \\ \z" b='\\bk01\x ''q''' c=${'${estate.a}'}}`),
      [
        ['a', String.raw`x "y" \ \z`],
        ['b', String.raw`\\bk01\x 'q'`],
        ['c', '${estate.a}'],
      ],
    );
    assert.deepEqual(pairs('step {a="}" b=1}'), [
      ['a', '}'],
      ['b', '1'],
    ]);
    assert.deepEqual(pairs('step {a="" b=}'), [
      ['a', ''],
      ['b', ''],
    ]);
  });

  it('are reported where they cannot be read, and the others are kept', () => {
    assert.deepEqual(faults('step {#a confirm'), ['unclosed-brace: {']);
    assert.deepEqual(faults('step {a="b c}'), ['unclosed-quote: a="b', 'stray: c'].slice(0, 1));
    assert.deepEqual(faults('step {# confirm}'), ['empty-id: #']);
    assert.deepEqual(faults('step {a = b}'), ['stray: =']);
    assert.deepEqual(faults('step linenos {#a} more'), ['outside: linenos', 'outside: more']);
    assert.deepEqual(pairs('step {a="b"c d}'), [['d', true]]);
  });

  it('have exact places in the file', () => {
    const read = readStepAttributes('step {#a timeout=5m  when="$X == y"}', { line: 7, column: 4 });
    assert.deepEqual(
      read.attributes.all.map(({ key, range }) => [key, range.start.column]),
      [
        ['id', 10],
        ['timeout', 13],
        ['when', 25],
      ],
    );
    assert.deepEqual(read.rangeInValue('when', 6, 7), {
      start: { line: 7, column: 37 },
      end: { line: 7, column: 38 },
    });
  });

  it('come back from any value that is written', () => {
    const values = fc.string({ unit: 'grapheme' }).map(text => text.replace(/[\r\n\0]/g, ' '));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b-c', 'when'), values)), all => {
        const info = `step {${all.map(([key, value]) => formatAttribute(key, value)).join(' ')}}`;
        assert.deepEqual(pairs(info), all);
        assert.deepEqual(readInfo(info).faults, []);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('editing attributes', () => {
  it('changes only what is needed', () => {
    const info = "step  {#a  when='x'   confirm .cls}";
    assert.equal(
      editAttributes(info, { timeout: '5m' }),
      "step  {#a  when='x'   confirm .cls timeout=5m}",
    );
    assert.equal(editAttributes(info, { when: 'y z' }), 'step  {#a  when="y z"   confirm .cls}');
    assert.equal(editAttributes(info, { when: 'x' }), info);
    assert.equal(editAttributes(info, { confirm: undefined }), "step  {#a  when='x' .cls}");
    assert.equal(editAttributes(info, { id: 'b' }), "step  {#b  when='x'   confirm .cls}");
    assert.equal(editAttributes(info, { id: undefined }), "step  {when='x'   confirm .cls}");
  });

  it('adds and removes the braces', () => {
    assert.equal(editAttributes('sql', { confirm: true }), 'sql {confirm}');
    assert.equal(editAttributes('sql {confirm}', { confirm: undefined }), 'sql');
    assert.equal(editAttributes('sql {confirm}', { id: 'x' }), 'sql {#x confirm}');
    assert.equal(editAttributes('sql {}', { id: 'x' }), 'sql {#x}');
    assert.equal(editAttributes('sql linenos', { id: 'x' }), 'sql linenos {#x}');
  });

  it('leaves one of an attribute that stood there twice', () => {
    assert.equal(editAttributes('step {a=1 b a=2}', { a: '3' }), 'step {b a=3}');
  });

  it('is read back as it was meant, and leaves the others alone', () => {
    const keys = fc.constantFrom('id', 'when', 'confirm', 'x');
    const value = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map(text => text.replace(/\s/g, ' '));
    const change = fc.oneof(value, fc.constant(true as const), fc.constant(undefined));
    fc.assert(
      fc.property(
        fc.dictionary(keys, fc.oneof(value, fc.constant(true as const))),
        keys,
        change,
        (first, key, next) => {
          fc.pre(first.id !== true && !(key === 'id' && next === true));
          const info = editAttributes('step', first);
          const edited = Object.fromEntries(pairs(editAttributes(info, { [key]: next })));
          const wanted = Object.entries({ ...first, [key]: next });
          const left = wanted.filter(([, written]) => written !== undefined);
          assert.deepEqual(edited, Object.fromEntries(left));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('what attributes mean', () => {
  const read = (info: string): ReturnType<typeof readStepAttributes> =>
    readStepAttributes(info, { line: 1, column: 4 });
  const codes = (info: string): string[] => read(info).diagnostics.map(({ code }) => code);

  it('is understood', () => {
    const { attributes, id, diagnostics } = read(
      'step {#a target=$Server requires="b, c" when=$X confirm timeout=1h30m on-error=retry:3 expect=250ms rolling throttle=16}',
    );
    assert.deepEqual(diagnostics, []);
    assert.equal(id, 'a');
    const { all, ...rest } = attributes;
    assert.equal(all.length, 10);
    assert.deepEqual(rest, {
      target: '$Server',
      requires: ['b', 'c'],
      when: '$X',
      confirm: true,
      timeoutMs: 5_400_000,
      onError: { kind: 'retry', times: 3 },
      expectMs: 250,
      rolling: true,
      throttle: 16,
    });
    assert.equal(read('step {confirm=false}').attributes.confirm, false);
    assert.deepEqual(read('step').attributes.onError, { kind: 'stop' });
    assert.equal(read('step').attributes.rolling, false);
  });

  it('is refused with what would be right', () => {
    assert.deepEqual(codes('step {timeout=5x}'), ['attribute-value']);
    assert.deepEqual(codes('step {timeout=0s}'), ['attribute-value']);
    assert.deepEqual(codes('step {timeout}'), ['attribute-value']);
    assert.deepEqual(codes('step {on-error=retry:0}'), ['attribute-value']);
    assert.deepEqual(codes('step {on-error=ignore}'), ['attribute-value']);
    assert.deepEqual(codes('step {confirm=maybe}'), ['attribute-value']);
    assert.deepEqual(codes('step {requires="a,b c!"}'), ['attribute-value']);
    assert.deepEqual(codes('step {#1st}'), ['step-id']);
    assert.deepEqual(codes('step {#a #b}'), ['duplicate-attribute']);
    assert.deepEqual(codes('step {#a confirm confirm}'), ['duplicate-attribute']);
    const [unknown] = read('step {timout=5m}').diagnostics;
    assert.equal(unknown?.severity, 'error');
    assert.equal(unknown.fix, 'timeout');
    assert.equal(read('step {timout=5m}').attributes.all[0]?.key, 'timout');
  });

  it('keeps confirm on when its value cannot be read: asking once too often does no harm', () => {
    assert.equal(read('step {confirm=yes}').attributes.confirm, true);
  });
});

describe('a duration', () => {
  it('is whole numbers with units, the larger first', () => {
    assert.equal(parseDuration('90s'), 90_000);
    assert.equal(parseDuration('1h30m'), 5_400_000);
    assert.equal(parseDuration('5m250ms'), 300_250);
    assert.equal(parseDuration('2d'), 172_800_000);
    for (const bad of ['', '5', 's', '5 m', '30m1h', '1.5h', '-5s', '5M', '99999d', '5sec']) {
      assert.equal(parseDuration(bad), undefined, bad);
    }
  });

  it('is written so that it is read the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), ms => {
        assert.equal(parseDuration(formatDuration(ms)), ms);
      }),
    );
  });
});
