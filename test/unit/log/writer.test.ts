import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Problem } from '../../../src/errors/problem.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import { Redactor } from '../../../src/log/redaction/redactor.ts';
import { Secret } from '../../../src/runbook/variables.ts';
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
  systemError,
  TestClock,
  WatchedFiles,
  written,
} from './surroundings.ts';

const suffix = '.recovery-log.jsonl';

/** A promise and its end, for holding a call of the disk. */
function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  return { opened, open };
}

function aMoment(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 20));
}

describe('a new log', () => {
  const folder = scratch();

  it('lies in the folder of its year, and its first line opens it', async () => {
    const root = folder();
    const file = await written(root, []);
    assert.equal(file, join(root, '2026', `${firstRun}${suffix}`));
    const [first] = await eventsOf(file);
    assert.equal(first?.type, 'log-opened');
  });

  it('keeps version control from touching its line ends', async () => {
    const root = folder();
    await written(root, []);
    const attributes = readFileSync(join(root, '.gitattributes'), 'utf8');
    assert.ok(attributes.split('\n').includes('*.recovery-log.jsonl -text'));
  });

  it('leaves attributes that are there as they are', async () => {
    const root = folder();
    await written(root, [], { run: '20261122T034100Z-000002' });
    const file = join(root, '.gitattributes');
    const before = readFileSync(file, 'utf8');
    await written(root, []);
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  it('is refused where the run has one already, and that one is left alone', async () => {
    const root = folder();
    const file = await written(root);
    const before = readFileSync(file);
    await assert.rejects(open(root), { code: 'LOG-EXISTS' });
    assert.deepEqual(readFileSync(file), before);
    assert.ok(!existsSync(file.replace(suffix, '.lock')));
  });

  it('is refused for an id that is none', async () => {
    for (const run of ['../../x', '', '20261122T034100Z', '20261122T034100Z-3F9C1A']) {
      await assert.rejects(open(folder(), { run }), { code: 'LOG-RUN-ID' });
    }
  });

  it('leaves nothing behind where it cannot be begun, whichever call fails', async () => {
    for (let call = 1; ; call += 1) {
      const root = folder();
      const files = failingAt(call, systemError('EACCES'));
      try {
        const log = await open(root, { files });
        files.before = () => undefined;
        await log[Symbol.asyncDispose]();
        assert.ok(call > 8, 'the calls were counted');
        return;
      } catch (thrown) {
        assert.ok(thrown instanceof Problem, String(thrown));
        const left = readdirSync(root, { recursive: true }).map(String);
        assert.deepEqual(
          left.filter(name => name.endsWith(suffix)),
          [],
          `call ${call}`,
        );
      }
    }
  });
});

/** A disk whose call number `at` fails, once. */
function failingAt(at: number, error: Error): WatchedFiles {
  const files = new WatchedFiles();
  files.before = () => {
    if (files.calls.length === at) throw error;
  };
  return files;
}

describe('appending', () => {
  const folder = scratch();

  it('keeps the order of the calls, whatever waits for the disk', async () => {
    const log = await open(folder());
    const texts = Array.from({ length: 60 }, (_, at) => String(at));
    await Promise.all(
      texts.map((text, at) =>
        log.append(at % 3 === 0 ? { type: 'note', text, by: 'a' } : output('a', text)),
      ),
    );
    await log[Symbol.asyncDispose]();
    const events = await eventsOf(log.file);
    const read = events.flatMap(event => ('text' in event ? [event.text] : []));
    assert.deepEqual(read, texts);
  });

  it('gives the record back as it is stored', async () => {
    const log = await open(folder());
    const record = await log.append(started);
    await log[Symbol.asyncDispose]();
    assert.deepEqual((await recordsOf(log.file))[1], record);
  });

  it('resolves a durable record only after a sync that came behind its write', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    const held = gate();
    files.before = call => (call === 'datasync' ? held.opened : undefined);
    let done = false;
    const append = log.append(started).then(() => {
      done = true;
    });
    while (!readFileSync(log.file, 'utf8').includes('run-started')) await aMoment();
    await aMoment();
    assert.equal(done, false);
    held.open();
    await append;
    await log[Symbol.asyncDispose]();
  });

  it('does not let output wait for a sync that is under way', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    const held = gate();
    files.before = call => (call === 'datasync' ? held.opened : undefined);
    const durable = log.append(started);
    await log.append(output('a', 'seen at once'));
    assert.match(readFileSync(log.file, 'utf8'), /seen at once/);
    held.open();
    await durable;
    await log[Symbol.asyncDispose]();
  });

  it('shares one sync among durable records that come together', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    const before = files.count('datasync', suffix);
    const writes = files.count('write', suffix) + 100;
    const held = gate();
    files.before = call => (call === 'datasync' ? held.opened : undefined);
    const appends = Promise.all(
      Array.from({ length: 100 }, () => log.append({ type: 'note', text: 'x', by: 'a' })),
    );
    while (files.count('write', suffix) < writes) await aMoment();
    while (readFileSync(log.file, 'utf8').split('"type":"note"').length <= 100) await aMoment();
    await aMoment();
    held.open();
    await appends;
    assert.equal(files.count('datasync', suffix) - before, 2);
    await log[Symbol.asyncDispose]();
  });

  it('writes each line with one call', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    for (const event of smallRun) await log.append(event);
    await log[Symbol.asyncDispose]();
    const lines = readFileSync(log.file, 'utf8').split('\n').length - 1;
    assert.equal(files.count('write', suffix), lines);
  });

  it('goes on where the disk takes a line in pieces', async () => {
    const files = new WatchedFiles();
    files.takes = bytes => Math.min(bytes, 100);
    const file = await written(folder(), smallRun, { files });
    assert.equal((await verifyLog(file)).finished, true);
  });

  it('tells listeners in order, and of nothing that is not on the disk', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    const heard: string[] = [];
    log.onRecord(record => {
      assert.ok(readFileSync(log.file, 'utf8').includes(record.hash));
      heard.push(`${record.seq} ${record.event.type}`);
    });
    const held = gate();
    files.before = call => (call === 'datasync' ? held.opened : undefined);
    const first = log.append(started);
    await log.append(output('a', 'x'));
    assert.deepEqual(heard, []);
    held.open();
    await first;
    await log[Symbol.asyncDispose]();
    assert.deepEqual(heard, ['1 run-started', '2 output']);
  });

  it('tells listeners before the caller goes on', async () => {
    const log = await open(folder());
    let heard = 0;
    log.onRecord(() => {
      heard += 1;
    });
    await log.append(started);
    assert.equal(heard, 1);
    await log[Symbol.asyncDispose]();
  });

  it('tells a listener nothing after it has gone', async () => {
    const log = await open(folder());
    let heard = 0;
    const stop = log.onRecord(() => {
      heard += 1;
    });
    stop();
    await log.append(started);
    assert.equal(heard, 0);
    await log[Symbol.asyncDispose]();
  });

  it('goes on when a listener throws, and says so', async () => {
    const told: unknown[] = [];
    const log = await open(folder(), { listenerFailed: thrown => told.push(thrown) });
    const defect = new Error('a defect of the display');
    log.onRecord(() => {
      throw defect;
    });
    await log.append(started);
    await log.append(finished);
    await log[Symbol.asyncDispose]();
    assert.equal(told[0], defect);
    assert.equal((await verifyLog(log.file)).finished, true);
  });

  it('refuses everything after the end of the run', async () => {
    const log = await open(folder());
    await log.append(finished);
    await assert.rejects(log.append(started), { code: 'LOG-CLOSED' });
    await log[Symbol.asyncDispose]();
    assert.equal((await verifyLog(log.file)).finished, true);
  });

  it('refuses a record that no reader could take, and goes on', async () => {
    const log = await open(folder());
    const text = 'x'.repeat(17 * 1024 * 1024);
    await assert.rejects(log.append({ type: 'note', text, by: 'a' }), {
      code: 'LOG-RECORD-TOO-LARGE',
    });
    await log.append(finished);
    await log[Symbol.asyncDispose]();
    assert.equal((await verifyLog(log.file)).finished, true);
  });
});

