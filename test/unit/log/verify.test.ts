import assert from 'node:assert/strict';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { fingerprintOf } from '../../../src/log/keys/signing.ts';
import type { LogRecord } from '../../../src/log/record.ts';
import { MemoryFiles } from './memory-files.ts';
import {
  finished,
  firstRun,
  open,
  smallRun,
  started,
  stepStarted,
  testKey,
  written,
} from './surroundings.ts';

import { assertChanged, assertEveryBitCounts, Bench, changedAt, folder } from './doctored-log.ts';
const unfinished = smallRun.slice(0, -1);

describe('a log as it was written', () => {
  it('is intact, finished and signed by a trusted key', async () => {
    const bench = await Bench.of();
    const found = await bench.verify();
    assert.deepEqual(found.integrity, { state: 'intact' });
    assert.equal(found.finished, true);
    assert.equal(found.run, firstRun);
    assert.equal(found.records, bench.lines.length);
    const fingerprint = fingerprintOf(testKey.publicKey);
    assert.deepEqual(found.signer, { state: 'trusted', name: 'Test', fingerprint });
    assert.deepEqual(found.remarks, []);
  });

  it('is signed by unknown for a reader who does not trust its key', async () => {
    const found = await (await Bench.of()).verify({ trustedKeys: [] });
    const fingerprint = fingerprintOf(testKey.publicKey);
    assert.deepEqual(found.signer, { state: 'unknown', fingerprint });
    assert.deepEqual(found.integrity, { state: 'intact' });
  });

  it('is intact and not finished while the run is open', async () => {
    const found = await (await Bench.of(unfinished)).verify();
    assert.deepEqual(found.integrity, { state: 'intact' });
    assert.equal(found.finished, false);
  });

  it('needs no head file once it is finished', async () => {
    const found = await (await Bench.of()).withoutHead().verify();
    assert.equal(found.finished, true);
    assert.deepEqual(found.remarks, []);
  });

  it('throws a problem of wrong use where there is no file', async () => {
    await assert.rejects(verifyLog('/logs/none.recovery-log.jsonl', { files: new MemoryFiles() }), {
      code: 'LOG-UNREADABLE',
      kind: 'usage',
    });
  });
});

