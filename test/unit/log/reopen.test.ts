import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Problem } from '../../../src/errors/problem.ts';
import { sha256 } from '../../../src/log/chain/chain.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { fingerprintOf } from '../../../src/log/keys/signing.ts';
import type { LogSurroundings } from '../../../src/log/writing/open.ts';
import { reopenLog, type ReopenedLog } from '../../../src/log/writing/reopen.ts';
import {
  alone,
  eventsOf,
  finished,
  open,
  otherKey,
  output,
  scratch,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  surroundings,
  systemError,
  trusted,
  WatchedFiles,
  written,
} from './surroundings.ts';

const suffix = '.recovery-log.jsonl';
const unfinished = smallRun.slice(0, -1);

function reopen(file: string, more: Partial<LogSurroundings> = {}): Promise<ReopenedLog> {
  return reopenLog(file, surroundings(more));
}

async function close({ log }: ReopenedLog): Promise<void> {
  await log[Symbol.asyncDispose]();
}

describe('reopening an unfinished log', () => {
  const folder = scratch();

  it('goes on with the chain, and the run can be finished', async () => {
    const file = await written(folder(), unfinished);
    const again = await reopen(file);
    await again.log.append(finished);
    await close(again);
    const found = await verifyLog(file, { trustedKeys: trusted });
    assert.equal(found.finished, true);
    assert.equal(found.signer.state, 'trusted');
  });

  it('gives the run back as the log tells it', async () => {
    const file = await written(folder(), [
      started,
      stepStarted('a'),
      stepEnded('a', { values: { Server: 'se01' } }),
      stepStarted('b'),
    ]);
    const again = await reopen(file);
    const { state } = again;
    await close(again);
    assert.equal(state.steps.get('a')?.outcome, 'succeeded');
    assert.equal(state.steps.get('b')?.outcome, 'interrupted');
    assert.equal(state.open, 'b');
    assert.equal(state.variables.get('Server'), 'se01');
    assert.deepEqual(state.variables.get('Sql'), { secret: 'SqlPassword' });
  });

  it('works as often as it is needed', async () => {
    const file = await written(folder(), [started]);
    for (let again = 0; again < 5; again += 1) {
      const opened = await reopen(file);
      await opened.log.append({ type: 'note', text: String(again), by: 'ann' });
      await close(opened);
    }
    const found = await verifyLog(file);
    assert.equal(found.integrity.state, 'intact');
    assert.equal(
      (await reopen(file).then(async log => close(log).then(() => log))).state.session.count,
      7,
    );
  });

  it('is possible for another person, and says that another key signs from there', async () => {
    const file = await written(folder(), unfinished);
    const again = await reopen(file, { key: otherKey });
    await again.log.append(finished);
    await close(again);
    const found = await verifyLog(file, { trustedKeys: trusted });
    assert.equal(found.finished, true);
    const fingerprint = fingerprintOf(otherKey.publicKey);
    assert.deepEqual(found.signer, { state: 'unknown', fingerprint });
    assert.ok(found.remarks.some(remark => remark.includes(fingerprint)));
    const both = [...trusted, { name: 'Bob', publicKey: otherKey.publicKey }];
    const { signer } = await verifyLog(file, { trustedKeys: both });
    // in the order of their keys, which are made at random
    const names = signer.state === 'trusted' ? signer.name.split(', ').toSorted() : [];
    assert.deepEqual(names, ['Bob', 'Test']);
  });

  it('makes the head file anew where it was lost', async () => {
    const file = await written(folder(), unfinished);
    rmSync(file.replace(suffix, '.head'));
    await close(await reopen(file));
    assert.deepEqual((await verifyLog(file)).remarks, []);
    writeFileSync(file.replace(suffix, '.head'), 'x'.repeat(2000));
    await close(await reopen(file));
    assert.deepEqual((await verifyLog(file)).remarks, []);
  });

  it('is refused for a finished run, which stays as it is', async () => {
    const file = await written(folder());
    const before = readFileSync(file);
    await assert.rejects(reopen(file), { code: 'LOG-FINISHED', kind: 'refused' });
    assert.deepEqual(readFileSync(file), before);
    assert.ok(!existsSync(file.replace(suffix, '.lock')));
  });

  it('closes a run that was killed just before its last checkpoint, and refuses it then', async () => {
    const file = await written(folder());
    const lines = readFileSync(file, 'utf8').split('\n');
    for (const tail of ['', '{"event":{"sig']) {
      writeFileSync(file, lines.slice(0, -2).join('\n') + '\n' + tail);
      rmSync(file.replace(suffix, '.head'), { force: true });
      assert.equal((await verifyLog(file)).finished, false);
      await assert.rejects(reopen(file), { code: 'LOG-FINISHED' });
      assert.equal((await verifyLog(file)).finished, true);
    }
  });

  it('is a problem of wrong use where there is no log, and locks nothing', async () => {
    const root = folder();
    await assert.rejects(reopen(join(root, `x${suffix}`)), { code: 'LOG-UNREADABLE' });
    assert.deepEqual(readdirSync(root), []);
  });
});