describe('checkpoints', () => {
  const folder = scratch();

  it('stand behind every end of a step and behind the end of the run', async () => {
    const events = (await eventsOf(await written(folder()))).map(event => event.type);
    for (const [at, type] of events.entries()) {
      if (type === 'step-ended' || type === 'run-finished') {
        assert.equal(events[at + 1], 'checkpoint');
      }
    }
    assert.equal(events.at(-1), 'checkpoint');
  });

  it('stand in a long output often enough', async () => {
    const log = await open(folder());
    for (let at = 0; at < 2200; at += 1) void log.append(output('a', 'x'));
    await log[Symbol.asyncDispose]();
    const events = await eventsOf(log.file);
    let since = 0;
    for (const event of events) {
      since = event.type === 'checkpoint' ? 0 : since + 1;
      assert.ok(since <= 1000);
    }
  });

  it('sign what an open run leaves behind when its window closes', async () => {
    const log = await open(folder());
    await log.append(started);
    await log[Symbol.asyncDispose]();
    assert.equal((await eventsOf(log.file)).at(-1)?.type, 'checkpoint');
    assert.deepEqual((await verifyLog(log.file)).remarks, []);
  });
});

describe('time in the log', () => {
  const folder = scratch();

  it('is UTC with milliseconds, and whole milliseconds of the monotonic clock', async () => {
    const clock = new TestClock();
    const log = await open(folder(), { clock });
    clock.pass(1234.6);
    const record = await log.append(started);
    await log[Symbol.asyncDispose]();
    assert.equal(record.time, '2026-11-22T03:41:01.234Z');
    assert.equal(record.mono, 1235);
  });

  it('says that the clock jumped, and keeps durations right', async () => {
    const clock = new TestClock();
    const log = await open(folder(), { clock });
    await log.append(started);
    clock.pass(1000);
    clock.wall -= 3_600_000;
    const record = await log.append(output('a', 'x'));
    await log[Symbol.asyncDispose]();
    assert.equal(record.mono, 1000);
    const jumps = (await eventsOf(log.file)).filter(event => event.type === 'clock-jumped');
    assert.deepEqual(jumps, [{ type: 'clock-jumped', byMs: -3_600_000 }]);
  });
});