describe('F4: a doctored log', () => {
  it('shows every single flipped bit, and the line that holds it', async function () {
    this.timeout(120_000);
    const bench = await Bench.of([started, { type: 'note', text: 'é', by: 'ann' }]);
    await assertEveryBitCounts(bench);
  });

  it('shows every deleted line', async () => {
    const bench = await Bench.of();
    const { lines } = bench;
    for (let gone = 0; gone < lines.length - 1; gone += 1) {
      bench.lines = lines.toSpliced(gone, 1);
      assertChanged(await bench.integrity(), gone + 1, /was deleted$/);
    }
    bench.lines = lines.toSpliced(2, 3);
    assertChanged(await bench.integrity(), 3, /records 2 to 4, .* were deleted/);
  });

  it('shows every doubled line', async () => {
    const bench = await Bench.of();
    const { lines } = bench;
    for (const [at, line] of lines.entries()) {
      bench.lines = lines.toSpliced(at, 0, line);
      const last = at === lines.length - 1;
      const reason = last ? /behind the end/ : /second time/;
      assertChanged(await bench.integrity(), at + 2, reason);
    }
  });

  it('shows every two lines that changed places', async () => {
    const bench = await Bench.of();
    const { lines } = bench;
    for (let a = 0; a < lines.length; a += 1) {
      for (let b = a + 1; b < lines.length; b += 1) {
        bench.lines = lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '');
        assertChanged(await bench.integrity(), a + 1, /reordered/);
      }
    }
  });

  it('shows a cut tail by the signed head, however much was cut', async () => {
    const bench = await Bench.of();
    const { lines } = bench;
    for (let left = 1; left < lines.length; left += 1) {
      bench.lines = lines.slice(0, left);
      const integrity = await bench.integrity();
      assert.ok(integrity.state === 'cut', `${left} lines left`);
      assert.equal(integrity.afterLine, left);
    }
  });

  it('shows a cut tail of an unfinished log, lines behind its last checkpoint included', async () => {
    const bench = await Bench.killed([started, stepStarted('a')]);
    assert.equal((await bench.integrity()).state, 'intact');
    bench.lines = bench.lines.slice(0, -1);
    assert.equal((await bench.integrity()).state, 'cut');
  });

  it('is never finished when its tail was cut, whoever took the head file too', async () => {
    const bench = (await Bench.of()).withoutHead();
    const { lines } = bench;
    for (let left = 1; left < lines.length; left += 1) {
      bench.lines = lines.slice(0, left);
      const found = await bench.verify();
      assert.equal(found.finished, false);
      assert.ok(
        found.remarks.some(remark => remark.includes('no head file')),
        `${left} left`,
      );
    }
  });

  it('is cut where a later run names a last line that it does not have', async () => {
    const bench = await Bench.of(unfinished);
    await written(folder, smallRun, { files: bench.files, run: '20261122T050000Z-000002' });
    assert.equal((await bench.integrity()).state, 'intact');
    bench.withoutHead().lines = bench.lines.slice(0, -1);
    const integrity = await bench.integrity();
    assert.ok(integrity.state === 'cut');
    assert.match(integrity.reason, /20261122T050000Z-000002/);
  });

  it('is cut where a record is known to have been there', async () => {
    const bench = await Bench.of(unfinished);
    const { records, lastHash = '' } = await bench.verify();
    const known = { seq: records - 1, hash: lastHash };
    assert.equal((await bench.verify({ known })).integrity.state, 'intact');
    bench.withoutHead().lines = bench.lines.slice(0, -1);
    assert.equal((await bench.verify({ known })).integrity.state, 'cut');
  });

  it('is cut after line 0 when nothing is left', async () => {
    const bench = await Bench.of();
    bench.bytes = Buffer.alloc(0);
    const integrity = await bench.integrity();
    assert.equal(integrity.state, 'cut');
    bench.withoutHead();
    assert.deepEqual(await bench.integrity(), {
      state: 'cut',
      afterLine: 0,
      reason: 'the file is empty',
    });
  });

  it('is torn, and not changed, when its last line is cut at any byte', async () => {
    for (const events of [unfinished, smallRun]) {
      const bench = await Bench.of(events);
      const { bytes, lines } = bench;
      const start = bytes.lastIndexOf(10, bytes.length - 2) + 1;
      for (let end = start + 1; end < bytes.length; end += 1) {
        bench.bytes = bytes.subarray(0, end);
        const afterLine = lines.length - 1;
        assert.deepEqual(await bench.integrity(), { state: 'torn', afterLine, bytes: end - start });
      }
    }
  });

  it('is torn when its only line is cut at any byte', async () => {
    const bench = await Bench.of([]);
    const first = Buffer.from(`${bench.lines[0] ?? ''}\n`);
    for (let end = 1; end < first.length; end += 1) {
      bench.bytes = first.subarray(0, end);
      assert.deepEqual(await bench.withoutHead().integrity(), {
        state: 'torn',
        afterLine: 0,
        bytes: end,
      });
    }
  });

  it('is torn when the system left zeros behind, and changed when there is more', async () => {
    const bench = await Bench.of(unfinished);
    const { bytes, lines } = bench;
    bench.bytes = Buffer.concat([bytes, Buffer.from('{"event":{"ty'), Buffer.alloc(512)]);
    const torn = { state: 'torn', afterLine: lines.length, bytes: 525 };
    assert.deepEqual(await bench.integrity(), torn);
    bench.bytes = Buffer.concat([bytes, Buffer.alloc(512), Buffer.from('x')]);
    assertChanged(await bench.integrity(), lines.length + 1, /no piece of a record/);
  });

  it('shows appended garbage, with and without a line end', async () => {
    for (const garbage of ['x', '{}', '{"a":1}\n', '\n', ' ', '# checked by ann', '\r\n']) {
      for (const events of [unfinished, smallRun]) {
        const bench = await Bench.of(events);
        bench.bytes = Buffer.concat([bench.bytes, Buffer.from(garbage)]);
        const line = bench.bytes.toString().split('\n').length - (garbage.endsWith('\n') ? 1 : 0);
        assert.equal(changedAt(await bench.integrity()), line, JSON.stringify(garbage));
      }
    }
  });

  it('says that line ends were converted, and that the rest is intact', async () => {
    const bench = await Bench.of();
    bench.bytes = Buffer.from(bench.bytes.toString().replaceAll('\n', '\r\n'));
    assertChanged(await bench.integrity(), 1, /CRLF.*intact/);
  });

  it('names the line that was changed beside converted line ends', async () => {
    const bench = await Bench.of();
    const text = bench.bytes.toString().replace('LcsCDR: 40', 'LcsCDR: 99');
    bench.bytes = Buffer.from(text.replaceAll('\n', '\r\n'));
    const line = text.slice(0, text.indexOf('LcsCDR: 99')).split('\n').length;
    assertChanged(await bench.integrity(), line, /does not fit its hash/);
  });

  it('says that a byte order mark was put before it', async () => {
    const bench = await Bench.of();
    bench.bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bench.bytes]);
    assertChanged(await bench.integrity(), 1, /byte order mark/);
  });

  it('shows white space, other key order and needless escapes as not canonical', async () => {
    const forms: readonly ((line: string) => string)[] = [
      line => ` ${line}`,
      line => `${line} `,
      line => line.replace('"mono":', '"mono": '),
      line => line.replace('"attempt":1,', '').replace('"event":{', '"event":{"attempt":1, '),
      line => line.replace('LcsCDR', '\\u004ccsCDR'),
      line => line.replace('"attempt":1', '"attempt":1.0'),
      line => line.replace('"attempt":1,"step":"restore"', '"step":"restore","attempt":1'),
      line => line.replace('"attempt":1', '"attempt":1,"attempt":1'),
    ];
    for (const form of forms) {
      const bench = await Bench.of();
      const at = bench.lines.findIndex(line => line.includes('LcsCDR: 40'));
      const doctored = form(bench.lines[at] ?? '');
      assert.notEqual(doctored, bench.lines[at]);
      bench.lines = bench.lines.with(at, doctored);
      assertChanged(await bench.integrity(), at + 1, /not in canonical form/);
    }
  });

  it('shows bytes that are no UTF-8', async () => {
    const bench = await Bench.of();
    const at = bench.bytes.indexOf('é');
    const bytes = Buffer.from(bench.bytes);
    bytes[at + 1] = 0x20;
    bench.bytes = bytes;
    const line = bytes.subarray(0, at).filter(byte => byte === 10).length + 1;
    assertChanged(await bench.integrity(), line, /not UTF-8/);
  });

  it('shows a line of another run', async () => {
    const bench = await Bench.of();
    const other = new Bench();
    other.file = await written('/other', smallRun, {
      files: other.files,
      run: '20261122T050000Z-000002',
    });
    bench.lines = bench.lines.with(4, other.lines[4] ?? '');
    assertChanged(await bench.integrity(), 5, /another run/);
  });

  it('shows a second log behind the first', async () => {
    const bench = await Bench.of(unfinished);
    const count = bench.lines.length;
    bench.lines = [...bench.lines, ...bench.lines];
    assertChanged(await bench.integrity(), count + 1, /second time/);
  });
});

