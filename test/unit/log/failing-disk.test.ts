import assert from 'node:assert/strict';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../../../src/errors/problem.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { reopenLog } from '../../../src/log/writing/reopen.ts';
import {
  eventsOf,
  finished,
  firstRun,
  open,
  output,
  recordsOf,
  scratch,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  surroundings,
  systemError,
  WatchedFiles,
} from './surroundings.ts';

const suffix = '.recovery-log.jsonl';

describe('a disk that fails', () => {
  const folder = scratch();

  it('F5: ends the log when it is full: the message says so, and no line is lost', async () => {
    const root = folder();
    const files = new WatchedFiles();
    const log = await open(root, { files });
    await log.append(started);
    files.before = call => {
      if (call === 'write') throw systemError('ENOSPC');
    };
    const full = { code: 'LOG-DISK-FULL', data: { where: log.file } };
    await assert.rejects(log.append(stepStarted('a')), (thrown: unknown) => {
      assert.ok(thrown instanceof Problem);
      assert.equal(thrown.code, full.code);
      assert.equal(thrown.data.theirs?.[0]?.number, 'ENOSPC');
      assert.match(thrown.data.changed ?? '', /Lines 1 to 2 /);
      return true;
    });
    files.before = () => undefined;
    await assert.rejects(log.append(stepStarted('a')), { code: 'LOG-DISK-FULL' });
    await log[Symbol.asyncDispose]();
    assert.deepEqual(
      (await eventsOf(log.file)).map(event => event.type),
      ['log-opened', 'run-started'],
    );
    const again = await reopenLog(log.file, surroundings());
    await again.log.append(stepStarted('a'));
    await again.log[Symbol.asyncDispose]();
    assert.equal((await verifyLog(log.file)).integrity.state, 'intact');
  });

  it('stops the run before the next step where the log was removed, renamed or replaced', async () => {
    const ways: readonly ((file: string) => void)[] = [
      file => {
        rmSync(file);
      },
      file => {
        renameSync(dirname(file), `${dirname(file)}-moved`);
      },
      file => {
        renameSync(file, `${file}.bak`);
        writeFileSync(file, 'another\n');
      },
    ];
    for (const way of ways) {
      const log = await open(folder());
      await log.append(started);
      way(log.file);
      await log.append(output('a', 'written to a file without a name\n'));
      await assert.rejects(log.append(stepStarted('a')), (thrown: unknown) => {
        assert.ok(thrown instanceof Problem && thrown.code === 'LOG-GONE');
        assert.equal(thrown.data.where, log.file);
        return true;
      });
      await assert.rejects(log.append(finished), { code: 'LOG-GONE' });
      await log[Symbol.asyncDispose]();
    }
  });

  it('is full for a long output alone: no record names what is not there', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    await log.append(stepStarted('a'));
    files.before = (call, path) => {
      if (call === 'write' && path.endsWith('.gz.part')) throw systemError('ENOSPC');
    };
    await assert.rejects(log.append(output('a', 'x'.repeat(40_000))), { code: 'LOG-DISK-FULL' });
    await log[Symbol.asyncDispose]();
    files.before = () => undefined;
    const again = await reopenLog(log.file, surroundings());
    await again.log.append(output('a', 'x'.repeat(40_000)));
    await again.log.append(stepEnded('a'));
    await again.log.append(finished);
    assert.ok((await verifyLog(log.file)).finished);
    await again.log[Symbol.asyncDispose]();
  });

  it('takes half a line before it is full: the line is put aside at the next opening', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    await log.append(started);
    let left = 150;
    files.takes = bytes => {
      const taken = Math.min(bytes, left);
      left -= taken;
      return taken;
    };
    files.before = call => {
      if (call === 'write' && left === 0) throw systemError('ENOSPC');
    };
    await assert.rejects(log.append(stepStarted('a')), { code: 'LOG-DISK-FULL' });
    await log[Symbol.asyncDispose]();
    const torn = { state: 'torn', afterLine: 2, bytes: 150 };
    assert.deepEqual((await verifyLog(log.file)).integrity, torn);
    const again = await reopenLog(log.file, surroundings());
    await again.log[Symbol.asyncDispose]();
    assert.equal((await verifyLog(log.file)).integrity.state, 'intact');
  });

  it('F6: is never asked again for a sync that it refused', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    files.before = (call, path) => {
      if (call === 'datasync' && path.endsWith(suffix)) throw systemError('EIO');
    };
    const results = await Promise.allSettled([
      log.append(started),
      log.append(stepStarted('a')),
      log.append(output('a', 'x')),
    ]);
    assert.equal(results[0].status, 'rejected');
    assert.equal(results[1].status, 'rejected');
    await new Promise(resolve => setTimeout(resolve, 20));
    const syncs = files.count('datasync', suffix);
    const writes = files.count('write', suffix);
    files.before = () => undefined;
    await assert.rejects(log.append(stepStarted('b')), { code: 'LOG-NOT-WRITTEN' });
    await log[Symbol.asyncDispose]();
    assert.equal(files.count('datasync', suffix), syncs);
    assert.equal(files.count('write', suffix), writes);
  });

  it('is told by closing where no append has told it', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    await log.append(started);
    files.before = call => {
      if (call === 'write') throw systemError('EIO');
    };
    await assert.rejects(log[Symbol.asyncDispose](), { code: 'LOG-NOT-WRITTEN' });
  });

  it('stops the run when a long output cannot be stored', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    files.before = (call, path) => {
      if (call === 'write' && path.includes('.files')) throw systemError('ENOSPC');
    };
    const appends = [log.append(output('a', 'x'.repeat(50_000))), log.append(stepEnded('a'))];
    for (const result of await Promise.allSettled(appends)) assert.equal(result.status, 'rejected');
    await log[Symbol.asyncDispose]();
    assert.deepEqual(
      (await eventsOf(log.file)).map(event => event.type),
      ['log-opened'],
    );
  });

  it('never loses a line that was promised, at whichever call it fails', async () => {
    for (let call = 1; ; call += 1) {
      const root = folder();
      const files = new WatchedFiles();
      const log = await open(root, { files });
      const from = files.calls.length;
      files.before = () => {
        if (files.calls.length === from + call) throw systemError('EIO');
      };
      const promised: string[] = [];
      const events = [...smallRun.slice(0, -1), output('z', 'x'.repeat(20_000)), finished];
      for (const event of events) {
        try {
          promised.push((await log.append(event)).hash);
        } catch (thrown) {
          assert.ok(thrown instanceof Problem);
        }
      }
      await log[Symbol.asyncDispose]().catch(() => undefined);
      files.before = () => undefined;
      const stored = (await recordsOf(log.file)).map(record => record.hash);
      for (const hash of promised) assert.ok(stored.includes(hash), `call ${call}`);
      const { integrity } = await verifyLog(log.file);
      assert.ok(integrity.state === 'intact' || integrity.state === 'torn', `call ${call}`);
      const failed = files.calls[from + call - 1]?.path.endsWith('.lock');
      const lock = join(dirname(log.file), `${firstRun}.lock`);
      assert.equal(existsSync(lock), failed ?? false, `call ${call}`);
      if (promised.length === events.length && call > 30) return;
    }
  });
});