describe('secrets', () => {
  const folder = scratch();
  const canary = 'C4nary-pa$$word';

  it('reach no file and no listener, whatever the event', async () => {
    const root = folder();
    const log = await open(root, { redactor: new Redactor([new Secret('P', canary)]) });
    const heard: string[] = [];
    log.onRecord(record => heard.push(JSON.stringify(record)));
    const half = canary.slice(0, 7);
    const base64 = Buffer.from(canary, 'utf16le').toString('base64');
    const events: RunEvent[] = [
      stepStarted('a'),
      output('a', `password is ${half}`),
      output('a', `${canary.slice(7)}!`),
      output('a', `long ${'x'.repeat(30_000)}${canary}${'y'.repeat(30_000)}`),
      { type: 'table', step: 'a', attempt: 1, table: { columns: ['x'], rows: [[base64]] } },
      output('a', half),
      stepEnded('a', { summary: canary, values: { Free: canary } }),
      finished,
    ];
    for (const event of events) await log.append(event);
    await log[Symbol.asyncDispose]();
    assert.equal((await verifyLog(log.file)).finished, true);
    const texts = [...heard, ...allTexts(root)];
    assert.ok(texts.length > 10);
    for (const text of texts) {
      assert.ok(!text.includes(canary) && !text.includes(base64), text.slice(0, 200));
      assert.ok(!text.includes(canary.slice(7)), text.slice(0, 200));
    }
  });

  it('that are half shown at the end of a step come out as they were, for they were none', async () => {
    const log = await open(folder(), { redactor: new Redactor([new Secret('P', canary)]) });
    await log.append(stepStarted('a'));
    await log.append(output('a', 'see C4nary'));
    await log.append(stepEnded('a'));
    await log[Symbol.asyncDispose]();
    const texts = (await eventsOf(log.file)).flatMap(event =>
      event.type === 'output' ? [event.text] : [],
    );
    assert.equal(texts.join(''), 'see C4nary');
  });
});

function allTexts(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return (entry.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    });
}

describe('long output', () => {
  const folder = scratch();

  it('is cut in the record and whole in a side file', async () => {
    const text = Array.from({ length: 5000 }, (_, at) => `line ${at} é😀\n`).join('');
    const file = await written(folder(), [output('a', text)]);
    const event = (await eventsOf(file)).find(each => each.type === 'output');
    assert.ok(event?.type === 'output' && event.whole !== undefined);
    assert.ok(Buffer.byteLength(event.text) <= 16 * 1024);
    assert.ok(event.text.startsWith('line 0 ') && event.text.endsWith('line 4999 é😀\n'));
    assert.ok(event.text.isWellFormed() && !event.text.includes('\ufffd'));
    const side = join(file.replace(suffix, '.files'), `${event.whole.sha256}.gz`);
    assert.equal(gunzipSync(readFileSync(side)).toString('utf8'), text);
    assert.equal(event.whole.bytes, Buffer.byteLength(text));
  });

  it('stays in the record up to 16 KiB', async () => {
    const file = await written(folder(), [output('a', 'x'.repeat(16 * 1024))]);
    const event = (await eventsOf(file)).find(each => each.type === 'output');
    assert.ok(event?.type === 'output' && event.whole === undefined);
  });

  it('of a table is whole in a side file too', async () => {
    const rows = Array.from({ length: 2000 }, (_, at) => [String(at), null]);
    const table = { columns: ['id', 'name'], rows };
    const file = await written(folder(), [{ type: 'table', step: 'a', attempt: 1, table }]);
    const event = (await eventsOf(file)).find(each => each.type === 'table');
    assert.ok(event?.type === 'table' && event.whole !== undefined);
    const side = join(file.replace(suffix, '.files'), `${event.whole.sha256}.gz`);
    assert.deepEqual(JSON.parse(gunzipSync(readFileSync(side)).toString('utf8')), table);
    assert.deepEqual(event.table.rows, rows.slice(0, event.table.rows.length));
  });

  it('is stored once when it comes twice', async () => {
    const text = 'x'.repeat(50_000);
    const file = await written(folder(), [output('a', text), output('b', text)]);
    assert.equal(readdirSync(file.replace(suffix, '.files')).length, 1);
  });

  it('is on the disk before the record that names it', async () => {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    await log.append(output('a', 'x'.repeat(50_000)));
    await log[Symbol.asyncDispose]();
    const calls = files.calls.map(({ call, path }) => `${call} ${path.split('.').at(-1) ?? ''}`);
    const stored = calls.indexOf('datasync part');
    const named = calls.lastIndexOf('write jsonl', calls.lastIndexOf('write jsonl') - 1);
    assert.ok(stored > 0 && stored < named);
  });
});
