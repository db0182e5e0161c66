import { isUtf8 } from 'node:buffer';
import { basename, resolve } from 'node:path';
import { cutReasons, lineReasons, remarks as say } from '../../errors/log-findings.ts';
import { logMissing } from '../../errors/log.ts';
import { nodeFiles, systemCode, type LogFile, type LogFiles } from '../files.ts';
import { firstLines, folderOf } from '../folder/log-folder.ts';
import {
  namedBefore,
  neighboursOf,
  readOpenings,
  type Neighbours,
  type Opening,
} from '../folder/neighbours.ts';
import { besideLog, logSuffix } from '../folder/run-id.ts';
import { fingerprintOf, SignatureCheck } from '../keys/signing.ts';
import type { TrustedKey } from '../keys/trusted-keys.ts';
import { readWholeLines, type Tail, type WholeLines } from '../lines.ts';
import { longestLine, type Integrity, type Verification } from '../record.ts';
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
  /** The first lines of the logs in the log's folder, for those who verify many; else they are read. */
  readonly openings?: readonly Opening[];
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
  /** Checkpoints that hold: their lines, by public key. */
  readonly #signers = new Map<string, number[]>();
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
    const signer = this.#signer();
    this.#remark(chain, integrity, head, neighbours, signer);
    return {
      run: chain.run,
      integrity,
      finished: integrity.state === 'intact' && chain.sealed,
      signer,
      records: Math.min(chain.records, this.#before),
      lastHash: this.#finding === undefined ? chain.lastHash : undefined,
      remarks: this.#remarks,
    };
  }

  /** Lines before the one that was changed, if one was: what is read behind it counts for nothing. */
  get #before(): number {
    return this.#finding === undefined ? Number.POSITIVE_INFINITY : this.#finding.line - 1;
  }

  async #neighbours(handle: LogFile): Promise<Neighbours> {
    const [line] = await firstLines(handle, 1);
    const opened = line === undefined ? undefined : parseEnvelope(line);
    const run = opened?.run ?? basename(this.#file, logSuffix);
    const before = opened === undefined ? undefined : namedBefore(opened.event)?.run;
    try {
      const folder = folderOf(resolve(this.#file));
      const openings = this.#options.openings ?? (await readOpenings(folder, this.#files));
      return neighboursOf(this.#file, run, before, openings);
    } catch (thrown) {
      const code = systemCode(thrown);
      if (code === undefined) throw thrown;
      this.#remarks.push(say.folderUnread(code));
      return { later: [], forks: [], previousPresent: true };
    }
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
      if (quick === 'yes' && this.#scan.next - 1 - at <= longestLine) {
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
    if (bytes.length > longestLine) return { line, reason: lineReasons.tooLong() };
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
    if (await check.holds(text, signature)) {
      const lines = this.#signers.get(publicKey) ?? [];
      lines.push(line);
      this.#signers.set(publicKey, lines);
    } else this.#found({ line, reason: lineReasons.signature() });
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
    let torn: Integrity | undefined;
    if (this.#finding === undefined && tail.bytes > 0) {
      const reason = reasonOfTail(chain, tail);
      if (reason !== undefined) this.#found({ line: chain.records + 1, reason });
      else torn = { state: 'torn', afterLine: chain.records, bytes: tail.bytes };
    }
    const signed =
      typeof head === 'object' && (await isOfLog(head, chain, this.#before)) ? head : undefined;
    const atHead = signed === undefined ? undefined : chain.hashAt.get(signed.seq);
    if (signed !== undefined && atHead !== undefined && atHead !== signed.hash) {
      this.#found({ line: signed.seq + 1, reason: lineReasons.head(signed.seq) });
    }
    if (this.#finding !== undefined) return changed(this.#finding);
    if (typeof head === 'object' && signed === undefined && chain.keys.length > 0) {
      this.#remarks.push(say.foreignHead());
    }
    const cut = this.#missing(chain, signed, torn !== undefined, neighbours);
    if (cut !== undefined) return { state: 'cut', afterLine: chain.records, reason: cut };
    if (this.#bom) return changed({ line: 1, reason: lineReasons.bom() });
    if (this.#crlfFrom !== undefined) {
      return changed({ line: this.#crlfFrom, reason: lineReasons.crlf() });
    }
    return torn ?? { state: 'intact' };
  }

  /** Why lines must be missing at the end, by the word of others. */
  #missing(
    chain: ChainCheck,
    head: Head | undefined,
    torn: boolean,
    neighbours: Neighbours,
  ): string | undefined {
    if (head !== undefined && torn && head.seq === chain.records) {
      this.#remarks.push(say.tornButWritten(chain.records + 1));
    } else if (head !== undefined && head.seq >= chain.records) return cutReasons.head(head.seq);
    const { known } = this.#options;
    if (known !== undefined && chain.hashAt.get(known.seq) !== known.hash) {
      return cutReasons.known(known.seq);
    }
    const gone = neighbours.later.find(each => !chain.seenHashes.has(each.hash));
    if (gone !== undefined) return cutReasons.laterRun(gone.run);
    return chain.records === 0 && !torn ? cutReasons.empty() : undefined;
  }

  #remark(
    chain: ChainCheck,
    integrity: Integrity,
    head: HeadFile,
    neighbours: Neighbours,
    signer: Verification['signer'],
  ): void {
    const { run } = chain;
    if (run !== undefined && basename(this.#file) !== `${run}${logSuffix}`) {
      this.#remarks.push(say.otherName(run));
    }
    const asked = this.#options.trustedKeys !== undefined;
    if (asked && signer.state === 'unknown') this.#remarks.push(say.unknownKey());
    if (integrity.state === 'changed') {
      const until = this.#signedUntil();
      if (this.#finding !== undefined && until > 0) this.#remarks.push(say.signedUntil(until));
      return;
    }
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
    for (const fork of neighbours.forks) this.#remarks.push(say.fork(fork, previous));
    if (!neighbours.previousPresent) this.#remarks.push(say.previousMissing(previous));
  }

  /** Line of the last checkpoint that holds before anything that was changed; 0: there is none. */
  #signedUntil(): number {
    let last = 0;
    for (const line of [...this.#signers.values()].flat()) {
      if (line <= this.#before && line > last) last = line;
    }
    return last;
  }

  #signer(): Verification['signer'] {
    const trusted = this.#options.trustedKeys ?? [];
    const names = new Map(trusted.map(key => [key.publicKey, key.name]));
    const signers = [...this.#signers]
      .filter(([, lines]) => lines.some(line => line <= this.#before))
      .map(([publicKey]) => publicKey);
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

/** Why what stands behind the last line cannot be left of a crash. */
function reasonOfTail(chain: ChainCheck, tail: Tail): string | undefined {
  if (chain.sealed) return lineReasons.afterEnd();
  return looksTorn(tail) ? undefined : lineReasons.garbage();
}

/** Whether the head is about this log and signed by one of the keys that its sound lines name. */
async function isOfLog(head: Head, chain: ChainCheck, lines: number): Promise<boolean> {
  if (head.run !== chain.run) return false;
  const text = headText(head.run, head.seq, head.hash);
  const keys = chain.keys.filter(key => key.line <= lines);
  for (const publicKey of new Set(keys.map(key => key.publicKey))) {
    if (await new SignatureCheck(publicKey).holds(text, head.signature)) return true;
  }
  return false;
}
