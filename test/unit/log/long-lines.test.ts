import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { sealRecord } from '../../../src/log/chain/chain.ts';
import { parseEnvelope } from '../../../src/log/chain/line.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { longestLine } from '../../../src/log/record.ts';
import { verifyLog as verifyAlone } from '../../../src/log/standalone/verify.mjs';
import { open, recordsOf, scratch, started, written } from './surroundings.ts';

/** State and line as both verifiers see them. */
async function both(file: string): Promise<string> {
  const { integrity } = await verifyLog(file);
  const alone = await verifyAlone(file);
  const line =
    integrity.state === 'changed'
      ? integrity.line
      : integrity.state === 'intact'
        ? undefined
        : integrity.afterLine;
  const ours = `${integrity.state} ${String(line)}`;
  assert.equal(`${alone.state} ${String(alone.line)}`, ours);
  return ours;
}

describe('a line of 16 MiB', function () {
  this.timeout(60_000);
  const folder = scratch();

  /** A log whose last line is so many bytes long. */
  async function withLine(length: number): Promise<{ file: string; before: Buffer; line: Buffer }> {
    const file = await written(folder(), [started]);
    const before = readFileSync(file);
    const last = parseEnvelope(before.toString('utf8').trimEnd().split('\n').at(-1) ?? '');
    assert.ok(last !== undefined);
    const sealed = (text: string): string =>
      sealRecord({
        ...last,
        event: { type: 'note', by: 'ann', text },
        seq: last.seq + 1,
        prev: last.hash,
      }).line;
    const rest = length + 1 - sealed('').length;
    const line = Buffer.from(sealed('x'.repeat(rest)));
    writeFileSync(file, Buffer.concat([before, line]));
    return { file, before, line };
  }

  it('is the longest that is a record', async () => {
    const { file, line } = await withLine(longestLine);
    assert.equal(line.length, longestLine + 1);
    assert.equal(await both(file), 'intact undefined');
    assert.equal(await both((await withLine(longestLine + 1)).file), 'changed 4');
  });

  it('hides nothing behind it', async () => {
    const { file, before, line } = await withLine(longestLine);
    const hidden = Buffer.concat([
      before,
      line.subarray(0, -1),
      Buffer.alloc(300_000, 'x'),
      Buffer.from('\n'),
    ]);
    writeFileSync(file, hidden);
    assert.equal(await both(file), 'changed 4');
    writeFileSync(file, hidden.subarray(0, -1));
    assert.equal(await both(file), 'changed 4');
  });

  it('may be followed by any number of zeros where it is torn, and by nothing else', async () => {
    const { file, before } = await withLine(1000);
    const zeros = Buffer.alloc(longestLine + 500_000);
    writeFileSync(file, Buffer.concat([before, Buffer.from('{"event":'), zeros]));
    assert.equal(await both(file), 'torn 3');
    writeFileSync(file, Buffer.concat([before, Buffer.from('{"event":'), zeros, Buffer.from('x')]));
    assert.equal(await both(file), 'changed 4');
  });

  it('is what the writer keeps to', async () => {
    const log = await open(folder());
    const note = (text: string): Promise<unknown> => log.append({ type: 'note', by: 'ann', text });
    await assert.rejects(note('x'.repeat(longestLine - 1000)), { code: 'LOG-RECORD-TOO-LARGE' });
    await note('x'.repeat(longestLine - 2000));
    await log[Symbol.asyncDispose]();
    assert.equal((await recordsOf(log.file)).length, 3);
    assert.equal(await both(log.file), 'intact undefined');
  });
});
