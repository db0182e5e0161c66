import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { cutReasons, lineReasons, remarks as say } from '../../errors/log-findings.ts';
import { logMissing } from '../../errors/log.ts';
import { nodeFiles, type LogFile, type LogFiles } from '../files.ts';
import { firstLines } from '../folder/log-folder.ts';
import { readNeighbours, type Neighbours } from '../folder/neighbours.ts';
import { besideLog, logSuffix } from '../folder/run-id.ts';
import { fingerprintOf, SignatureCheck } from '../keys/signing.ts';
import type { TrustedKey } from '../keys/trusted-keys.ts';
import { readWholeLines, type Tail, type WholeLines } from '../lines.ts';
import type { Integrity, Verification } from '../record.ts';
import { checkSideFile, sideFileName } from '../writing/side-files.ts';
import { looksTorn } from '../writing/torn-tail.ts';
import { ChainCheck, type LineFinding, type SeenCheckpoint } from './chain-check.ts';
import { headText } from './chain.ts';
import { readHead, type Head, type HeadFile } from './head.ts';
import { headroom, LineScan } from './line-scan.ts';
import { parseEnvelope } from './line.ts';

export interface VerifyOptions {
  readonly trustedKeys?: readonly TrustedKey[];
  readonly files?: LogFiles;
  readonly signal?: AbortSignal;
  /** A record that is known from elsewhere (a ticket, a mail) to have been in the log. */
  readonly known?: { readonly seq: number; readonly hash: string };
}

/**
 * Reads a log from its first byte to its last and says whether it is what was written. Throws a
 * `Problem` where the file cannot be read; what is wrong inside it is the answer.
 */
export async function verifyLog(file: string, options: VerifyOptions = {}): Promise<Verification> {
  const files = options.files ?? nodeFiles;
  let handle: LogFile;
  try {
    handle = await files.open(file, 'read');
  } catch (thrown) {
    throw logMissing(file, thrown);
  }
  try {
    return await new Verifier(file, files, options).verify(handle);
  } finally {
    await handle.close();
  }
}

/** Signatures that are checked at the same time. */
const atOnce = 64;

class Verifier {
  readonly #file: string;
  readonly #files: LogFiles;
  readonly #options: VerifyOptions;
  readonly #remarks: string[] = [];
  /** Public keys with a checkpoint that holds. */
  readonly #signers = new Set<string>();
  readonly #sideFiles = new Map<string, Promise<LineFinding['reason'] | undefined>>();
  readonly #scan = new LineScan();
  readonly #answers: Promise<void>[] = [];
  #finding: LineFinding | undefined;
  #crlfFrom: number | undefined;
  #bom = false;

  constructor(file: string, files: LogFiles, options: VerifyOptions) {
    this.#file = file;
    this.#files = files;
    this.#options = options;
  }

