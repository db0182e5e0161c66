import assert from 'node:assert/strict';
import { Problem } from '../../../../src/errors/problem.ts';
import { RecordingBackup, world } from './fakes.ts';

const code =
  (expected: string) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof Problem, String(error));
    assert.equal(error.code, expected, JSON.stringify(error.data));
    return true;
  };

const variables = { Backup: '\\\\bk01.contoso.com\\LyncBackup\\1' };
const unfinished = { state: 'unfinished' as const };
const restore = 'copy-files:\n  from: $Backup/filestore\n  to: //se01.contoso.com/LyncShare';
const differing = {
  planCopy: () =>
    Promise.resolve({ files: 3, bytes: 9, excluded: [], replaces: ['a.txt', 'b/c.txt'] }),
};

describe('copy-files', () => {
  it('leaves Meeting.Active out unless told otherwise', async () => {
    const asked: unknown[] = [];
    const planCopy: RecordingBackup['planCopy'] = request => {
      asked.push(request.exclude);
      return Promise.resolve({ files: 0, bytes: 0, excluded: [], replaces: [] });
    };
    const backup = new RecordingBackup(unfinished, { planCopy });
    await world({ backup, variables }).plan(restore);
    await world({ backup, variables }).plan(`${restore}\n  exclude: ['*.tmp']`);
    assert.deepEqual(asked, [['Meeting.Active'], ['*.tmp']]);
  });

  it('names the server whose share it writes to', async () => {
    const plan = await world({ variables }).plan(restore);
    assert.deepEqual(plan.effect, { kind: 'changes', servers: ['se01.contoso.com'] });
    assert.match(plan.lines[0] ?? '', /Copy 2 files \(30 B\)/u);
  });

  it('refuses to replace files that differ, and names them', async () => {
    const backup = new RecordingBackup({}, differing);
    await assert.rejects(world({ backup, variables }).plan(restore), (error: unknown) => {
      assert.ok(code('COPY-EXISTS')(error) && error instanceof Problem);
      assert.equal(error.kind, 'refused');
      assert.deepEqual(
        error.data.theirs?.map(one => one.text),
        ['a.txt', 'b/c.txt'],
      );
      return true;
    });
  });

  it('told to overwrite, says what will be lost and that it destroys', async () => {
    const backup = new RecordingBackup({}, differing);
    const plan = await world({ backup, variables }).plan(`${restore}\n  overwrite: true`);
    assert.equal(plan.effect.kind, 'destroys');
    assert.equal(plan.losses.length, 2);
    assert.match(plan.losses[1] ?? '', /b\/c\.txt/u);
  });

  it('does not replace anything when it runs without being told to', async () => {
    const w = world({ variables });
    await w.run(restore);
    assert.ok(
      w.backup.calls.some(call => call.startsWith('copy ') && call.endsWith('overwrite=false')),
    );
  });

  it('in a rehearsal says what would be refused and goes on', async () => {
    const backup = new RecordingBackup({}, differing);
    const plan = await world({ backup, variables, mode: 'rehearse' }).plan(restore);
    assert.ok(
      plan.lines.some(line => line.includes('refused')),
      plan.lines.join('\n'),
    );
    assert.notEqual(plan.effect.kind, 'destroys');
  });

  it('in a rehearsal does not miss files that an earlier step would make', async () => {
    const missing = new Problem({ code: 'BACKUP-MISSING', kind: 'failed', what: 'no such folder' });
    const backup = new RecordingBackup({}, { planCopy: () => Promise.reject(missing) });
    await assert.doesNotReject(world({ backup, variables, mode: 'rehearse' }).plan(restore));
    await assert.rejects(world({ backup, variables }).plan(restore), code('BACKUP-MISSING'));
  });

  it('copies each file store into a folder of its own and records what it wrote', async () => {
    const backup = new RecordingBackup(unfinished);
    const w = world({ backup, variables });
    const result = await w.run('copy-files:\n  file-stores: all\n  to: $Backup/filestore');
    assert.equal(result.outcome, 'succeeded');
    const to = '\\\\bk01.contoso.com\\LyncBackup\\1\\filestore\\se01.contoso.com\\LyncShare';
    assert.ok(
      backup.calls.includes(`copy \\\\se01.contoso.com\\LyncShare ${to} overwrite=false`),
      backup.calls.join('\n'),
    );
    const below = 'filestore/se01.contoso.com/LyncShare';
    const from = 'the-step<\\\\se01.contoso.com\\LyncShare';
    assert.ok(
      backup.calls.includes(
        `record ${variables.Backup} ${below}/a/b.txt<${from} ${below}/c.txt<${from}`,
      ),
      backup.calls.join('\n'),
    );
  });

  it('knows a set below the backup location without $Backup', async () => {
    const backup = new RecordingBackup(unfinished);
    const to = '//bk01.contoso.com/LyncBackup/2/x';
    await world({ backup, variables: {} }).run(`copy-files:\n  from: /srv/a\n  to: ${to}`);
    assert.ok(
      backup.calls.some(call =>
        call.startsWith('record \\\\bk01.contoso.com\\LyncBackup\\2 x/a/b.txt'),
      ),
      backup.calls.join('\n'),
    );
  });

  it('records nothing where it writes outside of any set', async () => {
    const w = world({ variables });
    await w.run(restore);
    assert.ok(!w.backup.calls.some(call => call.startsWith('record')));
  });

  it('keeps the separator that makes the destination a folder', async () => {
    const w = world({ variables });
    await w.run('copy-files:\n  from: /srv/a.zip\n  to: /srv/b/');
    assert.ok(
      w.backup.calls.includes('copy /srv/a.zip /srv/b/ overwrite=false'),
      w.backup.calls.join('\n'),
    );
  });

  it('never writes into a sealed set', async () => {
    const cell = 'copy-files:\n  file-stores: all\n  to: $Backup/filestore';
    await assert.rejects(world({ variables }).plan(cell), code('BACKUP-SEALED'));
  });

  it('takes file stores by path or by pool and names those that there are', async () => {
    const backup = new RecordingBackup(unfinished);
    for (const store of ['//SE01.contoso.com/lyncshare', 'se01.contoso.com']) {
      const w = world({ backup, variables });
      await assert.doesNotReject(w.plan(`copy-files:\n  file-stores: [${store}]\n  to: $Backup/f`));
    }
    const unknown = world({ backup, variables }).plan(
      'copy-files:\n  file-stores: [x]\n  to: $Backup/f',
    );
    await assert.rejects(unknown, code('COPY-FILE-STORE-UNKNOWN'));
  });

  it('says which files were left out', async () => {
    const w = world({ variables });
    await w.run(restore);
    assert.ok(w.written.some(line => line.includes('left out: a/Meeting.Active')));
  });

  it('has a plan that goes stale when the files change', async () => {
    const first = await world({ variables }).plan(restore);
    const planCopy: RecordingBackup['planCopy'] = () =>
      Promise.resolve({ files: 2, bytes: 31, excluded: [], replaces: [] });
    const backup = new RecordingBackup({}, { planCopy });
    assert.notDeepEqual(first.facts, (await world({ variables, backup }).plan(restore)).facts);
  });
});