describe('F3: reopening a torn log', () => {
  const folder = scratch();

  it('puts the unfinished line aside, whatever byte it was cut at, and says so', async () => {
    const root = folder();
    const file = await written(root, [started, stepStarted('a'), output('a', 'half')]);
    const whole = readFileSync(file);
    const head = readFileSync(file.replace(suffix, '.head'));
    const start = whole.lastIndexOf(10, whole.length - 2) + 1;
    for (let end = start + 1; end < whole.length; end += 1) {
      for (const name of readdirSync(dirname(file))) {
        if (name.includes('.torn-')) rmSync(join(dirname(file), name));
      }
      writeFileSync(file, whole.subarray(0, end));
      writeFileSync(file.replace(suffix, '.head'), head);
      const again = await reopen(file);
      await close(again);
      const tail = (await eventsOf(file)).find(event => event.type === 'torn-tail-put-aside');
      assert.ok(tail !== undefined, `cut at ${end}`);
      const aside = readFileSync(join(dirname(file), tail.file));
      assert.deepEqual(aside, whole.subarray(start, end));
      assert.equal(tail.sha256, sha256(aside));
      assert.equal(tail.bytes, end - start);
      assert.ok(again.remarks.some(remark => remark.includes(tail.file)));
      assert.equal((await verifyLog(file)).integrity.state, 'intact');
      assert.ok(readFileSync(file).subarray(0, start).equals(whole.subarray(0, start)));
    }
  });

  it('names a tail that a process put aside and was killed before it could say so', async () => {
    const file = await written(folder(), [started]);
    const orphan = `${file}.torn-20261122T050000000Z`;
    writeFileSync(orphan, '{"event":{');
    await close(await reopen(file));
    await close(await reopen(file));
    const tails = (await eventsOf(file)).filter(event => event.type === 'torn-tail-put-aside');
    assert.deepEqual(tails, [
      {
        type: 'torn-tail-put-aside',
        file: basename(orphan),
        bytes: 10,
        sha256: sha256('{"event":{'),
      },
    ]);
  });

  it('never loses the tail, at whichever call the disk fails', async () => {
    const tail = '{"event":{"attempt":1,"st';
    for (let call = 1; ; call += 1) {
      const file = await written(folder(), [started, stepStarted('a')]);
      appendFileSync(file, tail);
      const files = new WatchedFiles();
      files.before = () => {
        if (files.calls.length === call) throw systemError('EIO');
      };
      let opened = false;
      try {
        const again = await reopen(file, { files });
        files.before = () => undefined;
        await close(again);
        opened = true;
      } catch (thrown) {
        assert.ok(thrown instanceof Problem, `call ${call}: ${String(thrown)}`);
      }
      const kept = readdirSync(dirname(file)).filter(name => name.includes('.torn-'));
      const texts = kept.map(name => readFileSync(join(dirname(file), name), 'utf8'));
      const inLog = readFileSync(file, 'utf8').includes(tail);
      assert.ok(inLog || texts.includes(tail), `call ${call}`);
      rmSync(file.replace(suffix, '.lock'), { force: true });
      await close(await reopen(file));
      assert.equal((await verifyLog(file)).integrity.state, 'intact', `call ${call}`);
      const named = (await eventsOf(file)).filter(event => event.type === 'torn-tail-put-aside');
      assert.ok(
        named.some(event => event.bytes === tail.length),
        `call ${call}`,
      );
      if (opened && call > 25) return;
    }
  });
});

