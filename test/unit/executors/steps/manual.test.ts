import assert from 'node:assert/strict';
import type { ManualAnswer } from '../../../../src/runbook/execution.ts';
import { world } from './fakes.ts';

const done: ManualAnswer = { done: true, note: '', evidence: [], by: 'claire' };
const installOs = [
  'manual:',
  '  instruction: Install the operating system.',
  '  task: install-os',
  '  server: se01',
  '  evidence: [name and version]',
  '  parameters: {os: 2012 R2}',
].join('\n');
const hands = { command: ['recovery-runbooks', 'practice', 'hands'] };

describe('a manual step for a person', () => {
  it('asks with the instruction, the server and the evidence wanted', async () => {
    const w = world({ manual: () => ({ ...done, note: 'SE01, 6.3.9600' }) });
    const result = await w.run(installOs);
    assert.equal(result.outcome, 'succeeded');
    assert.deepEqual(w.forms, [
      {
        instruction: 'Install the operating system.',
        evidenceAsked: ['name and version'],
        server: 'se01.contoso.com',
      },
    ]);
    assert.equal(w.evidence[0]?.text, 'SE01, 6.3.9600');
  });

  it('is refused where nobody is there, with who must do what', async () => {
    const result = await world().run(installOs);
    assert.equal(result.outcome, 'failed');
    assert.equal(result.problem.kind, 'refused');
    assert.match(result.problem.what, /Install the operating system/u);
    assert.equal(result.problem.where, 'se01.contoso.com');
    assert.match(result.problem.changed ?? '', /Nothing was changed/u);
    assert.ok(result.problem.next?.some(line => line.includes('install-os')));
  });

  it('fails with the words of the person who could not do it', async () => {
    const w = world({ manual: () => ({ ...done, done: false, note: 'the disk is dead' }) });
    const result = await w.run('manual:\n  instruction: Swap it.');
    assert.equal(result.outcome, 'failed');
    assert.deepEqual(result.problem.theirs, [{ source: 'claire', text: 'the disk is dead' }]);
  });

  it('is asked again for evidence that is missing, and then fails', async () => {
    const w = world({ manual: () => done });
    const result = await w.run(installOs);
    assert.equal(w.forms.length, 3);
    assert.equal(result.outcome, 'failed');
    assert.equal(result.problem.code, 'MANUAL-NO-EVIDENCE');
  });

  it('is done when the evidence comes at the second asking', async () => {
    const evidence = [{ kind: 'file' as const, title: 'screen', path: 'a.png', sha256: 'ab' }];
    let asked = 0;
    const w = world({ manual: () => ((asked += 1) === 1 ? done : { ...done, evidence }) });
    assert.equal((await w.run(installOs)).outcome, 'succeeded');
    assert.deepEqual(w.evidence, evidence);
  });

  it('says what is lost by it, and then counts as one that destroys', async () => {
    const plan = await world().plan(`${installOs}\n  destroys: [everything on the disks of se01]`);
    assert.deepEqual(plan.effect, { kind: 'destroys', servers: ['se01.contoso.com'] });
    assert.deepEqual(plan.losses, ['everything on the disks of se01']);
    assert.equal((await world().plan(installOs)).effect.kind, 'changes');
  });

  it('needs no evidence where none was asked for', async () => {
    const w = world({ manual: () => done });
    assert.equal((await w.run('manual:\n  instruction: Tell the bridge.')).outcome, 'succeeded');
    assert.equal(w.forms.length, 1);
  });

  it('names the servers of the estate where its own is not one', async () => {
    await assert.rejects(
      world().plan('manual:\n  instruction: x\n  server: se02.contoso.com'),
      /no server se02\.contoso\.com/u,
    );
  });
});

describe('a manual step for the hands of the estate', () => {
  it('starts the command with the task and the server, and gives it everything as JSON', async () => {
    const w = world({ estate: { hands }, command: { output: '{"evidence": "SE01 6.3.9600"}' } });
    const result = await w.run(installOs);
    assert.equal(result.outcome, 'succeeded');
    assert.deepEqual(w.commands[0]?.command, [
      '/opt/node',
      '/opt/cli.mjs',
      'practice',
      'hands',
      'install-os',
      'se01.contoso.com',
    ]);
    assert.equal(w.commands[0].cwd, '/estates/test');
    assert.deepEqual(w.commands[0].env, { ELECTRON_RUN_AS_NODE: '1' });
    assert.deepEqual(JSON.parse(w.commands[0].input), {
      task: 'install-os',
      server: 'se01.contoso.com',
      run: 'run-1',
      step: 'the-step',
      parameters: { os: '2012 R2' },
    });
    assert.equal(w.evidence[0]?.text, 'SE01 6.3.9600');
    assert.deepEqual(w.forms, []);
  });

  it('shows plain words as they come, and of an object the evidence alone', async () => {
    for (const output of ['SE01 6.3.9600\n', '{"evidence": "SE01 6.3.9600"}\n']) {
      const w = world({ estate: { hands }, command: { output } });
      await w.run(installOs);
      assert.deepEqual(w.written, ['output: SE01 6.3.9600\n']);
    }
  });

  it('is asked for by its text as the estate file writes it', async () => {
    const w = world({ estate: { hands }, command: { output: 'ok' } });
    await w.run(installOs);
    assert.deepEqual(w.approvals, [hands.command]);
  });

  it('is not used without approval', async () => {
    const w = world({ estate: { hands }, approve: false });
    const result = await w.run(installOs);
    assert.equal(result.outcome, 'failed');
    assert.equal(result.problem.kind, 'refused');
    assert.deepEqual(w.commands, []);
  });

  it('takes plain text as evidence, and JSON of another shape as text', async () => {
    for (const output of ['installed in 4 min', '{"other": 1}', '{not json']) {
      const w = world({ estate: { hands }, command: { output: `${output}\n` } });
      await w.run(installOs);
      assert.equal(w.evidence[0]?.text, output);
    }
  });

  const failures: readonly [string, object, string][] = [
    ['an exit status', { exitCode: 3, error: 'no such image' }, 'MANUAL-HANDS-FAILED'],
    ['a signal', { exitCode: undefined, exitSignal: 'SIGKILL' }, 'MANUAL-HANDS-FAILED'],
    ['no words', { output: ' \n' }, 'MANUAL-HANDS-SILENT'],
  ];
  for (const [what, command, expected] of failures) {
    it(`fails when the command ends with ${what}`, async () => {
      const result = await world({ estate: { hands }, command }).run(installOs);
      assert.equal(result.outcome, 'failed');
      assert.equal(result.problem.code, expected);
    });
  }

  it('quotes what the command said', async () => {
    const w = world({ estate: { hands }, command: { exitCode: 3, error: 'no such image' } });
    const result = await w.run(installOs);
    assert.equal(result.outcome, 'failed');
    assert.equal(result.problem.theirs?.[0]?.text, 'no such image');
  });

  it('leaves a step without a task to a person', async () => {
    const w = world({ estate: { hands }, manual: () => done });
    await w.run('manual:\n  instruction: Call the bridge.');
    assert.equal(w.forms.length, 1);
    assert.deepEqual(w.commands, []);
  });
});
