import assert from 'node:assert/strict';
import { plainText } from '../../../src/runbook/markdown/titles.ts';

describe('a step’s title', () => {
  it('keeps what stands in a code span as it is, backslashes and stars too', () => {
    assert.equal(plainText('File store `\\\\fs01\\LyncShare`'), 'File store \\\\fs01\\LyncShare');
    assert.equal(plainText('Run ``a * b`` *now*'), 'Run a * b now');
  });

  it('loses its markup and escapes everywhere else', () => {
    assert.equal(plainText('[Copy](x.md) **all** \\*files\\*'), 'Copy all *files*');
  });
});
