import assert from 'node:assert/strict';
import { Problem } from '../../../../src/errors/problem.ts';
import { estateOf, RecordingBackup, world } from './fakes.ts';

const code =
  (expected: string) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof Problem, String(error));
    assert.equal(error.code, expected);
    return true;
  };

describe('new-backup-set', () => {
  it('makes a folder named after the time below the location of the estate, and points $Backup at it', async () => {
    const w = world();
    const result = await w.run('new-backup-set:');
    assert.equal(result.outcome, 'succeeded');
    const path = '\\\\bk01.contoso.com\\LyncBackup\\2026-11-22_0300';
    assert.deepEqual([...result.variables], [['Backup', path]]);
    assert.ok(w.backup.calls.includes('create 2026-11-22_0300'));
  });

  it('tells a rehearsal where the set would be', async () => {
    const plan = await world({ mode: 'rehearse' }).plan('new-backup-set:');
    assert.deepEqual(
      [...(plan.variables ?? [])],
      [['Backup', '\\\\bk01.contoso.com\\LyncBackup\\2026-11-22_0300']],
    );
  });

  it('points another variable at it when told so', async () => {
    const w = world({ variables: { Second: undefined } });
    const result = await w.run(
      'new-backup-set:\n  variable: Second\n  location: \\\\bk02\\b\n  name: drill',
    );
    assert.deepEqual([...result.variables], [['Second', '\\\\bk02\\b\\drill']]);
  });

  it('refuses a variable that the runbook does not declare, before anything is made', async () => {
    const w = world();
    await assert.rejects(
      w.plan('new-backup-set:\n  variable: Bakcup'),
      code('RUNBOOK-UNKNOWN-VARIABLE'),
    );
    assert.deepEqual(w.backup.calls, []);
  });

  it('refuses a name that is taken', async () => {
    await assert.rejects(
      world().plan('new-backup-set:\n  name: 2026-11-22_0200'),
      code('BACKUP-EXISTS'),
    );
  });

  it('needs a location from the step where the estate names none', async () => {
    const estate = estateOf();
    Reflect.deleteProperty(estate, 'backup');
    const w = world({ services: { estate } });
    await assert.rejects(w.plan('new-backup-set:'), code('BACKUP-NO-LOCATION'));
    await assert.doesNotReject(w.plan('new-backup-set:\n  location: \\\\bk02\\b'));
  });
});

describe('seal-backup-set', () => {
  it('seals $Backup in the name of the operator', async () => {
    const backup = new RecordingBackup({ state: 'unfinished' });
    const w = world({ backup, variables: { Backup: '\\\\bk01\\b\\1' } });
    const result = await w.run('seal-backup-set:');
    assert.equal(result.outcome, 'succeeded');
    assert.ok(backup.calls.includes('seal \\\\bk01\\b\\1 claire'), backup.calls.join('\n'));
  });

  it('refuses a set that is sealed, and one that is damaged', async () => {
    const variables = { Backup: '/b/x' };
    await assert.rejects(world({ variables }).plan('seal-backup-set:'), code('BACKUP-SEALED'));
    const backup = new RecordingBackup({ state: 'damaged', findings: ['manifest unreadable'] });
    await assert.rejects(
      world({ variables, backup }).plan('seal-backup-set:'),
      code('STEP-SET-DAMAGED'),
    );
  });

  it('says that $Backup has no value', async () => {
    await assert.rejects(world().plan('seal-backup-set:'), code('STEP-NO-BACKUP-SET'));
    await assert.rejects(
      world({ variables: {} }).plan('seal-backup-set:'),
      code('STEP-NO-BACKUP-SET'),
    );
  });

  it('can be rehearsed before the set is there', async () => {
    const missing = new Problem({ code: 'BACKUP-MISSING', kind: 'failed', what: 'no such set' });
    const backup = new RecordingBackup({}, { summary: () => Promise.reject(missing) });
    const variables = { Backup: '/b/x' };
    const plan = await world({ backup, variables, mode: 'rehearse' }).plan('seal-backup-set:');
    assert.match(plan.lines[0] ?? '', /earlier step/u);
    await assert.rejects(
      world({ backup, variables }).plan('seal-backup-set:'),
      code('BACKUP-MISSING'),
    );
  });

  it('finds out after an interruption whether the set was sealed', async () => {
    const variables = { Backup: '/b/x' };
    const done = await world({ variables }).reconcile('seal-backup-set:');
    assert.equal(done.finding, 'done');
    const backup = new RecordingBackup({ state: 'unfinished' });
    assert.equal(
      (await world({ variables, backup }).reconcile('seal-backup-set:')).finding,
      'not-done',
    );
  });
});

describe('verify-backup-set', () => {
  const variables = { Backup: '/b/x' };

  it('reads every byte unless told otherwise', async () => {
    const w = world({ variables });
    await w.run('verify-backup-set:');
    assert.ok(w.backup.calls.includes('verify /b/x full'));
  });

  it('says from which manifest of which set the later steps restore', async () => {
    const result = await world({ variables }).run('verify-backup-set:');
    assert.ok(result.outcome === 'succeeded');
    const [from] = result.restoredFrom ?? [];
    assert.deepEqual([from?.set, from?.manifest], ['/b/x', 'ab']);
  });

  it('refuses a set that was never sealed', async () => {
    const backup = new RecordingBackup({ state: 'unfinished' });
    await assert.rejects(
      world({ variables, backup }).plan('verify-backup-set:'),
      code('BACKUP-UNFINISHED'),
    );
  });

  const ages: readonly [string, string, boolean][] = [
    ['as old as allowed', '1h', true],
    ['older than allowed', '59m', false],
  ];
  for (const [what, allowed, passes] of ages) {
    it(`${passes ? 'takes' : 'refuses'} a set that is ${what}`, async () => {
      const planned = world({ variables }).plan(`verify-backup-set:\n  max-age: ${allowed}`);
      await (passes
        ? assert.doesNotReject(planned)
        : assert.rejects(planned, code('STEP-SET-TOO-OLD')));
    });
  }

  it('refuses a set without a date when an age is asked for', async () => {
    const backup = new RecordingBackup({ created: '', sealed: '' });
    const planned = world({ variables, backup }).plan('verify-backup-set:\n  max-age: 1d');
    await assert.rejects(planned, code('STEP-SET-AGE-UNKNOWN'));
  });

  it('warns of a set older than the estate wants and goes on: there may be no younger one', async () => {
    const estate = { backup: { location: '\\\\bk01\\b', rpoMs: 60_000 } };
    const w = world({ variables, estate });
    assert.equal((await w.run('verify-backup-set:')).outcome, 'succeeded');
    assert.ok(
      w.written.some(line => line.startsWith('warning: The set is')),
      w.written.join(),
    );
  });

  it('has a plan that goes stale when the set changes', async () => {
    const first = await world({ variables }).plan('verify-backup-set:');
    const backup = new RecordingBackup({ bytes: 1 });
    const second = await world({ variables, backup }).plan('verify-backup-set:');
    assert.notDeepEqual(first.facts, second.facts);
  });
});
