import assert from 'node:assert/strict';
import { join } from 'node:path';
import { canonicalText } from '../../../src/log/chain/canonical.ts';
import {
  checkpointText,
  hashOf,
  headText,
  sealRecord,
  zeroHash,
} from '../../../src/log/chain/chain.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { fingerprintOf } from '../../../src/log/keys/signing.ts';
import type { LoggedEvent, LogRecord } from '../../../src/log/record.ts';
import {
  firstRun,
  otherKey,
  output,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  testKey,
  trusted,
} from './surroundings.ts';

import { assertChanged, Bench, changedAt, folder } from './doctored-log.ts';
const unfinished = smallRun.slice(0, -1);

/** Rewrites a log as someone would who knows the format and has a key. */
function forge(
  lines: readonly string[],
  change: (event: LoggedEvent, seq: number) => LoggedEvent | undefined,
  key = otherKey,
): string[] {
  let prev = zeroHash;
  let seq = 0;
  const forged: string[] = [];
  for (const line of lines) {
    const record = JSON.parse(line) as LogRecord;
    let event = change(record.event, record.seq);
    if (event === undefined) continue;
    if (event.type === 'checkpoint') {
      event = { type: 'checkpoint', signature: key.sign(checkpointText(record.run, seq, prev)) };
    }
    const sealed = sealRecord({ ...record, event, seq, prev });
    forged.push(sealed.line.slice(0, -1));
    prev = sealed.record.hash;
    seq += 1;
  }
  return forged;
}

describe('a log rewritten by someone who knows the format', () => {
  const lie = (event: LoggedEvent): LoggedEvent =>
    event.type === 'output' ? { ...event, text: 'all is well' } : event;

  it('shows at the first checkpoint when the key is not theirs', async () => {
    const bench = await Bench.of();
    bench.lines = forge(bench.lines, lie);
    const checkpoint = bench.lines.findIndex(line => line.includes('"checkpoint"')) + 1;
    assertChanged(await bench.integrity(), checkpoint, /signature/);
  });

  it('is signed by unknown when they put in their own key', async () => {
    const bench = (await Bench.of()).withoutHead();
    bench.lines = forge(bench.lines, event =>
      event.type === 'log-opened' ? { ...event, publicKey: otherKey.publicKey } : lie(event),
    );
    const found = await bench.verify();
    assert.equal(found.integrity.state, 'intact');
    const fingerprint = fingerprintOf(otherKey.publicKey);
    assert.deepEqual(found.signer, { state: 'unknown', fingerprint });
  });

  it('says that the head is of another key', async () => {
    const bench = await Bench.of();
    bench.lines = forge(bench.lines, event =>
      event.type === 'log-opened' ? { ...event, publicKey: otherKey.publicKey } : event,
    );
    assert.ok(
      (await bench.verify()).remarks.some(remark => remark.includes('not signed by a key')),
    );
  });

  it('shows by the signed head when only lines behind the last checkpoint were rewritten', async () => {
    const bench = await Bench.killed([started, stepStarted('restore')]);
    bench.lines = forge(bench.lines, event =>
      event.type === 'step-started' ? { ...event, text: 'check: {}' } : event,
    );
    assertChanged(await bench.integrity(), 3, /signed head/);
  });

  it('shows by an older head where it was rewritten before the signature that does not fit', async () => {
    const bench = await Bench.of(unfinished);
    const record = JSON.parse(bench.lines[2] ?? '') as LogRecord;
    const { run, seq, hash } = record;
    const signature = testKey.sign(headText(run, seq, hash));
    const head = { format: 'recovery-log-head/1', run, seq, hash, signature };
    bench.files.files.set(bench.head, Buffer.from(`${canonicalText(head)}\n`));
    bench.lines = forge(bench.lines, event =>
      event.type === 'step-started' ? { ...event, text: 'check: {}' } : event,
    );
    assertChanged(await bench.integrity(), 3, /signed head/);
    bench.withoutHead();
    assertChanged(await bench.integrity(), 6, /signature/);
  });

  it('says how far the signatures reach, and names only who signed that far', async () => {
    const bench = (await Bench.of()).withoutHead();
    const lines = forge(bench.lines, lie);
    const { lines: whole } = bench;
    bench.lines = [...whole.slice(0, 7), ...lines.slice(7)];
    const found = await bench.verify();
    assertChanged(found.integrity, 8, /does not follow/);
    assert.equal(found.records, 7);
    assert.equal(found.signer.state, 'trusted');
    assert.ok(found.remarks.includes('the signatures hold for lines 1 to 6 only'));
    bench.lines = [...whole.slice(0, 4), ...lines.slice(4)];
    assert.deepEqual((await bench.verify()).signer, { state: 'unsigned' });
  });

  it('says that intact is not yet trusted, where the key is not known', async () => {
    const { integrity, remarks } = await (await Bench.of()).verify({ trustedKeys: [] });
    assert.equal(integrity.state, 'intact');
    assert.ok(remarks.some(remark => remark.includes('whose key that is')));
  });

  it('is held against a later run though the clock was put back before that', async () => {
    const bench = (await Bench.of(unfinished)).withoutHead();
    const hash = 'e'.repeat(64);
    const [first = ''] = forge(bench.lines, event =>
      event.type === 'log-opened' ? { ...event, previous: { run: firstRun, hash } } : event,
    );
    const earlier = join(folder, '2025', '20251122T034100Z-00000f.recovery-log.jsonl');
    bench.files.files.set(earlier, Buffer.from(`${first}\n`));
    const integrity = await bench.integrity();
    assert.ok(integrity.state === 'cut');
    assert.match(integrity.reason, /20251122T034100Z-00000f names a last line/);
  });

  it('is remarked where it stands in the place of another run', async () => {
    const bench = await Bench.of();
    const other = bench.file.replace(firstRun, '20261122T050000Z-000002');
    bench.files.files.set(other, bench.bytes);
    const { remarks } = await verifyLog(other, { files: bench.files, trustedKeys: trusted });
    assert.ok(remarks.includes(`the file holds run ${firstRun} and has another name`));
  });

  it('is not finished without a checkpoint', async () => {
    const bench = (await Bench.of()).withoutHead();
    bench.lines = forge(bench.lines, event => (event.type === 'checkpoint' ? undefined : event));
    const found = await bench.verify();
    assert.equal(found.finished, false);
    assert.deepEqual(found.signer, { state: 'unsigned' });
  });

  it('shows content in a form that is not canonical though the hash was made to fit', async () => {
    const bench = (await Bench.of(unfinished)).withoutHead();
    const last = JSON.parse(bench.lines.at(-1) ?? '') as LogRecord;
    const { run, seq, time, mono, prev } = last;
    const event = '{"type":"note", "by":"x","text":"y"}';
    const end = `"mono":${mono},"prev":"${prev}","run":"${run}","seq":${seq},"time":"${time}"}`;
    const hash = hashOf(prev, `{"event":${event},${end}`);
    bench.lines = bench.lines.with(-1, `{"event":${event},"hash":"${hash}",${end}`);
    assert.equal(changedAt(await bench.integrity()), seq + 1);
  });

  it('shows anything behind the end of a run', async () => {
    const bench = (await Bench.of()).withoutHead();
    const last = JSON.parse(bench.lines.at(-1) ?? '') as LogRecord;
    const more = sealRecord({
      ...last,
      seq: last.seq + 1,
      prev: last.hash,
      event: { type: 'note', text: 'added later', by: 'x' },
    });
    bench.lines = [...bench.lines, more.line.slice(0, -1)];
    assertChanged(await bench.integrity(), last.seq + 2, /behind the end/);
  });

  it('names a format that it does not know', async () => {
    const bench = await Bench.of();
    bench.bytes = Buffer.from(
      forge(bench.lines, event => event)
        .map((line, at) => (at === 0 ? resealed(line, 'recovery-log/2') : line))
        .join('\n'),
    );
    assertChanged(await bench.integrity(), 1, /"recovery-log\/2" is not known/);
  });
});

