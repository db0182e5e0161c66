import assert from 'node:assert/strict';
import type { RunEvent } from '../../../src/log/events.ts';
import { MemberLines } from '../../../src/run/member-lines.ts';

function output(server: string, text: string): Extract<RunEvent, { type: 'output' }> {
  return { type: 'output', step: 's', attempt: 1, server, stream: 'output', text };
}

describe('the lines of several servers', () => {
  it('come whole, each behind its server, however the servers’ words are mixed', () => {
    const lines = new MemberLines();
    lines.begin(['fe01.contoso.com', 'fe02.contoso.com']);
    assert.equal(lines.take(output('fe01.contoso.com', 'one ')), '');
    assert.equal(lines.take(output('fe02.contoso.com', 'two\nthree')), 'fe02 | two\n');
    assert.equal(lines.take(output('fe01.contoso.com', 'half\n')), 'fe01 | one half\n');
    assert.deepEqual(lines.rest('fe02.contoso.com'), [
      { stream: 'output', text: 'fe02 | three\n' },
    ]);
    assert.deepEqual(lines.rest('fe02.contoso.com'), []);
  });

  it('have whole names where short ones are the same', () => {
    const lines = new MemberLines();
    lines.begin(['fe01.paris.contoso.com', 'FE01.rome.contoso.com']);
    assert.equal(
      lines.take(output('fe01.paris.contoso.com', 'x\n')),
      'fe01.paris.contoso.com | x\n',
    );
  });

  it('are nothing to a step on one server', () => {
    const event = { type: 'output', step: 's', attempt: 1, stream: 'output', text: 'x' } as const;
    assert.equal(new MemberLines().take(event), undefined);
  });
});