describe('runs beside each other', () => {
  it('link to the newest run before them', async () => {
    const bench = await Bench.of();
    const { lastHash } = await bench.verify();
    const second = await written(folder, smallRun, {
      files: bench.files,
      run: '20261122T050000Z-000002',
    });
    const opened = JSON.parse(
      bench.files.files.get(second)?.toString().split('\n')[0] ?? '',
    ) as LogRecord;
    assert.ok(opened.event.type === 'log-opened');
    assert.deepEqual(opened.event.previous, { run: firstRun, hash: lastHash });
  });

  it('are reported as a fork, which is no failure, when they began at the same time', async () => {
    const bench = await Bench.of();
    const { files } = bench;
    const logs = await Promise.all([
      open(folder, { files, run: '20261122T050000Z-00000a' }),
      open(folder, { files, run: '20261122T050000Z-00000b' }),
    ]);
    for (const log of logs) {
      await log.append(started);
      await log[Symbol.asyncDispose]();
    }
    const found = await verifyLog(logs[1].file, { files });
    assert.deepEqual(found.integrity, { state: 'intact' });
    assert.ok(found.remarks.some(remark => remark.includes('20261122T050000Z-00000a')));
  });

  it('stay intact when the run before them goes on', async () => {
    const files = new MemoryFiles();
    const first = await open(folder, { files });
    await first.append(started);
    const second = await written(folder, smallRun, { files, run: '20261122T050000Z-000002' });
    await first.append(finished);
    await first[Symbol.asyncDispose]();
    for (const file of [first.file, second]) {
      const found = await verifyLog(file, { files });
      assert.equal(found.finished, true);
      assert.deepEqual(found.remarks, []);
    }
  });

  it('remark that the log of the run before is not there', async () => {
    const bench = await Bench.of();
    const second = await written(folder, smallRun, {
      files: bench.files,
      run: '20261122T050000Z-000002',
    });
    bench.files.files.delete(bench.file);
    const found = await verifyLog(second, { files: bench.files });
    assert.equal(found.finished, true);
    assert.ok(found.remarks.some(remark => remark.includes(firstRun)));
  });
});
