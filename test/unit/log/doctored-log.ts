import assert from 'node:assert/strict';
import { verifyLog, type VerifyOptions } from '../../../src/log/chain/verify.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import type { Verification } from '../../../src/log/record.ts';
import { MemoryFiles } from './memory-files.ts';
import { open, smallRun, trusted, written } from './surroundings.ts';

/** Folder of logs in memory. */
export const folder = '/logs';

/** A log in memory that a test may doctor. */
export class Bench {
  readonly files = new MemoryFiles();
  file = '';

  static async of(events: readonly RunEvent[] = smallRun): Promise<Bench> {
    const bench = new Bench();
    bench.file = await written(folder, events, { files: bench.files });
    return bench;
  }

  get bytes(): Buffer {
    return this.files.files.get(this.file) ?? Buffer.alloc(0);
  }

  set bytes(bytes: Buffer) {
    this.files.files.set(this.file, bytes);
  }

  get lines(): string[] {
    return this.bytes.toString('utf8').split('\n').slice(0, -1);
  }

  set lines(lines: readonly string[]) {
    this.bytes = Buffer.from(lines.map(line => `${line}\n`).join(''));
  }

  get head(): string {
    return this.file.replace('.recovery-log.jsonl', '.head');
  }

  withoutHead(): this {
    this.files.files.delete(this.head);
    return this;
  }

  /** The log of a process that was killed after these events, when the head had caught up. */
  static async killed(events: readonly RunEvent[]): Promise<Bench> {
    const bench = new Bench();
    const log = await open(folder, { files: bench.files });
    for (const event of events) await log.append(event);
    bench.file = log.file;
    while (!bench.files.files.get(bench.head)?.includes(`"seq":${events.length},`)) {
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    const left = new Map(bench.files.files);
    await log[Symbol.asyncDispose]();
    bench.files.files.clear();
    for (const [path, bytes] of left) bench.files.files.set(path, Buffer.from(bytes));
    return bench;
  }

  verify(options: VerifyOptions = {}): Promise<Verification> {
    return verifyLog(this.file, { files: this.files, trustedKeys: trusted, ...options });
  }

  async integrity(): Promise<Verification['integrity']> {
    return (await this.verify()).integrity;
  }
}

/** Line at which a log was changed, if it was. */
export const changedAt = (integrity: Verification['integrity']): number | undefined =>
  integrity.state === 'changed' ? integrity.line : undefined;

export function assertChanged(
  integrity: Verification['integrity'],
  line: number,
  reason: RegExp,
): void {
  assert.ok(integrity.state === 'changed', JSON.stringify(integrity));
  assert.equal(integrity.line, line);
  assert.match(integrity.reason, reason);
}

/** Flips each bit of a log, one at a time: it is seen, and with the line that holds it. */
export async function assertEveryBitCounts(bench: Bench): Promise<void> {
  const { bytes } = bench;
  let line = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const doctored = Buffer.from(bytes);
      doctored[at] = (bytes[at] ?? 0) ^ (1 << bit);
      bench.bytes = doctored;
      const integrity = await bench.integrity();
      assert.equal(changedAt(integrity), line, `byte ${at}, bit ${bit}: ${integrity.state}`);
    }
    if (bytes[at] === 10) line += 1;
  }
}
