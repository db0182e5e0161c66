import assert from 'node:assert/strict';
import { compareLogs } from '../../../src/log/compare/compare-logs.ts';
import { lineDifference, type Comparison } from '../../../src/log/compare/compare.ts';
import { comparisonLines } from '../../../src/log/compare/comparison-lines.ts';
import { comparisonMarkdown } from '../../../src/log/compare/comparison-markdown.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import { finished, scratch, started, stepEnded, stepStarted, written } from './surroundings.ts';

describe('two runs of a runbook', () => {
  const folder = scratch();

  async function compared(
    before: readonly RunEvent[],
    after: readonly RunEvent[],
  ): Promise<Comparison> {
    const [old, now] = [await written(folder(), before), await written(folder(), after)];
    return compareLogs(old, now);
  }

  const changes = ({ steps }: Comparison): Record<string, readonly string[]> =>
    Object.fromEntries(steps.map(step => [step.step, step.changes]));

  it('are as before where nothing differs', async () => {
    const run = [started, stepStarted('a'), stepEnded('a'), finished];
    assert.deepEqual(changes(await compared(run, run)), { a: [] });
  });

  it('show steps that were added, removed, changed, slower, and of other outcome', async () => {
    const text = { ...stepStarted('text'), text: 'check:\n  port: 1', textHash: 'e'.repeat(64) };
    const before: RunEvent[] = [
      started,
      stepStarted('same'),
      stepEnded('same', { durationMs: 900 }),
      stepStarted('gone'),
      stepEnded('gone'),
      stepStarted('text'),
      stepEnded('text'),
      stepStarted('slow'),
      stepEnded('slow', { durationMs: 10_000 }),
      stepStarted('waits'),
      stepEnded('waits', { durationMs: 10_000, waitingMs: 9000 }),
      stepStarted('fails'),
      stepEnded('fails'),
      finished,
    ];
    const after: RunEvent[] = [
      started,
      stepStarted('same'),
      stepEnded('same', { durationMs: 1500 }),
      stepStarted('new'),
      stepEnded('new'),
      text,
      stepEnded('text'),
      stepStarted('slow'),
      stepEnded('slow', { durationMs: 25_000 }),
      stepStarted('waits'),
      stepEnded('waits', { durationMs: 90_000, waitingMs: 89_000 }),
      stepStarted('fails'),
      stepEnded('fails', { outcome: 'failed' }),
      finished,
    ];
    const comparison = await compared(before, after);
    assert.deepEqual(changes(comparison), {
      same: [],
      gone: ['removed'],
      new: ['added'],
      text: ['changed'],
      slow: ['slower'],
      waits: [],
      fails: ['other-outcome'],
    });
    const changed = comparison.steps.find(({ step }) => step === 'text');
    assert.deepEqual(changed?.text, ['-   fqdn: text', '+   port: 1']);
    const slow = comparison.steps.find(({ step }) => step === 'slow');
    assert.equal(slow?.slowerMs, 15_000);
    assert.ok(
      comparisonLines(comparison).some(line => /slow: slower.*\+15\.0 s|00:00:15/.test(line)),
    );
  });

  it('show steps that were done in another order', async () => {
    const steps = (...names: string[]): RunEvent[] => [
      started,
      ...names.flatMap(name => [stepStarted(name), stepEnded(name)]),
      finished,
    ];
    const comparison = await compared(steps('a', 'b', 'c'), steps('c', 'a', 'b'));
    assert.deepEqual(changes(comparison), { a: [], b: [], c: ['moved'] });
  });

  it('know a step again that got another name', async () => {
    const step = (name: string, text: string, more = {}): RunEvent[] => [
      { ...stepStarted(name), text, textHash: name.repeat(64).slice(0, 64) } as RunEvent,
      stepEnded(name, more),
    ];
    const comparison = await compared(
      [started, ...step('a', 'one'), ...step('b', 'two'), ...step('d', 'one'), finished],
      [
        started,
        ...step('a', 'one'),
        ...step('x', 'two', { outcome: 'failed' }),
        ...step('n', 'new'),
        finished,
      ],
    );
    assert.deepEqual(changes(comparison), {
      a: [],
      x: ['renamed', 'changed', 'other-outcome'],
      n: ['added'],
      d: ['removed'],
    });
    assert.ok(comparisonLines(comparison).some(line => line.includes('b → x: renamed')));
    assert.match(comparisonMarkdown(comparison), /\| b → x \| \*\*renamed, /);
  });

  it('hold an interrupted run against a whole one', async () => {
    const whole = [
      started,
      stepStarted('a'),
      stepEnded('a'),
      stepStarted('b'),
      stepEnded('b'),
      finished,
    ];
    const comparison = await compared(whole, whole.slice(0, 4));
    assert.deepEqual(comparison.remarks, ['not-finished']);
    assert.deepEqual(changes(comparison), { a: [], b: ['other-outcome'] });
    assert.match(
      comparisonLines(comparison).join('\n'),
      /b: other outcome; succeeded, now running/,
    );
  });

  it('say what should be known before they are held against each other', async () => {
    const other: RunEvent = {
      ...(started as Extract<RunEvent, { type: 'run-started' }>),
      mode: 'rehearse',
      runbook: { file: 'other.runbook.md', title: 'Other', hash: 'f'.repeat(64) },
      variables: { Backup: 'other' },
    };
    const comparison = await compared([started, finished], [other]);
    assert.deepEqual(comparison.remarks, ['other-runbook', 'rehearsal', 'not-finished']);
    assert.deepEqual(
      comparison.variables.map(({ name }) => name),
      ['Backup', 'Sql'],
    );
  });

  it('differ in lines as a person would mark them', () => {
    assert.deepEqual(lineDifference('a\nb\nc', 'a\nx\nc\nd'), ['- b', '+ x', '+ d']);
    assert.deepEqual(lineDifference('a\na', 'a'), ['- a']);
    assert.deepEqual(lineDifference('same', 'same'), []);
  });
});
