#!/usr/bin/env node
/**
 * Verifies a recovery log (format recovery-log/1) without the product: one file, no packages, Node 18
 * or later. Written from the specification, `docs/recovery-log-format.md`.
 *
 *     node verify.mjs LOG [--trust KEYFILE]
 *
 * Exit status: 0 intact and finished (and, with --trust, signed by a key of the file), 1 anything
 * else, 2 wrong use, or no recovery log.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';

const SUFFIX = '.recovery-log.jsonl';
const ZERO = '0'.repeat(64);
const HEX = /^[0-9a-f]{64}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MEMBERS = 'event hash mono prev run seq time';
const AFTER_END = 'something stands behind the end of the run';
const CRLF = 'the line ends were converted to CRLF; the lines themselves are intact';
const WHOSE =
  'whose key that is, the log itself cannot say: whoever has a key can write a log that is intact';
const LONGEST = 16 * 1024 * 1024;
const DEEPEST = 64;
const RUN = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** RFC 8785. Throws for what has no canonical form, and for an event that is nested too deeply. */
function canonical(value, left = DEEPEST + 1) {
  if (typeof value === 'string') {
    for (let i = 0; i < value.length; i += 1) {
      const unit = value.charCodeAt(i);
      if (unit < 0xd800 || unit > 0xdfff) continue;
      const next = value.charCodeAt(i + 1);
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) throw new Error('half a pair');
      i += 1;
    }
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('no number');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (left === 0) throw new Error('too deep');
  if (Array.isArray(value)) return `[${value.map(each => canonical(each, left - 1)).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map(key => `${canonical(key)}:${canonical(value[key], left - 1)}`);
  return `{${members.join(',')}}`;
}

function hashOf(record) {
  const rest = { ...record };
  delete rest.hash;
  return sha256('recovery-log/1\n', rest.prev, '\n', canonical(rest));
}

function isRecord(value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const count = n => Number.isSafeInteger(n) && n >= 0;
  const { event, hash, mono, prev, run, seq, time } = value;
  return (
    Object.keys(value).sort().join(' ') === MEMBERS &&
    event !== null &&
    typeof event === 'object' &&
    !Array.isArray(event) &&
    typeof event.type === 'string' &&
    typeof run === 'string' &&
    typeof time === 'string' &&
    TIME.test(time) &&
    count(seq) &&
    count(mono) &&
    typeof hash === 'string' &&
    HEX.test(hash) &&
    typeof prev === 'string' &&
    HEX.test(prev)
  );
}

function parse(text) {
  try {
    const value = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const rawKey = text => {
  const raw = typeof text === 'string' ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  return raw.length === 32 && raw.toString('base64') === text ? raw : undefined;
};

function signed(publicKey, text, signature) {
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length !== 64 || bytes.toString('base64') !== signature) return false;
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), rawKey(publicKey)]);
  return verify(
    null,
    Buffer.from(text),
    createPublicKey({ key: der, type: 'spki', format: 'der' }),
    bytes,
  );
}

const fingerprint = key =>
  `SHA256:${createHash('sha256').update(rawKey(key)).digest('base64').replace(/=+$/, '')}`;

/** Lines as bytes, then the rest without a line feed; what is too long for a record is cut short. */
async function* linesOf(file) {
  let pieces = [];
  let length = 0;
  let zeros = true;
  const keep = piece => {
    if (length <= LONGEST) pieces.push(piece);
    else zeros &&= piece.every(byte => byte === 0);
    length += piece.length;
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, at));
      yield { bytes: pieces.length === 1 ? pieces[0] : Buffer.concat(pieces), whole: true };
      pieces = [];
      length = 0;
      zeros = true;
      from = at + 1;
    }
    if (from < chunk.length) keep(chunk.subarray(from));
  }
  yield { bytes: Buffer.concat(pieces), size: length, zeros, whole: false };
}

/** Whether bytes can be the beginning of a line, or that and zeros: what a crash leaves. */
function isTorn({ bytes, zeros }) {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  if (end > LONGEST || !zeros) return false;
  const text = bytes.subarray(0, end).toString('latin1');
  const start = '{"event":{"';
  if (!(text.length < start.length ? start.startsWith(text) : text.startsWith(start))) return false;
  let open = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) < 32) return false;
    if (quoted && text[at] === '\\') {
      at += 1;
      if (at < text.length && text.charCodeAt(at) < 32) return false;
    } else if (text[at] === '"') quoted = !quoted;
    else if (!quoted && '{['.includes(text[at])) open += 1;
    else if (!quoted && '}]'.includes(text[at])) open -= 1;
    if (open === 0) return at === text.length - 1;
  }
  return true;
}

async function wholeOutput(folder, { sha256: name, bytes }) {
  if (typeof name !== 'string' || !HEX.test(name) || !Number.isSafeInteger(bytes))
    return 'named wrongly';
  const file = join(folder, `${name}.gz`);
  if (!existsSync(file)) return 'missing';
  const hash = createHash('sha256');
  let length = 0;
  try {
    const source = createReadStream(file);
    const unzip = createGunzip();
    source.on('error', error => unzip.destroy(error));
    for await (const piece of source.pipe(unzip)) {
      hash.update(piece);
      length += piece.length;
      if (length > bytes) break;
    }
  } catch {
    return 'changed';
  }
  return length === bytes && hash.digest('hex') === name ? undefined : 'changed';
}

function readHead(stem) {
  let bytes;
  try {
    bytes = startOf(`${stem}.head`, 4097);
  } catch (error) {
    return { state: error.code === 'ENOENT' ? 'missing' : 'unreadable' };
  }
  try {
    const head = bytes.length > 4096 ? {} : JSON.parse(bytes.toString('utf8'));
    const sound =
      head.format === 'recovery-log-head/1' &&
      Number.isSafeInteger(head.seq) &&
      head.seq >= 0 &&
      typeof head.hash === 'string' &&
      HEX.test(head.hash) &&
      typeof head.run === 'string' &&
      typeof head.signature === 'string';
    return sound ? { state: 'read', ...head } : { state: 'unreadable' };
  } catch {
    return { state: 'unreadable' };
  }
}

/** What the first lines of the other logs in the folder say of this run. */
function laterRuns(log, run, notes) {
  const parent = dirname(log);
  const root = /^\d{4}$/.test(basename(parent)) ? dirname(parent) : parent;
  const found = [];
  const look = folder => {
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      if (folder === root && /^\d{4}$/.test(name) && statSync(file).isDirectory()) look(file);
      const other = basename(name, SUFFIX);
      if (!name.endsWith(SUFFIX) || !RUN.test(other) || resolve(file) === resolve(log)) continue;
      const previous = opening(file)?.previous;
      if (previous?.run === run && typeof previous.hash === 'string' && HEX.test(previous.hash))
        found.push({ run: other, hash: previous.hash });
    }
  };
  try {
    look(root);
  } catch (error) {
    notes.push(`the folder of the log cannot be listed (${error.code}): other logs were not asked`);
  }
  return found;
}

/** What the first line of another log says, if it is sound. */
function opening(file) {
  try {
    let bytes = startOf(file, 4096);
    for (let look = 8192; !bytes.includes(10) && bytes.length * 2 === look; look *= 2)
      bytes = startOf(file, Math.min(look, LONGEST + 1));
    const first = bytes.subarray(0, bytes.indexOf(10)).toString('utf8');
    const { event, hash, prev, seq, ...rest } = parse(first);
    const record = { event, hash, prev, seq, ...rest };
    const sound = canonical(record) === first && hashOf(record) === hash;
    const opens = event.type === 'log-opened' && event.format === 'recovery-log/1';
    return sound && opens && seq === 0 && prev === ZERO ? event : undefined;
  } catch {
    return undefined;
  }
}

function startOf(file, length) {
  const fd = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, length, 0));
  } finally {
    closeSync(fd);
  }
}

class Changed extends Error {
  constructor(line, reason) {
    super(reason);
    this.line = line;
  }
}

/** Takes the lines one by one; throws `Changed` at the first that is not as it was written. */
class Chain {
  count = 0;
  last = ZERO;
  /** Hash of the record that the head names, and the hashes that later runs name. */
  atHead = undefined;
  later = [];
  seen = new Set();
  /** Keys with the lines that name them, and with those of the checkpoints that they signed. */
  keys = [];
  signatures = [];
  named = [];
  lastCheckpoint = 0;
  ended = false;
  sealed = false;

  constructor(log, head, notes) {
    this.log = log;
    this.head = head;
    this.notes = notes;
  }

  take(text) {
    const line = this.count + 1;
    const bad = reason => new Changed(line, reason);
    if (this.sealed) throw bad(AFTER_END);
    const record = parse(text);
    if (record === undefined) throw bad('the line is no record');
    let form;
    try {
      form = canonical(record);
      if (hashOf(record) !== record.hash) throw bad('the line does not fit its hash');
    } catch (error) {
      throw error instanceof Changed ? error : bad('the line has no canonical form');
    }
    if (form !== text) throw bad('the line is not in canonical form');
    const { event, seq, prev, run, hash } = record;
    if (run !== (this.run ?? run)) throw bad(`the record belongs to run ${run}`);
    if (seq < this.count) throw bad(`record ${seq} stands here a second time`);
    if (seq > this.count) throw bad(`record ${seq} stands where ${this.count} belongs`);
    if (prev !== this.last) throw bad('the record does not follow from the line before');
    this.look(line, record, event, bad);
    this.run = run;
    this.count = line;
    this.last = hash;
    if (line === 1) this.later = laterRuns(this.log, run, this.notes);
    if (seq === this.head.seq) this.atHead = hash;
    if (this.later.some(each => each.hash === hash)) this.seen.add(hash);
  }

  look(line, record, event, bad) {
    if ((line === 1) !== (event.type === 'log-opened'))
      throw bad('a log opens with its first line');
    if (this.ended && event.type !== 'checkpoint') throw bad(AFTER_END);
    if (line === 1 && event.format !== 'recovery-log/1')
      throw bad(`format ${event.format} is not known`);
    if (line === 1 || event.type === 'log-reopened') {
      if (rawKey(event.publicKey) === undefined) throw bad('no Ed25519 public key');
      this.keys.push({ key: event.publicKey, line });
    }
    if (event.type === 'checkpoint') {
      const text = `recovery-log/1 checkpoint\n${record.run}\n${record.seq}\n${record.prev}`;
      const { key } = this.keys.at(-1);
      if (typeof event.signature !== 'string' || !signed(key, text, event.signature)) {
        throw bad('the signature of this checkpoint does not fit');
      }
      this.signatures.push({ key, line });
      this.lastCheckpoint = line;
      this.sealed = this.ended;
    }
    if (event.type === 'run-finished') this.ended = true;
    const { whole } = event;
    if (['output', 'table', 'evidence'].includes(event.type) && whole !== undefined)
      this.named.push({ line, whole });
  }
}

/**
 * Verifies a log. `state` is `intact`, `torn`, `changed` or `cut`; `line` goes with all but the first.
 */
export async function verifyLog(file) {
  const stem = file.endsWith(SUFFIX) ? file.slice(0, -SUFFIX.length) : file;
  const notes = [];
  const chain = new Chain(file, readHead(stem), notes);
  const { rest, added, finding: ofLine } = await readThrough(file, chain);
  let finding = ofLine;
  for (const { line, whole } of chain.named) {
    if (finding !== undefined && finding.line <= line) break;
    const fault = await wholeOutput(`${stem}.files`, Object(whole));
    if (fault !== undefined) finding = new Changed(line, `its side file is ${fault}`);
  }
  const torn = finding === undefined && rest.size > 0;
  if (torn && (chain.sealed || !isTorn(rest))) {
    const what = chain.sealed
      ? AFTER_END
      : 'what stands behind the last line is no piece of a record';
    finding = new Changed(chain.count + 1, what);
  }
  const head = usableHead(chain, finding?.line ?? Infinity);
  if (head !== undefined && chain.atHead !== undefined && chain.atHead !== head.hash) {
    const rewritten = head.seq + 1 < (finding?.line ?? Infinity);
    if (rewritten)
      finding = new Changed(
        head.seq + 1,
        'the signed head names another hash: the log was rewritten',
      );
  }
  let result = finding === undefined ? missing(file, chain, head, torn) : changed(finding);
  result ??= added.length > 0 ? changed(new Changed(...added)) : undefined;
  result ??= torn ? { state: 'torn', line: chain.count, bytes: rest.size } : { state: 'intact' };
  const sound = finding === undefined ? chain.count : Math.min(chain.count, finding.line - 1);
  const signatures = chain.signatures.filter(({ line }) => line <= sound);
  remark(file, chain, result.state === 'changed' ? sound : undefined, signatures, notes);
  const signers = new Set(signatures.map(({ key }) => key));
  const last = finding === undefined && sound > 0 ? chain.last : undefined;
  const finished = result.state === 'intact' && chain.sealed;
  return { ...result, run: chain.run, records: sound, last, signers, notes, finished };
}

const changed = ({ line, message }) => ({ state: 'changed', line, reason: message });

/** Takes all lines up to the first that was changed; what a careless tool added is looked through. */
async function readThrough(file, chain) {
  let bom = false;
  let crlf = 0;
  let line = 0;
  for await (const { whole, ...rest } of linesOf(file)) {
    const added = bom
      ? [1, 'a byte order mark was put before the first line']
      : crlf > 0
        ? [crlf, CRLF]
        : [];
    if (!whole) return { rest, added };
    line += 1;
    let part = rest.bytes;
    try {
      if (part.length > LONGEST) throw new Changed(line, 'the line is longer than any record');
      if (line === 1 && part.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) {
        bom = true;
        part = part.subarray(3);
      }
      if (part.at(-1) === 13) {
        crlf ||= line;
        part = part.subarray(0, -1);
      }
      const text = part.toString('utf8');
      if (!Buffer.from(text).equals(part)) throw new Changed(line, 'the line is not UTF-8');
      chain.take(text);
    } catch (error) {
      if (!(error instanceof Changed)) throw error;
      return { rest: { size: 0 }, added, finding: error };
    }
  }
  return undefined;
}

/** The head, if it is signed by a key that a line before the changed one names. */
function usableHead({ head, run, keys }, changedAt) {
  if (head.state !== 'read' || head.run !== run) return undefined;
  const text = `recovery-log/1 head\n${head.run}\n${head.seq}\n${head.hash}`;
  const ours = keys.some(({ key, line }) => line < changedAt && signed(key, text, head.signature));
  return ours ? head : undefined;
}

/** Whether lines must be missing at the end, by the word of others. */
function missing(file, chain, head, torn) {
  const cut = reason => ({ state: 'cut', line: chain.count, reason });
  const { count, notes } = chain;
  if (head !== undefined && torn && head.seq === count)
    notes.push(
      `line ${count + 1} had been on the disk whole: a killed process alone does not tear it`,
    );
  else if (head !== undefined && head.seq >= count)
    return cut(`the signed head says that records up to ${head.seq} were on the disk`);
  if (head === undefined && chain.head.state === 'read' && count > 0)
    notes.push('the head file is not signed by a key of the log and was not used');
  if (!chain.sealed && chain.head.state !== 'read')
    notes.push(`the head file is ${chain.head.state}: whether lines were cut off cannot be told`);
  const later = count > 0 ? chain.later : laterRuns(file, basename(file, SUFFIX), notes);
  const gone = later.find(each => !chain.seen.has(each.hash));
  if (gone !== undefined)
    return cut(`run ${gone.run} names a last line that this log does not have`);
  return count === 0 && !torn ? cut('the file is empty') : undefined;
}

/** What is worth knowing; `soundLines` where the log was changed behind them. */
function remark(file, chain, soundLines, signatures, notes) {
  const { run, keys, count } = chain;
  if (run !== undefined && basename(file) !== `${run}${SUFFIX}`)
    notes.push(`the file holds run ${run} and has another name`);
  const signedUntil = signatures.at(-1)?.line ?? 0;
  if (soundLines !== undefined) {
    if (soundLines < count || signedUntil < count)
      notes.push(`the signatures hold for lines 1 to ${signedUntil} only`);
    return;
  }
  if (signedUntil < count) notes.push(`the last ${count - signedUntil} lines are not signed yet`);
  for (const [at, { key, line }] of keys.entries()) {
    if (at > 0 && keys[at - 1].key !== key)
      notes.push(`from line ${line} on the log is signed by another key, ${fingerprint(key)}`);
  }
}

function isLog(file) {
  const text = startOf(file, 65536).toString('latin1');
  return file.endsWith(SUFFIX) || /"format":"recovery-log\/|"prev":"[0-9a-f]{8}/.test(text);
}

function readTrusted(file) {
  const bad = why => new Error(`${file}: no list of public keys (${why})`);
  const text = readFileSync(file, 'utf8');
  let keys;
  try {
    const content = JSON.parse(text);
    keys = Array.isArray(content.keys) ? content.keys : [content];
    for (const { name, publicKey } of keys) {
      if (typeof name !== 'string' || rawKey(publicKey) === undefined) throw bad('a key is no key');
    }
  } catch (error) {
    throw error instanceof TypeError || error instanceof SyntaxError ? bad(error.message) : error;
  }
  return new Map(keys.map(key => [key.publicKey, key.name]));
}

function describe({ state, line, reason, bytes }) {
  if (state === 'changed') return `changed at line ${line}: ${reason}`;
  if (state === 'cut') return `cut after line ${line}: ${reason}`;
  if (state === 'intact') return 'intact';
  return `torn: the line after line ${line} is unfinished (${bytes} bytes)`;
}

function signerText(signers, trusted) {
  if (signers.size === 0) return 'not signed';
  return [...signers]
    .map(key => `signed by ${trusted.get(key) ?? 'unknown'} (${fingerprint(key)})`)
    .join(', ');
}

/** What a log says may not steer the terminal. */
const printable = text =>
  text.replace(/[^ -~\u00a0-\u200d\u2010-\u2027\u2030-\u2065\u206a-\uffff]/g, '\ufffd');

async function main(words) {
  const at = words.indexOf('--trust');
  const trustFile = at < 0 ? undefined : words[at + 1];
  const files = at < 0 ? words : words.filter((_, index) => index !== at && index !== at + 1);
  const [file] = files;
  if (files.length !== 1 || file.startsWith('--') || (at >= 0 && trustFile === undefined)) {
    process.stderr.write('Use: node verify.mjs LOG [--trust KEYFILE]\n');
    return 2;
  }
  let result;
  let trusted;
  try {
    trusted = trustFile === undefined ? new Map() : readTrusted(trustFile);
    if (!isLog(file)) throw new Error(`${file} is no recovery log`);
    result = await verifyLog(resolve(file));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  const { run = 'unknown', records, last = 'none', signers, finished, notes } = result;
  const unknown = [...signers].some(key => !trusted.has(key));
  if (unknown) notes.push(WHOSE);
  const stranger = trustFile !== undefined && (signers.size === 0 || unknown);
  const lines = [
    describe(result),
    finished ? 'finished' : 'not finished',
    signerText(signers, trusted),
    `run ${run}, ${records} records, last hash ${last}`,
    ...notes.map(note => `note: ${note}`),
  ];
  process.stdout.write(`${lines.map(printable).join('\n')}\n`);
  return finished && !stranger ? 0 : 1;
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
