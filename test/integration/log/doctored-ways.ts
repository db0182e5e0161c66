import { canonicalText } from '../../../src/log/chain/canonical.ts';
import { checkpointText } from '../../../src/log/chain/chain.ts';
import { parseEnvelope } from '../../../src/log/chain/line.ts';
import { finished } from '../../unit/log/surroundings.ts';
import type { Doctor } from './doctoring.ts';

const suffix = '.recovery-log.jsonl';

function checkpoints(lines: readonly string[]): number[] {
  return lines.flatMap((line, at) => (line.includes('"type":"checkpoint"}') ? [at] : []));
}

function cutBytes(doctor: Doctor): void {
  const { bytes, dice } = doctor;
  let from = bytes.length;
  for (let line = dice.below(3); line >= 0; line -= 1) from = bytes.lastIndexOf(10, from - 2);
  doctor.bytes = bytes.subarray(0, from + 1 + dice.below(bytes.length - from));
  doctor.maybeWithoutHead(0.5);
}

function lieFrom(doctor: Doctor): void {
  const at = doctor.anyLine();
  doctor.lines = doctor.rechained(doctor.lines, at, (event, seq) =>
    seq === at && event.type !== 'checkpoint' ? { ...event, extra: 'a lie' } : event,
  );
}

/** Behind what is left of the log, a session with the stranger's key that finishes the run. */
function goOnWithOwnKey(doctor: Doctor): void {
  const { dice, stranger } = doctor;
  const kept = doctor.lines.slice(0, 1 + doctor.anyLine());
  for (const event of [{ type: 'log-reopened', publicKey: stranger.publicKey }, finished, 'sign']) {
    const last = parseEnvelope(kept.at(-1) ?? '');
    if (last === undefined || (event === 'sign' && dice.chance(0.3))) continue;
    const place = { ...last, seq: last.seq + 1, prev: last.hash };
    const signature = stranger.sign(checkpointText(place.run, place.seq, place.prev));
    const shown = event === 'sign' ? { type: 'checkpoint', signature } : event;
    kept.push(doctor.lineWith(canonicalText(shown), place));
  }
  doctor.lines = kept;
  doctor.maybeWithoutHead();
}

function forgePrevious(doctor: Doctor): void {
  const { run, dice, other } = doctor;
  const hash = parseEnvelope(doctor.lines[doctor.anyLine()] ?? '')?.hash ?? '';
  const previous = dice.of<unknown>([
    { run, hash: '0'.repeat(64) },
    { run, hash },
    { run, hash: [hash] },
    { run, hash: hash.toUpperCase() },
    { run: [run], hash: '1'.repeat(64) },
    { run },
  ]);
  const more = dice.chance(0.2) ? { pad: 'p'.repeat(9000) } : {};
  const lines = doctor.rechained(doctor.linesOf(other), 0, event =>
    event.type === 'log-opened' ? { ...event, previous, ...more } : event,
  );
  // its name may be earlier than the run's: the clock was put back
  const name = dice.chance(0.5) ? other : `2025/20251122T034100Z-00000f${suffix}`;
  doctor.folder.set(name, Buffer.from(lines.map(line => `${line}\n`).join('')));
}

function changeSideFile(doctor: Doctor): void {
  const { folder, dice } = doctor;
  const side = doctor.log.replace(suffix, '.files');
  const names = [...folder.keys()].filter(name => name.startsWith(`${side}/`));
  const name = names[dice.below(names.length)];
  if (name === undefined) return;
  const bytes = folder.get(name) ?? Buffer.alloc(0);
  const flipped = Buffer.from(bytes);
  const at = dice.below(bytes.length);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << dice.below(8));
  const changed = dice.of<Buffer | undefined>([
    undefined,
    flipped,
    Buffer.concat([bytes, Buffer.from('more')]),
    Buffer.concat([bytes, Buffer.alloc(5)]),
    Buffer.concat([bytes, bytes]),
    bytes.subarray(0, at),
    folder.get(names[dice.below(names.length)] ?? ''),
  ]);
  if (changed === undefined) folder.delete(name);
  else folder.set(name, changed);
}

