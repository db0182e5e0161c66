import assert from 'node:assert/strict';
import { brokenRules, succeededSteps } from '../../../scripts/drill/order-rules.mjs';

const stop = 'Stop-CsWindowsService -Confirm:$false';
const load = 'Import-CsUserData -PoolFqdn $Pool -FileName x.zip';
const start = 'Start-CsWindowsService -Confirm:$false';
const wizard = (server: string, step: number): string =>
  `deployment-wizard:\n  server: ${server}\n  step: ${step}`;

describe('the order that the drill holds a recovery to', () => {
  it('is kept by services that stop before the import and start after it', () => {
    assert.deepEqual(brokenRules([stop, load, start]), []);
    assert.deepEqual(brokenRules([`${stop}\n${load}\n${start}`]), []);
  });

  it('is broken by an import before the services stopped, or after their last start', () => {
    assert.deepEqual(brokenRules([load, stop, start]), [
      'services stopped before Import-CsUserData',
    ]);
    assert.deepEqual(brokenRules([stop, start, load]), [
      'services started after Import-CsUserData',
    ]);
  });

  it('is broken by locations that are published before they are imported', () => {
    const steps = ['Publish-CsLisConfiguration', "Import-CsLisConfiguration -FileName 'x'"];
    assert.deepEqual(brokenRules(steps), ['locations imported, then published']);
  });

  it('is broken by old user data in a pool that was failed over', () => {
    const [broken] = brokenRules(['Invoke-CsPoolFailOver -PoolFqdn $Pool', stop, load, start]);
    assert.equal(broken, 'no user data imported into a pool that was failed over');
  });

  it('holds the steps of the wizard apart by server', () => {
    assert.deepEqual(brokenRules([wizard('a', 1), wizard('a', 2), wizard('b', 1)]), []);
    assert.deepEqual(brokenRules([wizard('a', 2), wizard('a', 1)]), ['steps 1 to 4 of the wizard']);
  });

  it('does not take a comment for a command', () => {
    assert.deepEqual(brokenRules([`# ${load}\n${start}`, stop]), []);
  });

  it('counts the steps that succeeded only', () => {
    const line = (event: object): string => JSON.stringify({ event });
    const log = [
      line({ type: 'step-started', step: 'a', text: load }),
      line({ type: 'step-ended', step: 'a', outcome: 'failed' }),
      line({ type: 'step-started', step: 'b', text: stop }),
      line({ type: 'step-ended', step: 'b', outcome: 'succeeded' }),
    ].join('\n');
    assert.deepEqual(succeededSteps(log), [stop]);
  });
});