  async verify(handle: LogFile): Promise<Verification> {
    const head = await readHead(this.#files, besideLog(this.#file).head);
    const neighbours = await this.#neighbours(handle);
    const { known } = this.#options;
    const positions = [typeof head === 'object' ? head.seq : -1, known?.seq ?? -1];
    const chain = new ChainCheck(
      neighbours.later.map(each => each.hash),
      positions,
    );
    const tail = await this.#readAll(handle, chain);
    const integrity = await this.#judge(chain, tail, head, neighbours);
    this.#remark(chain, integrity, head, neighbours);
    return {
      run: chain.run,
      integrity,
      finished: integrity.state === 'intact' && chain.sealed,
      signer: this.#signer(),
      records: chain.records,
      lastHash: chain.lastHash,
      remarks: this.#remarks,
    };
  }

  async #neighbours(handle: LogFile): Promise<Neighbours> {
    const [line] = await firstLines(handle, 1);
    const opened = line === undefined ? undefined : parseEnvelope(line);
    const run = opened?.run ?? basename(this.#file, logSuffix);
    const previous = opened?.event.previous;
    const isNamed = typeof previous === 'object' && previous !== null && 'run' in previous;
    const before = isNamed && typeof previous.run === 'string' ? previous.run : undefined;
    return readNeighbours(this.#file, run, before, this.#files);
  }

  async #readAll(handle: LogFile, chain: ChainCheck): Promise<Tail> {
    const reader = readWholeLines(handle, headroom);
    for (;;) {
      this.#options.signal?.throwIfAborted();
      const next = await reader.next();
      if (next.done === true) {
        await this.#allAnswers();
        return next.value;
      }
      const { bytes, from, to } = next.value;
      if (this.#finding === undefined) this.#takeLines(next.value, chain);
      else this.#lookFor(this.#finding, bytes.toString('utf8', from, to));
      await this.#settle(chain);
    }
  }

  #takeLines({ bytes, from, to }: WholeLines, chain: ChainCheck): void {
    const allUtf8 = isUtf8(bytes.subarray(from, to));
    for (let at = from; at < to;) {
      const run = allUtf8 ? chain.plainRun : undefined;
      const quick =
        run === undefined
          ? 'no'
          : this.#scan.accept(bytes, at, run, chain.records, chain.lastHash ?? '');
      if (quick === 'yes') {
        chain.takePlain(this.#scan.hash);
        at = this.#scan.next;
        continue;
      }
      if (quick === 'wrong-hash') {
        this.#finding = { line: chain.records + 1, reason: lineReasons.wrongHash() };
        return;
      }
      const end = bytes.indexOf(10, at);
      this.#finding = this.#takeThoroughly(bytes.subarray(at, end), chain);
      at = end + 1;
      if (this.#finding === undefined) continue;
      this.#lookFor(this.#finding, bytes.toString('utf8', at, to));
      return;
    }
  }

  #takeThoroughly(bytes: Buffer, chain: ChainCheck): LineFinding | undefined {
    const line = chain.records + 1;
    if (!isUtf8(bytes)) return { line, reason: lineReasons.notUtf8() };
    return chain.take(this.#unwrapped(line, bytes.toString('utf8')));
  }

  /** The line without what a careless tool added to every line. */
  #unwrapped(line: number, raw: string): string {
    let text = raw;
    if (text.endsWith('\r')) {
      this.#crlfFrom ??= line;
      text = text.slice(0, -1);
    }
    if (line === 1 && text.startsWith('\ufeff')) {
      this.#bom = true;
      text = text.slice(1);
    }
    return text;
  }

  /** Tells deleted lines from reordered ones. */
  #lookFor({ line, misplaced }: LineFinding, rest: string): void {
    if (misplaced === undefined) return;
    const { seq, expected } = misplaced;
    if (!rest.split('\n').some(text => parseEnvelope(text)?.seq === expected)) return;
    this.#finding = { line, reason: lineReasons.reordered(seq, expected) };
  }

  /** Signatures are checked beside the reading, some at a time; side files one after the other. */
  async #settle(chain: ChainCheck): Promise<void> {
    const { checkpoints, sideFiles } = chain;
    chain.checkpoints = [];
    chain.sideFiles = [];
    for (const named of sideFiles) {
      const reason = await this.#checkWhole(named.sha256, named.bytes);
      if (reason !== undefined) this.#found({ line: named.line, reason });
    }
    for (const seen of checkpoints) this.#answers.push(this.#checkSignature(seen));
    if (this.#answers.length >= atOnce) await this.#allAnswers();
  }

  async #allAnswers(): Promise<void> {
    await Promise.all(this.#answers.splice(0));
  }

  async #checkSignature({
    line,
    publicKey,
    check,
    text,
    signature,
  }: SeenCheckpoint): Promise<void> {
    if (await check.holds(text, signature)) this.#signers.add(publicKey);
    else this.#found({ line, reason: lineReasons.signature() });
  }

  #checkWhole(sha256: string, bytes: number): Promise<string | undefined> {
    const key = `${sha256} ${bytes}`;
    const known = this.#sideFiles.get(key);
    if (known !== undefined) return known;
    const folder = besideLog(this.#file).sideFiles;
    const checked = checkSideFile(this.#files, folder, { sha256, bytes }).then(fault =>
      fault === undefined ? undefined : lineReasons.sideFile(fault, sideFileName(sha256)),
    );
    this.#sideFiles.set(key, checked);
    return checked;
  }

  #found(finding: LineFinding): void {
    if (this.#finding === undefined || finding.line < this.#finding.line) this.#finding = finding;
  }

  async #judge(
    chain: ChainCheck,
    tail: Tail,
    head: HeadFile,
    neighbours: Neighbours,
  ): Promise<Integrity> {
    if (this.#finding !== undefined) return changed(this.#finding);
    const behind = judgeTail(chain, tail);
    if (behind?.state === 'changed') return behind;
    const proof = await this.#proofs(chain, head, behind?.state === 'torn', neighbours);
    if (proof !== undefined) return proof;
    if (this.#bom) return changed({ line: 1, reason: lineReasons.bom() });
    if (this.#crlfFrom !== undefined) {
      return changed({ line: this.#crlfFrom, reason: lineReasons.crlf() });
    }
    return behind ?? { state: 'intact' };
  }

  /** What was in the log once, by the word of others. */
  async #proofs(
    chain: ChainCheck,
    head: HeadFile,
    torn: boolean,
    neighbours: Neighbours,
  ): Promise<Integrity | undefined> {
    const afterLine = chain.records;
    if (typeof head === 'object') {
      if (await isOfLog(head, chain)) {
        if (torn && head.seq === chain.records) {
          this.#remarks.push(say.tornButWritten(chain.records + 1));
        } else if (head.seq >= chain.records) {
          return { state: 'cut', afterLine, reason: cutReasons.head(head.seq) };
        } else if (chain.hashAt.get(head.seq) !== head.hash) {
          return changed({ line: head.seq + 1, reason: lineReasons.head(head.seq) });
        }
      } else if (chain.keys.length > 0) this.#remarks.push(say.foreignHead());
    }
    const { known } = this.#options;
    if (known !== undefined && chain.hashAt.get(known.seq) !== known.hash) {
      return { state: 'cut', afterLine, reason: cutReasons.known(known.seq) };
    }
    const gone = neighbours.later.find(each => !chain.seenHashes.has(each.hash));
    if (gone !== undefined)
      return { state: 'cut', afterLine, reason: cutReasons.laterRun(gone.run) };
    if (chain.records === 0 && !torn) {
      return { state: 'cut', afterLine: 0, reason: cutReasons.empty() };
    }
    return undefined;
  }

  #remark(chain: ChainCheck, integrity: Integrity, head: HeadFile, neighbours: Neighbours): void {
    if (integrity.state === 'changed') return;
    const unsigned = chain.records - chain.lastCheckpoint;
    if (chain.ended && !chain.sealed) this.#remarks.push(say.notSealed());
    else if (unsigned > 0) this.#remarks.push(say.unsignedTail(unsigned));
    if (!chain.sealed && head === 'missing') this.#remarks.push(say.noHead());
    if (!chain.sealed && head === 'unreadable') this.#remarks.push(say.unreadableHead());
    for (const [at, { line, publicKey }] of chain.keys.entries()) {
      if (at > 0 && chain.keys[at - 1]?.publicKey !== publicKey) {
        this.#remarks.push(say.otherKey(line, fingerprintOf(publicKey)));
      }
    }
    const previous = chain.previous?.run;
    if (previous === undefined) return;
    for (const run of neighbours.forks) this.#remarks.push(say.fork(run, previous));
    if (!neighbours.previousPresent) this.#remarks.push(say.previousMissing(previous));
  }

  #signer(): Verification['signer'] {
    const trusted = this.#options.trustedKeys ?? [];
    const names = new Map(trusted.map(key => [key.publicKey, key.name]));
    const signers = [...this.#signers];
    const [first] = signers;
    if (first === undefined) return { state: 'unsigned' };
    const stranger = signers.find(key => !names.has(key));
    if (stranger !== undefined) return { state: 'unknown', fingerprint: fingerprintOf(stranger) };
    const name = [...new Set(signers.map(key => names.get(key)))].join(', ');
    return { state: 'trusted', name, fingerprint: signers.map(fingerprintOf).join(', ') };
  }
}

function changed({ line, reason }: LineFinding): Integrity {
  return { state: 'changed', line, reason };
}

function judgeTail(chain: ChainCheck, tail: Tail): Integrity | undefined {
  if (tail.bytes === 0) return undefined;
  const line = chain.records + 1;
  if (chain.sealed) return changed({ line, reason: lineReasons.afterEnd() });
  if (!looksTorn(tail.start)) return changed({ line, reason: lineReasons.garbage() });
  return { state: 'torn', afterLine: chain.records, bytes: tail.bytes };
}

/** Whether the head is about this log and signed by one of its keys. */
async function isOfLog(head: Head, chain: ChainCheck): Promise<boolean> {
  if (head.run !== chain.run) return false;
  const text = headText(head.run, head.seq, head.hash);
  for (const publicKey of new Set(chain.keys.map(key => key.publicKey))) {
    if (await new SignatureCheck(publicKey).holds(text, head.signature)) return true;
  }
  return false;
}
