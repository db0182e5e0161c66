import fc from 'fast-check';
import assert from 'node:assert/strict';
import { OutputWindow } from '../../../src/ui/run/output-window.ts';

function lines(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('');
}

describe('What a cell shows of a long output', () => {
  it('is all of it while it fits', () => {
    const window = new OutputWindow(10);
    assert.equal(window.add(lines(1, 10)), lines(1, 10));
    assert.equal(window.cut, false);
    assert.deepEqual(window.end(), { tail: '', hiddenLines: 0 });
  });

  it('is its first lines as they come and its last 40 at the end', () => {
    const window = new OutputWindow(5);
    assert.equal(window.add(lines(1, 1000)), lines(1, 5));
    assert.equal(window.heldLines, 995);
    assert.deepEqual(window.end(), { tail: lines(961, 1000), hiddenLines: 955 });
  });

  it('keeps a line whole that comes in pieces', () => {
    const window = new OutputWindow(2);
    assert.equal(window.add('one '), 'one ');
    assert.equal(window.add('line\ntwo'), 'line\ntwo');
    assert.equal(window.add('\nthr'), '\n');
    assert.equal(window.add('ee'), '');
    assert.deepEqual(window.end(), { tail: 'three\n', hiddenLines: 0 });
  });

  it('cuts a line of a million characters and says so', () => {
    const window = new OutputWindow(5);
    const shown = window.add(`${'x'.repeat(1_000_000)}\nnext\n`);
    assert.ok(shown.length < 3000);
    assert.match(shown, /x …\nnext\n$/);
  });

  it('holds no more than the tail, however much comes and in whatever pieces', () => {
    const anything = fc.array(fc.stringMatching(/^[a\n]{0,50}$/), { maxLength: 60 });
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 20 }), (parts, most) => {
        const window = new OutputWindow(most);
        const shown = parts.map(part => window.add(part)).join('');
        const whole = parts.join('');
        assert.ok(whole.startsWith(shown));
        const { tail, hiddenLines } = window.end();
        assert.ok(tail.split('\n').length <= 41);
        if (hiddenLines === 0)
          assert.equal((shown + tail).replace(/\n$/, ''), whole.replace(/\n$/, ''));
      }),
    );
  });
});