function changeHead(doctor: Doctor): void {
  const { dice, folder, head } = doctor;
  const text = folder.get(head)?.toString('utf8') ?? '';
  const changed = dice.of([
    text.replace(/"hash":("\w+")/, '"hash":[$1]'),
    text.replace(/"run":("[^"]+")/, '"run":[$1]'),
    text.replace(/"seq":(\d+)/, '"seq":"$1"'),
    text.replace(/"seq":(\d+)/, '"seq":$1.0'),
    `${text}${' '.repeat(5000)}`,
    `\ufeff${text}`,
    text.replace('\n', '\r\n'),
    'null',
    '',
    folder.get(doctor.other.replace(suffix, '.head'))?.toString('utf8') ?? '',
  ]);
  folder.set(head, Buffer.from(changed));
  if (dice.chance(0.5)) doctor.lines = doctor.lines.slice(0, 1 + doctor.anyLine());
}

/** Ways in which a log, or what belongs to it, may have been changed. */
export const ways: Readonly<Record<string, (doctor: Doctor) => void>> = {
  'a flipped bit': doctor => {
    const bytes = Buffer.from(doctor.bytes);
    const at = doctor.dice.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << doctor.dice.below(8));
    doctor.bytes = bytes;
  },
  'a byte put in': doctor => {
    const { bytes, dice } = doctor;
    const at = dice.below(bytes.length + 1);
    const byte = dice.of([10, 13, 0, 32, 34, 92, 0xef, dice.below(256)]);
    doctor.bytes = Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at)]);
  },
  'bytes taken out': doctor => {
    const { bytes, dice } = doctor;
    const at = dice.below(bytes.length);
    doctor.bytes = Buffer.concat([
      bytes.subarray(0, at),
      bytes.subarray(at + dice.of([1, 2, 300])),
    ]);
  },
  'lines removed': doctor => {
    doctor.lines = doctor.lines.toSpliced(doctor.anyLine(), doctor.dice.of([1, 1, 2, 3]));
  },
  'a line doubled': doctor => {
    const at = doctor.anyLine();
    doctor.lines = doctor.lines.toSpliced(at, 0, doctor.lines[at] ?? '');
  },
  'two lines exchanged': doctor => {
    const [a, b, { lines }] = [doctor.anyLine(), doctor.anyLine(), doctor];
    doctor.lines = lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '');
  },
  'a line moved': doctor => {
    const at = doctor.anyLine();
    const line = doctor.lines[at] ?? '';
    doctor.lines = doctor.lines.toSpliced(at, 1).toSpliced(doctor.anyLine(), 0, line);
  },
  'lines of another log put in': doctor => {
    const at = doctor.anyLine();
    const others = doctor.linesOf(doctor.other).slice(at, at + 1 + doctor.dice.below(3));
    doctor.lines = doctor.lines.toSpliced(at, doctor.dice.below(3), ...others);
  },
  'rewritten from a line on by someone without the key': doctor => {
    lieFrom(doctor);
    doctor.maybeWithoutHead();
  },
  'rewritten from a line on and signed by another': doctor => {
    const at = doctor.anyLine();
    doctor.lines = doctor.rechained(doctor.lines, at, event => event, doctor.stranger);
    doctor.maybeWithoutHead();
  },
  'rewritten as a whole with another key': doctor => {
    const { publicKey } = doctor.stranger;
    const key = doctor.dice.of([undefined, doctor.stranger]);
    const change = (event: { readonly type: string }): object =>
      event.type === 'log-opened' ? { ...event, publicKey } : event;
    doctor.lines = doctor.rechained(doctor.lines, 0, change, key);
    doctor.maybeWithoutHead();
  },
  'cut, and ended with another key': goOnWithOwnKey,
  'no checkpoints': doctor => {
    doctor.lines = doctor.rechained(doctor.lines, 0, event =>
      event.type === 'checkpoint' ? undefined : event,
    );
    doctor.maybeWithoutHead();
  },
  'a checkpoint removed or doubled': doctor => {
    const all = checkpoints(doctor.lines);
    const at = all[doctor.dice.below(all.length)] ?? 0;
    doctor.lines = doctor.dice.of([
      doctor.lines.toSpliced(at, 1),
      doctor.rechained(doctor.lines, at, (event, seq) => (seq === at ? undefined : event)),
      doctor.lines.toSpliced(at, 0, doctor.lines[at] ?? ''),
    ]);
    doctor.maybeWithoutHead();
  },
  'an event that cannot be': doctor => {
    const at = doctor.anyLine();
    const { publicKey } = doctor.owner;
    const event = doctor.dice.of<object>([
      { type: 'log-reopened', publicKey: publicKey.replace('=', '') },
      { type: 'log-opened', format: 'recovery-log/1', previous: null, publicKey },
      { type: 'log-opened', format: ['recovery-log/1'], previous: null, publicKey },
      { type: 'checkpoint', signature: 5 },
      { type: 'output', whole: null },
      { type: 'output', whole: { sha256: ['a'.repeat(64)], bytes: 1 } },
      { type: 'evidence', whole: { sha256: 'a'.repeat(64), bytes: -1 } },
      { type: 'run-finished' },
      { type: 5 },
      { type: 'something newer', whole: {} },
    ]);
    const key = doctor.dice.of([undefined, doctor.owner]);
    const change = (was: object, seq: number): object => (seq === at ? event : was);
    doctor.lines = doctor.rechained(doctor.lines, at, change, key);
    doctor.maybeWithoutHead();
  },
  'another log that names this one': forgePrevious,
  'a side file changed': changeSideFile,
  'the head file changed': changeHead,
  'an older head file, with or without more': doctor => {
    doctor.headAt(doctor.anyLine(), doctor.dice.of([doctor.owner, doctor.stranger]));
    doctor.dice.of([(): void => undefined, lieFrom, cutBytes, ways['text behind the end']])?.(
      doctor,
    );
  },
  'converted line ends': doctor => {
    doctor.bytes = Buffer.from(doctor.bytes.toString('utf8').replaceAll('\n', '\r\n'));
    if (doctor.dice.chance(0.5))
      doctor.dice.of([cutBytes, lieFrom, ways['a flipped bit']])?.(doctor);
  },
  'some line ends converted': doctor => {
    const at = doctor.anyLine();
    doctor.lines = doctor.lines.map((line, index) => (index % 5 === at % 5 ? `${line}\r` : line));
  },
  'a byte order mark': doctor => {
    const marks = '\ufeff'.repeat(1 + doctor.dice.below(2));
    doctor.bytes = Buffer.concat([Buffer.from(marks), doctor.bytes]);
    if (doctor.dice.chance(0.5)) doctor.dice.of([cutBytes, ways['converted line ends']])?.(doctor);
  },
  'text behind the end': doctor => {
    if (doctor.dice.chance(0.6)) doctor.lines = doctor.lines.slice(0, 1 + doctor.anyLine());
    doctor.maybeWithoutHead();
    const start = '{"event":{"';
    const more = doctor.dice.of([
      ...(['\n', ' ', '\r\n', 'x', '\0\0\0', '{', '\t', '{}\n', '\ufeff', 'null\n'] as const),
      start,
      `${start}a":1}}`,
      `${start}a":1}} `,
      `${start}a":"\\`,
      `${start}]`,
      `${start}a":1}}\0\0`,
      `${start}a":1}}\0 `,
      `${start}a":[[[[`,
    ]);
    doctor.bytes = Buffer.concat([doctor.bytes, Buffer.from(more)]);
  },
  'cut within the last lines': cutBytes,
  'lines cut off': doctor => {
    doctor.lines = doctor.lines.slice(0, doctor.anyLine());
    doctor.maybeWithoutHead(0.5);
  },
  'zeros from a place on': doctor => {
    const bytes = Buffer.from(doctor.bytes);
    doctor.bytes = bytes.fill(0, doctor.dice.below(bytes.length));
    doctor.maybeWithoutHead(0.5);
  },
  'nothing left, or only the head': doctor => {
    doctor.bytes = doctor.dice.of([
      Buffer.alloc(0),
      doctor.folder.get(doctor.head) ?? Buffer.alloc(1),
    ]);
    doctor.maybeWithoutHead(0.5);
  },
  'the place of another log': doctor => {
    doctor.bytes = doctor.folder.get(doctor.other) ?? Buffer.alloc(0);
    doctor.maybeWithoutHead(0.5);
  },
};
