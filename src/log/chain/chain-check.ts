import { lineReasons } from '../../errors/log-findings.ts';
import { namedBefore, type NamedRun } from '../folder/neighbours.ts';
import { isPublicKey, SignatureCheck } from '../keys/signing.ts';
import { canonicalText } from './canonical.ts';
import { checkpointText, hashOf, zeroHash } from './chain.ts';
import { examineLine, parseEnvelope, type Envelope } from './line.ts';

/** A line that is not the one that was written. */
export interface LineFinding {
  /** 1-based. */
  readonly line: number;
  readonly reason: string;
  /** Set where another record stands here: whether the one that belongs here comes later tells why. */
  readonly misplaced?: { readonly seq: number; readonly expected: number };
}

/** A long output that a record names. */
export interface NamedSideFile {
  readonly line: number;
  readonly sha256: string;
  readonly bytes: number;
}

/** A checkpoint whose signature is to be checked. */
export interface SeenCheckpoint {
  readonly line: number;
  readonly publicKey: string;
  readonly check: SignatureCheck;
  readonly text: string;
  readonly signature: string;
}

/**
 * Follows a log's chain line by line. What can be told from a line and those before it is told at
 * once; signatures and side files are collected for the caller, who takes them after each batch.
 */
export class ChainCheck {
  /** Sound records so far. */
  records = 0;
  run: string | undefined;
  lastHash: string | undefined;
  previous: NamedRun | undefined;
  /** Line of each key's first use; the first one opens the log. */
  readonly keys: { readonly publicKey: string; readonly line: number }[] = [];
  lastCheckpoint = 0;
  /** The run was finished; `sealed`: its closing checkpoint is there. */
  ended = false;
  sealed = false;
  checkpoints: SeenCheckpoint[] = [];
  sideFiles: NamedSideFile[] = [];
  readonly #watched: ReadonlySet<string>;
  readonly #watchedSeq: ReadonlySet<number>;
  readonly seenHashes = new Set<string>();
  readonly hashAt = new Map<number, string>();
  #check: SignatureCheck | undefined;
  #runText: Buffer | undefined;

  /** `watched`: hashes and positions that the caller wants to know of. */
  constructor(watched: Iterable<string>, positions: Iterable<number>) {
    this.#watched = new Set(watched);
    this.#watchedSeq = new Set(positions);
  }

  /** Takes the next line, without its line feed; returns what is wrong with it. */
  take(text: string): LineFinding | undefined {
    const line = this.records + 1;
    if (this.sealed) return { line, reason: lineReasons.afterEnd() };
    const record = parseEnvelope(text);
    if (record === undefined) return { line, reason: lineReasons.notJson() };
    const state = examineLine(text, record);
    if (state === 'wrong-hash') return { line, reason: lineReasons.wrongHash() };
    if (state === 'not-canonical') return { line, reason: reasonOfForm(record) };
    const finding = this.#place(line, record) ?? this.#event(line, record);
    if (finding !== undefined) return finding;
    this.records = line;
    this.run = record.run;
    this.#runText ??= Buffer.from(JSON.stringify(record.run));
    this.lastHash = record.hash;
    this.#watch(record.seq, record.hash);
    return undefined;
  }

  /** Id of the run as JSON, for lines that the quick scan may take; `undefined`: none may be. */
  get plainRun(): Buffer | undefined {
    return this.ended ? undefined : this.#runText;
  }

  /** Takes the next line by what the quick scan found: the right record, and nothing special. */
  takePlain(hash: string): void {
    const seq = this.records;
    this.records += 1;
    this.lastHash = hash;
    this.#watch(seq, hash);
  }

  #watch(seq: number, hash: string): void {
    if (this.#watched.size > 0 && this.#watched.has(hash)) this.seenHashes.add(hash);
    if (this.#watchedSeq.has(seq)) this.hashAt.set(seq, hash);
  }

  #place(line: number, record: Envelope): LineFinding | undefined {
    const expected = this.records;
    const { seq, prev, run } = record;
    if (this.run !== undefined && run !== this.run) {
      return { line, reason: lineReasons.otherRun(run) };
    }
    if (seq < expected) return { line, reason: lineReasons.doubled(seq) };
    if (seq > expected) {
      const reason = lineReasons.deleted(expected, seq - 1);
      return { line, reason, misplaced: { seq, expected } };
    }
    if (prev !== (this.lastHash ?? zeroHash)) return { line, reason: lineReasons.broken() };
    return undefined;
  }

  #event(line: number, record: Envelope): LineFinding | undefined {
    const { event } = record;
    const isFirst = line === 1;
    if (isFirst !== (event.type === 'log-opened')) {
      return { line, reason: isFirst ? lineReasons.notOpened() : lineReasons.openedAgain() };
    }
    if (this.ended && event.type !== 'checkpoint') {
      return { line, reason: lineReasons.afterEnd() };
    }
    switch (event.type) {
      case 'log-opened':
        return this.#opened(line, event);
      case 'log-reopened':
        return this.#key(line, event.publicKey);
      case 'checkpoint':
        return this.#checkpoint(line, record);
      case 'run-finished':
        this.ended = true;
        return undefined;
      case 'output':
      case 'table':
      case 'evidence':
        return this.#whole(line, event.whole);
      default:
        return undefined;
    }
  }

  #opened(line: number, event: Envelope['event']): LineFinding | undefined {
    const { format } = event;
    if (format !== 'recovery-log/1') {
      return { line, reason: lineReasons.format(String(format)) };
    }
    this.previous = namedBefore(event);
    return this.#key(line, event.publicKey);
  }

  #key(line: number, publicKey: unknown): LineFinding | undefined {
    if (typeof publicKey !== 'string' || !isPublicKey(publicKey)) {
      return { line, reason: lineReasons.key() };
    }
    this.keys.push({ publicKey, line });
    this.#check = new SignatureCheck(publicKey);
    return undefined;
  }

  #checkpoint(line: number, { run, seq, prev, event }: Envelope): LineFinding | undefined {
    const { signature } = event;
    const publicKey = this.keys.at(-1)?.publicKey;
    if (typeof signature !== 'string' || this.#check === undefined || publicKey === undefined) {
      return { line, reason: lineReasons.signature() };
    }
    const text = checkpointText(run, seq, prev);
    this.checkpoints.push({ line, publicKey, check: this.#check, text, signature });
    this.lastCheckpoint = line;
    this.sealed = this.ended;
    return undefined;
  }

  #whole(line: number, whole: unknown): LineFinding | undefined {
    if (whole === undefined) return undefined;
    const named = sideFileOf(whole);
    if (named === undefined) return { line, reason: lineReasons.notJson() };
    this.sideFiles.push({ line, ...named });
    return undefined;
  }
}

function sideFileOf(value: unknown): Omit<NamedSideFile, 'line'> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('sha256' in value) || !('bytes' in value)) return undefined;
  const { sha256, bytes } = value;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return undefined;
  return { sha256, bytes };
}

/** A line out of form: written differently, or with other content as well. */
function reasonOfForm(record: Envelope): string {
  const { run, seq, time, mono, event, prev, hash } = record;
  try {
    const content = canonicalText({ run, seq, time, mono, event, prev });
    if (hashOf(prev, content) === hash) return lineReasons.notCanonical();
  } catch {
    return lineReasons.wrongHash();
  }
  return lineReasons.wrongHash();
}
