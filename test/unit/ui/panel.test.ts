import assert from 'node:assert/strict';
import { isPanelMessage } from '../../../src/ui/panel.ts';

const answer = { decision: 'yes', text: '', typed: ['se01.contoso.com'], evidence: [] };

describe('A message from the panel renderer', () => {
  it('is taken when it is an answer or a known action', () => {
    assert.ok(isPanelMessage({ message: 'answer', id: 'x', answer }));
    assert.ok(isPanelMessage({ message: 'action', action: 'run-again', step: 'a' }));
  });

  it('is refused in any other shape', () => {
    const strange: unknown[] = [
      undefined,
      null,
      'run-again',
      {},
      { message: 'action', action: 'workbench.action.quit', step: 'a' },
      { message: 'action', action: 'run-again' },
      { message: 'answer', id: 7, answer },
      { message: 'answer', id: 'x', answer: { ...answer, typed: 'se01.contoso.com' } },
      { message: 'answer', id: 'x', answer: { ...answer, evidence: [1] } },
    ];
    for (const message of strange) assert.equal(isPanelMessage(message), false);
  });
});
