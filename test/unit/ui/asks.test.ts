import assert from 'node:assert/strict';
import { Problem } from '../../../src/errors/problem.ts';
import type { LoggedPlan } from '../../../src/log/events.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import type { Panel, PanelAnswer } from '../../../src/ui/panel.ts';
import { Asks } from '../../../src/ui/run/asks.ts';
import { PeopleInCell } from '../../../src/ui/run/people-in-cell.ts';

const server = 'se01.contoso.com';
const [step] = readRunbook(Buffer.from('```step {#wipe}\ncheck:\n  dns: x\n```\n'), 'a.md').steps;
assert.ok(step);

const plan: LoggedPlan = {
  hash: '0',
  lines: ['Drop everything.'],
  losses: ['All of it.'],
  effect: { kind: 'destroys', servers: [server] },
};

const nothing: PanelAnswer = { decision: 'no', text: '', typed: [], evidence: [] };

interface Shown {
  readonly panels: Extract<Panel, { panel: 'ask' }>[];
  readonly answered: string[];
}

function people(commands: readonly string[] = []): [PeopleInCell, Asks, Shown] {
  const asks = new Asks();
  const shown: Shown = { panels: [], answered: [] };
  const place = {
    notebook: 'file:///a.runbook.md',
    show: (_: string, panel: Extract<Panel, { panel: 'ask' }>) => {
      shown.panels.push(panel);
      return { answered: (text: string) => void shown.answered.push(text) };
    },
  };
  return [new PeopleInCell(asks, place, 'ada', commands), asks, shown];
}

function answer(asks: Asks, given: Partial<PanelAnswer>): void {
  const [open] = asks.open;
  assert.ok(open);
  asks.answer(open.panel.id, { ...nothing, ...given });
}

describe('Questions in a cell', () => {
  const { signal } = new AbortController();

  it('destroy nothing on a server whose name was not typed, whatever the panel says', async () => {
    const [person, asks] = people();
    const asked = person.confirm({ step, plan, destroys: [server] }, signal);
    answer(asks, { decision: 'yes', typed: ['se02.contoso.com'] });
    assert.deepEqual((await asked).unnamed, [server]);
  });

  it('take a typed name in upper and lower case', async () => {
    const [person, asks, shown] = people();
    const asked = person.confirm({ step, plan, destroys: [server] }, signal);
    answer(asks, { decision: 'yes', typed: [' SE01.Contoso.com '] });
    const given = await asked;
    assert.deepEqual([given.answer, given.how, given.unnamed], ['yes', 'typed', []]);
    assert.match(shown.answered.join(), /Do it, by ada/);
  });

  it('take no override without a reason', async () => {
    const [person, asks] = people();
    const asked = person.override({ step, rule: 'requires', detail: ['a'] }, signal);
    answer(asks, { decision: 'override', text: '   ' });
    assert.equal(await asked, undefined);
  });

  it('let one answer stand for all commands that were shown, and for no other', async () => {
    const [person, asks, shown] = people(['run a', 'run b']);
    const first = person.approve({ step, command: ['run', 'a'], purpose: 'open a shell' }, signal);
    assert.deepEqual(shown.panels[0]?.question, {
      ask: 'approve',
      command: ['run', 'a'],
      purpose: 'open a shell',
      others: ['run b'],
    });
    answer(asks, { decision: 'all' });
    assert.equal((await first).answer, 'yes');
    const second = await person.approve({ step, command: ['run', 'b'], purpose: '' }, signal);
    assert.equal(second.answer, 'yes');
    const third = person.approve({ step, command: ['rm', '-rf'], purpose: '' }, signal);
    assert.equal(asks.open.length, 1);
    answer(asks, { decision: 'no' });
    assert.equal((await third).answer, 'no');
  });

  it('end with the run that asked', async () => {
    const [person, asks, shown] = people();
    const stop = new AbortController();
    const asked = person.manual(step, { instruction: 'Wait.', evidenceAsked: [] }, stop.signal);
    stop.abort();
    await assert.rejects(asked, error => error instanceof Problem && error.kind === 'cancelled');
    assert.deepEqual(asks.open, []);
    assert.match(shown.answered.join(), /not answered/);
  });

  it('keep the path and hash of a file that was named as evidence', async () => {
    const [person, asks] = people();
    const file = process.execPath;
    const form = { instruction: 'Look.', evidenceAsked: ['Picture', 'Number'] };
    const asked = person.manual(step, form, signal);
    answer(asks, { decision: 'done', text: 'seen', evidence: [file, '4711', ''] });
    const { done, note, evidence } = await asked;
    assert.deepEqual([done, note, evidence.length], [true, 'seen', 2]);
    assert.equal(evidence[0]?.kind, 'file');
    assert.match(evidence[0].sha256 ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(evidence[1], { kind: 'text', title: 'Number', text: '4711' });
  });
});
