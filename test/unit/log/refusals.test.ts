import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogDesk } from '../../../src/compose/log-desk.ts';
import { Problem } from '../../../src/errors/problem.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { besideLog } from '../../../src/log/folder/run-id.ts';
import { addNote, notesFileOf, readNotes } from '../../../src/log/notes/notes-file.ts';
import { reopenLog } from '../../../src/log/writing/reopen.ts';
import {
  alone,
  open,
  scratch,
  smallRun,
  started,
  surroundings,
  systemError,
  WatchedFiles,
  written,
} from './surroundings.ts';

const unfinished = smallRun.slice(0, -1);

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const thrown: unknown = await work.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  assert.ok(thrown instanceof Problem, String(thrown));
  return thrown;
}

describe('what a log says that cannot be written', () => {
  const folder = scratch();

  it('names the place and the system’s word where it cannot be begun', async () => {
    const root = folder();
    writeFileSync(join(root, '2026'), 'a file in the place of the folder');
    const { data } = await problemOf(open(root));
    assert.equal(data.code, 'LOG-NOT-OPENED');
    assert.ok(data.where?.startsWith(root));
    assert.match(data.theirs?.[0]?.number?.toString() ?? '', /^(?:EEXIST|ENOTDIR)$/);
    assert.match(data.changed ?? '', /without a log no step is run/);
  });

  it('says the same of one that is to go on, and leaves it as it was', async () => {
    const file = await written(folder(), unfinished);
    const files = new WatchedFiles();
    files.before = (call, path) => {
      if (call === 'write' && path === file) throw systemError('EROFS');
    };
    const { data } = await problemOf(reopenLog(file, surroundings({ files })));
    assert.ok(['LOG-NOT-OPENED', 'LOG-NOT-WRITTEN'].includes(data.code), data.code);
    assert.equal(data.theirs?.[0]?.number, 'EROFS');
    assert.equal((await verifyLog(file)).integrity.state, 'intact');
  });

  it('says that its lock was left where that cannot be removed; the log is complete', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    await log.append(started);
    files.before = (call, path) => {
      if (call === 'remove' && path.endsWith('.lock')) throw systemError('EBUSY');
    };
    const { data } = await problemOf(log[Symbol.asyncDispose]());
    assert.equal(data.code, 'LOG-LOCK-LEFT');
    assert.equal(data.where, besideLog(log.file).lock);
    assert.equal(data.theirs?.[0]?.number, 'EBUSY');
    assert.ok(data.changed?.includes(log.file));
    assert.equal((await verifyLog(log.file)).integrity.state, 'intact');
    files.before = () => undefined;
    const startOf = (pid: number): Promise<string | undefined> =>
      Promise.resolve(pid === 99 ? 'boot 1' : undefined);
    const later = { ...alone, pid: 99, startOf };
    const again = await reopenLog(log.file, surroundings({ processes: later }));
    assert.ok(again.remarks.some(remark => remark.includes(String(alone.pid))));
    await again.log[Symbol.asyncDispose]();
  });

  it('says that another takes hold of it just now where the lock comes and goes', async () => {
    const file = await written(folder(), unfinished);
    const { lock } = besideLog(file);
    mkdirSync(lock); // neither to be made nor to be read
    const sleep = (): Promise<void> => Promise.resolve();
    const files = new WatchedFiles();
    files.before = call => {
      if (call === 'rename') throw systemError('ENOENT');
    };
    const { data } = await problemOf(reopenLog(file, surroundings({ files, sleep })));
    assert.deepEqual([data.code, data.kind], ['LOG-IN-USE', 'refused']);
    assert.match(data.what, /seems to be taking hold/);
    assert.ok(data.next?.some(line => line.includes(lock)));
  });
});

describe('what notes say that cannot be written', () => {
  const folder = scratch();

  it('names the file and the system’s word, and no half note is left that counts', async () => {
    for (const number of ['ENOSPC', 'EACCES', 'EIO']) {
      const file = await written(folder());
      const files = new WatchedFiles();
      files.before = (call, path) => {
        if (call === 'write' && path.endsWith('.notes.jsonl')) throw systemError(number);
      };
      const entry = { type: 'note', text: 'seen' } as const;
      const { data } = await problemOf(addNote(file, entry, 'ann', surroundings({ files })));
      assert.equal(data.code, 'LOG-NOTES-NOT-WRITTEN');
      assert.equal(data.where, notesFileOf(file));
      assert.equal(data.theirs?.[0]?.number, number);
      files.before = () => undefined;
      assert.deepEqual(await readNotes(file), { notes: [] });
      await addNote(file, entry, 'ann', surroundings({ files }));
      assert.equal((await readNotes(file)).notes.length, 1);
    }
  });
});

describe('what the desk of logs says', () => {
  const folder = scratch();
  const desk = (): LogDesk =>
    new LogDesk({
      version: '1',
      front: 'cli',
      dist: folder(),
      self: { file: '', args: [], env: {} },
      env: { RECOVERY_RUNBOOKS_DATA: join(folder(), 'data') },
      platform: 'linux',
      powershell: '',
      secret: () => Promise.resolve(undefined),
    });

  it('names a file of evidence that cannot be read, and adds nothing', async () => {
    const file = await written(folder());
    const path = join(folder(), 'photo.png');
    const { data } = await problemOf(desk().evidence(file, 'Photo', { path }));
    assert.equal(data.code, 'LOG-EVIDENCE-UNREADABLE');
    assert.equal(data.where, path);
    assert.equal(data.theirs?.[0]?.number, 'ENOENT');
    assert.deepEqual(await readNotes(file), { notes: [] });
  });

  it('names the findings that are open where one is closed that is not', async () => {
    const file = await written(folder());
    const notes = desk();
    const closed = { type: 'finding-closed', id: 'F7', text: 'done' } as const;
    const none = await problemOf(notes.add(file, closed));
    assert.equal(none.code, 'LOG-NO-FINDING');
    assert.match([none.data.what, ...(none.data.next ?? [])].join(' '), /F7/);
    await notes.add(file, { type: 'finding', id: '', severity: 'major', text: 'slow' });
    const { data } = await problemOf(notes.add(file, closed));
    assert.match([data.what, ...(data.next ?? [])].join(' '), /F1/);
    await notes.add(file, { ...closed, id: 'F1' });
    assert.equal(
      (await problemOf(notes.add(file, { ...closed, id: 'F1' }))).code,
      'LOG-NO-FINDING',
    );
  });
});
