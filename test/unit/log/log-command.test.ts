import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logCommand } from '../../../src/cli/commands/log.ts';
import { Problem } from '../../../src/errors/problem.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import type { TrustedKey } from '../../../src/log/keys/trusted-keys.ts';
import { exportedKey } from '../../../src/log/keys/trusted-keys.ts';
import { recordingContext } from '../cli/in-process.ts';
import { logServices } from './log-services.ts';
import {
  finished,
  otherKey,
  output,
  plan,
  scratch,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  trusted,
  written,
} from './surroundings.ts';

interface Answer {
  readonly status: number;
  readonly out: string;
}

async function call(
  words: readonly string[],
  keys: readonly TrustedKey[] = trusted,
  cwd = '/',
): Promise<Answer> {
  const context = recordingContext(cwd);
  const status = await logCommand(logServices(keys)).run(words, context);
  assert.equal(context.written.err, '');
  return { status, out: context.written.out };
}

async function refused(words: readonly string[]): Promise<Problem> {
  try {
    await call(words);
  } catch (thrown) {
    assert.ok(thrown instanceof Problem, String(thrown));
    assert.equal(thrown.kind, 'usage');
    return thrown;
  }
  return assert.fail('it was accepted');
}

describe('log verify', () => {
  const folder = scratch();

  it('exits with 0 for a log that is intact and finished', async () => {
    const { status, out } = await call(['verify', await written(folder())]);
    assert.equal(status, 0);
    assert.match(out, /^intact\nfinished\nsigned by Test \(SHA256:/);
  });

  it('exits with 1 for a run that is not finished', async () => {
    const { status, out } = await call(['verify', await written(folder(), [started])]);
    assert.equal(status, 1);
    assert.match(out, /^intact\nnot finished\n/);
  });

  it('exits with 1 for a changed log, and names the line', async () => {
    const file = await written(folder());
    writeFileSync(file, readFileSync(file, 'utf8').replace('40 %', '41 %'));
    const { status, out } = await call(['verify', file]);
    assert.equal(status, 1);
    assert.match(out, /^changed at line 8: /);
  });

  it('takes a path as seen from where it is called', async () => {
    const root = folder();
    const file = await written(root);
    assert.equal((await call(['verify', file.slice(root.length + 1)], trusted, root)).status, 0);
  });

  it('prints one JSON document', async () => {
    const { status, out } = await call(['verify', '--json', await written(folder())]);
    const found = JSON.parse(out) as Record<string, unknown>;
    assert.equal(status, 0);
    assert.equal(found.ok, true);
    assert.deepEqual(found.integrity, { state: 'intact' });
    assert.equal(found.finished, true);
  });

  it('wants the signer among the keys of --trust where that is given', async () => {
    const root = folder();
    const file = await written(root);
    const [ann, bob] = [join(root, 'ann.json'), join(root, 'bob.json')];
    writeFileSync(ann, exportedKey(trusted[0] ?? assert.fail()));
    writeFileSync(bob, exportedKey({ name: 'Bob', publicKey: otherKey.publicKey }));
    assert.equal((await call(['verify', file, '--trust', ann], [])).status, 0);
    const stranger = await call(['verify', file, '--trust', bob], []);
    assert.equal(stranger.status, 1);
    assert.match(stranger.out, /signed by unknown/);
    assert.equal((await call(['verify', file], [])).status, 0);
  });

  it('is wrong use without a file, with two, with an unknown option, and for what is no log', async () => {
    const root = folder();
    const text = join(root, 'notes.txt');
    writeFileSync(text, 'nothing of a log\n');
    mkdirSync(join(root, 'folder'));
    const file = await written(root);
    await refused([]);
    await refused(['verify']);
    await refused(['frobnicate', file]);
    await refused(['verify', file, file]);
    await refused(['verify', file, '--deep']);
    await refused(['verify', file, '--trust']);
    assert.equal((await refused(['verify', text])).code, 'LOG-NOT-A-LOG');
    assert.equal((await refused(['verify', join(root, 'none')])).code, 'LOG-UNREADABLE');
    assert.equal((await refused(['verify', join(root, 'folder')])).code, 'LOG-UNREADABLE');
    assert.equal((await refused(['verify', file, '--trust', text])).code, 'LOG-TRUST-UNREADABLE');
  });
});

describe('log show', () => {
  const folder = scratch();
  const eventful: readonly RunEvent[] = [
    started,
    { type: 'confirmation', step: 'restore', plan, answer: 'yes', by: 'ann', how: 'typed' },
    {
      type: 'override',
      step: 'restore',
      rule: 'requires',
      detail: 'verify-set is not done',
      reason: 'the share is gone',
      by: 'ann',
    },
    stepStarted('restore'),
    output('restore', 'Processed 40 pages\r\n\u001b[2Jand \u202eevil\n'),
    stepEnded('restore', {
      outcome: 'failed',
      durationMs: 12_000,
      summary: 'x',
      problem: {
        code: 'SQL-OTHER-DATABASE',
        kind: 'failed',
        what: 'The backup is of another database.',
        theirs: [{ source: 'SQL Server', number: 3154, severity: 16, state: 4, text: 'no' }],
        changed: 'Nothing was changed.',
        next: ['Choose the right file.'],
      },
    }),
    { type: 'note', text: 'called the SQL team', by: 'ann' },
    { ...finished, outcome: 'failed' } as RunEvent,
  ];

  it('is an account of the run: header, steps, text, output, problems, answers, figures', async () => {
    const { status, out } = await call(['show', await written(folder(), eventful)]);
    assert.equal(status, 0);
    const expected = [
      'Recovery log 20261122T034100Z-000001',
      'intact, finished, signed by Test',
      'run of Recover se01',
      'estate Contoso (practice), estate.yaml',
      'operator ann on ws01',
      'incident INC-7, declared 2026-11-22T03:12:00.000Z',
      '$Backup = \\\\bk01\\LyncBackup\\2026-11-22_0200',
      '$Sql = (secret SqlPassword)',
      'step restore confirmed by ann (typed)',
      'override of requires at step restore by ann',
      'reason: the share is gone',
      'step restore, attempt 1, on se01.contoso.com: Step restore',
      'step> check:',
      'Restores LcsCDR',
      '| Processed 40 pages',
      'step restore ended: failed in',
      'The backup is of another database.',
      'SQL Server 3154, severity 16, state 4: no',
      'Next: Choose the right file.',
      'called the SQL team',
      'Finished: failed.',
    ];
    let at = 0;
    for (const text of expected) {
      const found = out.indexOf(text, at);
      assert.ok(found >= 0, `${text} is not in its place in:\n${out}`);
      at = found;
    }
  });

  it('sends nothing to a terminal that steers it', async () => {
    const { out } = await call(['show', await written(folder(), eventful)]);
    assert.ok(!out.includes('\u001b') && !out.includes('\u202e') && !out.includes('\r'));
    assert.match(out, /␛\[2Jand <U\+202E>evil/);
  });

  it('shows what is left of a damaged log, and exits with 1', async () => {
    const file = await written(folder());
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('{"event":{"attempt"', '{"event":"attempt"'),
    );
    const { status, out } = await call(['show', file]);
    assert.equal(status, 1);
    assert.match(out, /changed at line 3/);
    assert.match(out, /line 3: the line is no record/);
    assert.match(out, /Finished: succeeded\./);
  });

  it('says that a run is not finished', async () => {
    const { status, out } = await call(['show', await written(folder(), smallRun.slice(0, 5))]);
    assert.equal(status, 0);
    assert.match(out, /Not finished\./);
    assert.match(out, /restore: interrupted/);
  });

  it('prints one JSON document with every record', async () => {
    const file = await written(folder());
    const { out } = await call(['show', '--json', file]);
    const found = JSON.parse(out) as Record<string, unknown>;
    assert.ok(Array.isArray(found.records));
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      found.records,
      lines.map(line => JSON.parse(line) as unknown),
    );
    assert.deepEqual(Object.keys(found), ['file', 'verification', 'records', 'summary']);
  });

  it('refuses unknown options', async () => {
    await refused(['show', await written(folder()), '--trust', 'x']);
  });
});

