import assert from 'node:assert/strict';
import { asProblem, describeProblem, exitStatus, Problem } from '../../../src/errors/problem.ts';

describe('a problem told to the operator', () => {
  it('says what failed and where, their words, what changed, and what to do next, in that order', () => {
    const lines = describeProblem({
      code: 'SQL-OTHER-DATABASE',
      kind: 'failed',
      what: 'The backup is of another database: LcsLog, not LcsCDR.',
      where: 'be01.contoso.com\\rtc',
      theirs: [
        { source: 'SQL Server', number: 3154, severity: 16, state: 4, text: 'The backup set…' },
      ],
      changed: 'Nothing was changed. LcsCDR is ONLINE as before.',
      next: ['choose the right file', 'or restore under another name.'],
    });
    assert.deepEqual(lines, [
      'The backup is of another database: LcsLog, not LcsCDR. (be01.contoso.com\\rtc)',
      'SQL Server 3154, severity 16, state 4: The backup set…',
      'Nothing was changed. LcsCDR is ONLINE as before.',
      'Next: choose the right file',
      'or restore under another name.',
    ]);
  });

  it('takes an aborted wait for a cancellation and anything unknown for a defect of ours', () => {
    assert.equal(asProblem(new DOMException('stop', 'AbortError')).kind, 'cancelled');
    assert.equal(exitStatus[asProblem(new DOMException('stop', 'AbortError')).kind], 4);
    const defect = asProblem(new TypeError('x is undefined'));
    assert.equal(defect.code, 'INTERNAL');
    assert.match(describeProblem(defect.data).join('\n'), /x is undefined/);
    const known = new Problem({ code: 'A-B', kind: 'refused', what: 'No.' });
    assert.equal(asProblem(known), known);
  });
});
