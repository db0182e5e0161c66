import assert from 'node:assert/strict';
import { CliPeople, type Terminal } from '../../../src/cli/people.ts';
import { loggedPlan } from '../../../src/run/plan-hash.ts';
import { never, planOf, steps } from '../run/surroundings.ts';

const step = steps('#wipe confirm').steps[0];
assert.ok(step);
const plan = loggedPlan(
  planOf('destroys', { servers: ['be01.contoso.com', 'be02.contoso.com'], losses: ['LcsCDR'] }),
);
const destroys = plan.effect.servers;

/** A person who types the given lines. */
function typing(...lines: string[]): Terminal & { shown: string[] } {
  const shown: string[] = [];
  return {
    shown,
    show: text => {
      shown.push(...text);
    },
    ask: question => {
      shown.push(question);
      return Promise.resolve(lines.shift() ?? '');
    },
  };
}

describe('people on the command line', () => {
  it('are nobody without a terminal and without --yes', async () => {
    const nobody = new CliPeople({ yes: false, destroy: [], user: 'ada' });
    assert.equal(await nobody.confirm({ step, plan, destroys: [] }, never), undefined);
    assert.equal(
      await nobody.manual(step, { instruction: 'walk there', evidenceAsked: [] }, never),
      undefined,
    );
  });

  it('--yes confirms, but never stands in for hands', async () => {
    const yes = new CliPeople({ yes: true, destroy: [], user: 'ada' });
    const answer = await yes.confirm({ step, plan, destroys: [] }, never);
    assert.deepEqual(answer, { answer: 'yes', by: 'ada', how: '--yes', unnamed: [] });
    assert.equal(
      await yes.manual(step, { instruction: 'walk there', evidenceAsked: [] }, never),
      undefined,
    );
    assert.equal(
      await yes.override({ step, rule: 'requires', detail: ['a has not been run'] }, never),
      undefined,
    );
  });

  it('--yes does not destroy on a server that --destroy does not name', async () => {
    const one = new CliPeople({ yes: true, destroy: ['BE01.contoso.com'], user: 'ada' });
    const answer = await one.confirm({ step, plan, destroys }, never);
    assert.deepEqual(answer?.unnamed, ['be02.contoso.com']);
    const both = new CliPeople({ yes: true, destroy: [...destroys], user: 'ada' });
    assert.equal((await both.confirm({ step, plan, destroys }, never))?.how, '--destroy');
  });

  it('at a terminal the plan and the losses are shown, and the server’s name has to be typed', async () => {
    const terminal = typing('be01.contoso.com', 'be02.contoso.com', 'yes');
    const ada = new CliPeople({ yes: false, destroy: [], user: 'ada', terminal });
    assert.equal((await ada.confirm({ step, plan, destroys }, never))?.answer, 'yes');
    assert.match(terminal.shown.join('\n'), /Will be lost: LcsCDR/);
    const wrong = new CliPeople({
      yes: false,
      destroy: [],
      user: 'ada',
      terminal: typing('yes', 'yes'),
    });
    assert.equal((await wrong.confirm({ step, plan, destroys }, never))?.answer, 'no');
  });

  it('a manual step wants its evidence', async () => {
    const terminal = typing('yes', 'rack 4', 'serial 12345');
    const ada = new CliPeople({ yes: false, destroy: [], user: 'ada', terminal });
    const form = { instruction: 'Replace the disk.', evidenceAsked: ['serial number'] };
    const answer = await ada.manual(step, form, never);
    assert.equal(answer?.done, true);
    assert.deepEqual(answer.evidence, [
      { kind: 'text', title: 'serial number', text: 'serial 12345' },
    ]);
  });
});