/** The first line with another format, its hash made to fit. */
function resealed(line: string, format: string): string {
  const record = JSON.parse(line) as Omit<LogRecord, 'hash'> & { hash?: string };
  const event = { ...record.event, format };
  delete record.hash;
  const body = canonicalText({ ...record, event });
  return canonicalText({ ...record, event, hash: hashOf(record.prev, body) });
}

describe('long outputs in side files', () => {
  const long = 'x'.repeat(40_000);

  async function withSideFile(): Promise<{ bench: Bench; side: string; line: number }> {
    const bench = await Bench.of([started, stepStarted('a'), output('a', long), stepEnded('a')]);
    const side = [...bench.files.files.keys()].find(path => path.endsWith('.gz')) ?? '';
    const line = bench.lines.findIndex(text => text.includes('"whole"')) + 1;
    return { bench, side, line };
  }

  it('are verified with the log', async () => {
    const { bench, side } = await withSideFile();
    assert.ok(side.startsWith(join(folder, '2026', `${firstRun}.files`)));
    assert.equal((await bench.integrity()).state, 'intact');
  });

  it('show when they are missing', async () => {
    const { bench, side, line } = await withSideFile();
    bench.files.files.delete(side);
    assertChanged(await bench.integrity(), line, /missing/);
  });

  it('show when they hold something else, are cut, or are no gzip', async () => {
    const { bench, side, line } = await withSideFile();
    const whole = bench.files.files.get(side) ?? Buffer.alloc(0);
    const flipped = Buffer.from(whole);
    flipped[20] = (flipped[20] ?? 0) ^ 1;
    for (const bytes of [flipped, whole.subarray(0, -4), Buffer.alloc(0), Buffer.from('plain')]) {
      bench.files.files.set(side, bytes);
      assertChanged(await bench.integrity(), line, /was changed/);
    }
  });
});
