import { basename } from 'node:path';
import { canonicalText } from '../../../src/log/chain/canonical.ts';
import { checkpointText, hashOf, headText, zeroHash } from '../../../src/log/chain/chain.ts';
import { parseEnvelope, type Envelope } from '../../../src/log/chain/line.ts';
import type { SigningKey } from '../../../src/log/keys/signing.ts';

/** Files of a folder of logs, by their paths in it. */
export type LogFolder = Map<string, Buffer>;

/** Numbers that are the same for the same seed. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to `below`, which it never is. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  }

  chance(share: number): boolean {
    return this.below(1000) < share * 1000;
  }

  of<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
}

/** A log of a folder in the hands of someone who wants it to say something else. */
export class Doctor {
  readonly folder: LogFolder;
  readonly log: string;
  readonly dice: Dice;
  readonly owner: SigningKey;
  readonly stranger: SigningKey;

  constructor(
    folder: LogFolder,
    log: string,
    dice: Dice,
    keys: { readonly owner: SigningKey; readonly stranger: SigningKey },
  ) {
    this.folder = folder;
    this.log = log;
    this.dice = dice;
    this.owner = keys.owner;
    this.stranger = keys.stranger;
  }

  get bytes(): Buffer {
    return this.folder.get(this.log) ?? Buffer.alloc(0);
  }

  set bytes(bytes: Buffer) {
    this.folder.set(this.log, bytes);
  }

  get lines(): string[] {
    return this.linesOf(this.log);
  }

  set lines(lines: readonly string[]) {
    this.bytes = Buffer.from(lines.map(line => `${line}\n`).join(''));
  }

  linesOf(log: string): string[] {
    return (this.folder.get(log)?.toString('utf8') ?? '').split('\n').slice(0, -1);
  }

  get head(): string {
    return this.log.replace('.recovery-log.jsonl', '.head');
  }

  get run(): string {
    return basename(this.log, '.recovery-log.jsonl');
  }

  /** Another log of the folder. */
  get other(): string {
    const others = [...this.folder.keys()].filter(
      name => name.endsWith('.recovery-log.jsonl') && name !== this.log,
    );
    return others[this.dice.below(others.length)] ?? '';
  }

  maybeWithoutHead(share = 0.6): void {
    if (this.dice.chance(share)) this.folder.delete(this.head);
  }

  anyLine(): number {
    return this.dice.below(Math.max(1, this.lines.length));
  }

  /** A line with the record's place, and this text as its event; its hash fits. */
  lineWith(
    event: string,
    { run, seq, mono, prev, time }: Omit<Envelope, 'event' | 'hash'>,
  ): string {
    const open = `{"event":${event},`;
    const end = `"mono":${mono},"prev":"${prev}","run":${JSON.stringify(run)},"seq":${seq},"time":"${time}"}`;
    return `${open}"hash":"${hashOf(prev, open + end)}",${end}`;
  }

  /** Lines from one on with events that were changed, left out or signed anew; the chain is made to fit. */
  rechained(
    lines: readonly string[],
    from: number,
    change: (event: Envelope['event'], seq: number) => object | undefined,
    key?: SigningKey,
  ): string[] {
    const out = lines.slice(0, from);
    let prev = parseEnvelope(out.at(-1) ?? '')?.hash ?? zeroHash;
    for (const line of lines.slice(from)) {
      const record = parseEnvelope(line);
      if (record === undefined) continue;
      const changed = change(record.event, record.seq);
      if (changed === undefined) continue;
      const seq = out.length;
      const isCheckpoint = 'type' in changed && changed.type === 'checkpoint';
      const signature = key?.sign(checkpointText(record.run, seq, prev));
      const event = isCheckpoint && signature !== undefined ? { ...changed, signature } : changed;
      out.push(this.lineWith(canonicalText(event), { ...record, seq, prev }));
      prev = parseEnvelope(out.at(-1) ?? '')?.hash ?? zeroHash;
    }
    return out;
  }

  /** A head that the key signed, for a record of this log. */
  headAt(line: number, key: SigningKey): void {
    const record = parseEnvelope(this.lines[line] ?? '');
    if (record === undefined) return;
    const { run, seq, hash } = record;
    const signature = key.sign(headText(run, seq, hash));
    const format = 'recovery-log-head/1';
    this.folder.set(
      this.head,
      Buffer.from(`${canonicalText({ format, run, seq, hash, signature })}\n`),
    );
  }
}