describe('log search and log list', () => {
  const folder = scratch();

  it('refuse days, outcomes and folders that cannot be, and say what may', async () => {
    const logs = folder();
    const what = async (...words: string[]): Promise<string> =>
      (await refused([...words, '--logs', logs])).data.what;
    assert.match(await what('search', '--since', '2026-02-31'), /--since 2026-02-31 is no day/);
    assert.match(await what('search', '--until', '22.11.2026'), /--until 22\.11\.2026 is no day/);
    const days = ['--since', '2026-12-01', '--until', '2026-11-01'];
    assert.match(await what('search', ...days), /--since is later than --until/);
    assert.match(await what('search', '--outcome', 'ok'), /one of: succeeded, failed, .* open/);
    const missing = ['--logs', join(logs, 'none')];
    for (const word of [['search', 'x'], ['list'], ['share', '--to', logs]]) {
      assert.equal((await refused([...word, ...missing])).code, 'LOGS-FOLDER-UNREADABLE');
    }
  });

  it('exit with 1 where nothing was found, or a drill is overdue, and say where there is nothing', async () => {
    const logs = ['--logs', folder()];
    assert.deepEqual(await call(['search', 'x', ...logs]), {
      status: 1,
      out: 'Nothing was found.\n',
    });
    assert.deepEqual(await call(['search', 'x', '--json', ...logs]), { status: 1, out: '[]\n' });
    assert.deepEqual(await call(['list', ...logs]), {
      status: 0,
      out: 'There are no recovery logs.\n',
    });
    const none = await call(['list', '--overdue', '5', ...logs]);
    assert.deepEqual(none, { status: 0, out: 'No drill is overdue.\n' });
    const root = folder();
    await written(root, [started, { ...finished, outcome: 'failed' } as RunEvent]);
    const late = await call(['list', '--overdue', '1', '--logs', root]);
    assert.equal(late.status, 1);
    assert.match(late.out, /^Recover se01 \(recover\.runbook\.md\): last success never\n$/);
  });
});

describe('what a log says on a terminal', () => {
  const folder = scratch();

  it('never steers it, the name of the run included', async () => {
    const file = await written(folder());
    const steering = readFileSync(file, 'utf8').replaceAll('"run":"2026', '"run":"\\u001b[2J2026');
    writeFileSync(file, steering);
    for (const word of ['verify', 'show']) {
      const { out } = await call([word, file]);
      assert.ok(!out.includes('\u001b'), word);
    }
  });
});

describe('log trust', () => {
  it('takes a key off by its name, and nothing else in the same breath', async () => {
    const { status, out } = await call(['trust', '--remove', 'Ann\u001b[2J']);
    assert.equal(status, 0);
    assert.match(out, /^no longer trusted: Ann␛\[2J \(SHA256:/);
    assert.match(
      (await refused(['trust', 'ann.json', '--remove', 'Ann'])).data.what,
      /stands alone/,
    );
  });
});
