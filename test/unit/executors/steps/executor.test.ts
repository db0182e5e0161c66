import assert from 'node:assert/strict';
import { Problem } from '../../../../src/errors/problem.ts';
import { Secret } from '../../../../src/runbook/variables.ts';
import { RecordingBackup, stepOf, world } from './fakes.ts';

const code =
  (expected: string) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof Problem, String(error));
    assert.equal(error.code, expected, JSON.stringify(error.data));
    return true;
  };

describe('a typed step that is executed', () => {
  it('has its variables put in before it is planned and run', async () => {
    const w = world({ variables: { Backup: '\\\\bk01\\b\\1', Level: 'quick' } });
    const result = await w.run('verify-backup-set:\n  level: $Level');
    assert.equal(result.outcome, 'succeeded');
    assert.ok(w.backup.calls.includes('verify \\\\bk01\\b\\1 quick'), w.backup.calls.join('\n'));
  });

  it('takes a number from a variable where the key wants a number', async () => {
    const ports: number[] = [];
    const w = world({
      variables: { Port: '5061' },
      services: {
        names: { lookup: () => Promise.resolve(['10.0.0.11']) },
        ports: {
          connect: (_host, port) => {
            ports.push(port);
            return Promise.resolve({ state: 'open' });
          },
        },
      },
    });
    assert.equal((await w.run('check:\n  port: {host: se01, port: $Port}')).outcome, 'succeeded');
    assert.deepEqual(ports, [5061]);
  });

  it('is held against its schema again with the values in place', async () => {
    const w = world({ variables: { Backup: 'x', Level: 'thorough' } });
    await assert.rejects(w.plan('verify-backup-set:\n  level: $Level'), (error: unknown) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.kind, 'usage');
      assert.match(error.data.theirs?.[0]?.text ?? '', /level must be one of .*thorough/u);
      assert.equal(error.data.theirs?.[0]?.line, 2);
      return true;
    });
    assert.deepEqual(w.backup.calls, []);
  });

  it('that cannot be understood sends nothing and says why', async () => {
    const w = world();
    await assert.rejects(w.plan('frobnicate:'), code('STEP-INVALID'));
    assert.deepEqual(w.shells.sent, []);
  });

  it('does not put a secret into a text', async () => {
    const w = world({ variables: { Password: new Secret('Password', 'canary-1') } });
    await assert.rejects(w.plan('manual:\n  instruction: $Password'), (error: unknown) => {
      assert.ok(error instanceof Problem);
      assert.ok(!JSON.stringify(error.data).includes('canary-1'));
      return true;
    });
  });

  it('ends as failed with the problem of its action, whole', async () => {
    const findings = [{ kind: 'hash' as const, file: 'a.zip', message: 'SHA-256 differs' }];
    const backup = new RecordingBackup(
      {},
      { verify: (set, level) => Promise.resolve({ set, level, files: 1, bytes: 1, findings }) },
    );
    const result = await world({ backup, variables: { Backup: '/b/x' } }).run('verify-backup-set:');
    assert.equal(result.outcome, 'failed');
    assert.equal(result.problem.code, 'STEP-SET-DAMAGED');
    assert.deepEqual(
      result.problem.theirs?.map(one => one.text),
      ['a.zip: SHA-256 differs'],
    );
  });

  it('ends as cancelled when the run is cancelled in its middle', async () => {
    const backup = new RecordingBackup(
      {},
      {
        verify: (_set, _level, { signal }) => {
          w.abort.abort();
          signal.throwIfAborted();
          return Promise.reject(new Error('not reached'));
        },
      },
    );
    const w = world({ backup, variables: { Backup: '/b/x' } });
    const result = await w.run('verify-backup-set:');
    assert.equal(result.outcome, 'cancelled');
  });

  it('turns a defect into a failure that says so', async () => {
    const backup = new RecordingBackup({}, { verify: () => Promise.reject(new TypeError('boom')) });
    const result = await world({ backup, variables: { Backup: '/b/x' } }).run('verify-backup-set:');
    assert.equal(result.outcome, 'failed');
    assert.equal(result.problem.code, 'INTERNAL');
  });

  it('hands its evidence to the log', async () => {
    const w = world({ variables: { Backup: '/b/x' } });
    await w.run('verify-backup-set:');
    assert.match(w.evidence[0]?.text ?? '', /manifest SHA-256 ab/u);
  });

  it('can be disposed of twice', async () => {
    const { executor } = world();
    await executor[Symbol.asyncDispose]();
    await executor[Symbol.asyncDispose]();
    await assert.rejects(
      executor.plan(stepOf(''), {
        mode: 'practice',
        scope: world().scope,
        target: undefined,
        signal: new AbortController().signal,
        people: {
          manual: () => Promise.resolve(undefined),
          approveCommand: () => Promise.resolve(true),
        },
      }),
      code('STEP-INVALID'),
    );
  });
});