describe('inventory-certificates', () => {
  const cell = 'inventory-certificates:\n  to: $Backup/certificates';
  const estate = {
    paths: [{ unc: '\\\\bk01.contoso.com\\LyncBackup', local: '/mnt/backup' }],
  };

  it('asks every server whose roles have certificates and records the files', async () => {
    const backup = new RecordingBackup(unfinished);
    const w = world({ backup, variables, estate });
    const result = await w.run(cell);
    assert.equal(result.outcome, 'succeeded', JSON.stringify(result));
    assert.deepEqual(
      w.shells.sent.map(one => [one.server, one.request.parameters]),
      [
        [
          'se01.contoso.com',
          { Folder: '/mnt/backup/1/certificates', File: 'se01.contoso.com.csv' },
        ],
      ],
    );
    assert.ok(
      backup.calls.includes(
        `record ${variables.Backup} certificates/se01.contoso.com.csv<the-step<se01.contoso.com`,
      ),
      backup.calls.join('\n'),
    );
  });

  it('fails with the server that could not be asked', async () => {
    const w = world({ variables, estate, shell: () => ({ end: 'died', reason: 'gone' }) });
    const result = await w.run(cell);
    assert.equal(result.outcome, 'failed');
    assert.equal(result.problem.where, 'se01.contoso.com');
  });
});