describe('reopening a log that was changed or cut', () => {
  const folder = scratch();

  const faults: Readonly<Record<string, (file: string) => void>> = {
    'a changed letter': file => {
      writeFileSync(file, readFileSync(file, 'utf8').replace('LcsCDR: 40', 'LcsCDR: 41'));
    },
    'a deleted line': file => {
      writeFileSync(file, readFileSync(file, 'utf8').split('\n').toSpliced(3, 1).join('\n'));
    },
    'lines cut off its end': file => {
      const bytes = readFileSync(file);
      truncateSync(file, bytes.lastIndexOf(10, bytes.length - 2) + 1);
    },
    'converted line ends': file => {
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
    },
    'text behind its end': file => {
      appendFileSync(file, 'checked by ann\n');
    },
  };
  for (const [name, doctor] of Object.entries(faults)) {
    it(`is refused for ${name}: the file stays as it is and can be read`, async () => {
      const file = await written(folder(), unfinished);
      doctor(file);
      const before = readFileSync(file);
      const names = readdirSync(dirname(file));
      await assert.rejects(reopen(file), { code: 'LOG-DAMAGED', kind: 'refused' });
      assert.deepEqual(readFileSync(file), before);
      assert.deepEqual(readdirSync(dirname(file)), names);
      assert.ok((await eventsOf(file)).length > 0);
    });
  }
});

describe('two windows', () => {
  const folder = scratch();

  it('cannot drive one run: the second is told who holds it', async () => {
    const log = await open(folder());
    await log.append(started);
    await assert.rejects(reopen(log.file), (thrown: unknown) => {
      assert.ok(thrown instanceof Problem);
      assert.equal(thrown.code, 'LOG-IN-USE');
      assert.equal(thrown.kind, 'refused');
      assert.match(thrown.message, /Two windows cannot drive one run: process 4711 on ws01/);
      return true;
    });
    await log.append(finished);
    await log[Symbol.asyncDispose]();
    assert.equal((await verifyLog(log.file)).finished, true);
  });

  it('may follow each other: closing lets go', async () => {
    const file = await written(folder(), unfinished);
    await close(await reopen(file));
    await close(await reopen(file));
  });

  it('take over what a dead process left, and say so', async () => {
    const log = await open(folder());
    await log.append(started);
    const dead = { ...alone, pid: 5000, startOf: (pid: number) => alone.startOf(pid - 289) };
    const other = {
      ...alone,
      pid: 5000,
      startOf: (pid: number) => Promise.resolve(pid === 5000 ? 'boot 2' : undefined),
    };
    assert.equal(await dead.startOf(5000), 'boot 1');
    const again = await reopen(log.file, { processes: other });
    assert.ok(again.remarks.some(remark => remark.includes('4711')));
    await close(again);
  });

  it('take over where another process has the dead one’s number', async () => {
    const log = await open(folder());
    const later = { ...alone, startOf: () => Promise.resolve('boot 2') };
    const again = await reopen(log.file, { processes: later });
    assert.equal(again.remarks.length, 1);
    await close(again);
  });

  it('never take a run from another computer', async () => {
    const log = await open(folder());
    const elsewhere = { ...alone, host: 'ws02', startOf: () => Promise.resolve('boot 9') };
    await assert.rejects(reopen(log.file, { processes: elsewhere }), (thrown: unknown) => {
      assert.ok(thrown instanceof Problem);
      assert.equal(thrown.code, 'LOG-IN-USE');
      assert.ok(thrown.data.next?.some(line => line.includes('.lock')));
      return true;
    });
    await log[Symbol.asyncDispose]();
  });

  it('never take a run from a process whose start cannot be told', async () => {
    const log = await open(folder());
    const unsure = { ...alone, startOf: () => Promise.resolve('') };
    await assert.rejects(reopen(log.file, { processes: unsure }), { code: 'LOG-IN-USE' });
    await log[Symbol.asyncDispose]();
  });

  it('do not stumble over a lock file that was cut short by a crash', async () => {
    const file = await written(folder(), unfinished);
    writeFileSync(file.replace(suffix, '.lock'), '{"pid":');
    const waits: number[] = [];
    const again = await reopen(file, {
      sleep: ms => {
        waits.push(ms);
        return Promise.resolve();
      },
    });
    assert.ok(waits.length > 5);
    await close(again);
    assert.ok(!existsSync(file.replace(suffix, '.lock')));
  });
});
