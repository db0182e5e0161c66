import { z } from 'zod';

const text = z.string();
const line = z.number().int();

const frame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('hello'), version: text, edition: text, host: text }),
  z.object({ t: z.literal('opened'), version: text, edition: text, host: text, language: text }),
  z.object({ t: z.literal('refused'), m: text, id: text }),
  z.object({
    t: z.literal('text'),
    s: z.enum(['output', 'error', 'warning', 'verbose', 'debug', 'information']),
    x: text,
  }),
  z.object({ t: z.literal('host'), b: z.base64() }),
  z.object({ t: z.literal('object'), o: z.unknown() }),
  z.object({ t: z.literal('table'), rows: z.array(z.array(text.nullable())) }),
  z.object({
    t: z.literal('error'),
    m: text,
    c: text,
    id: text,
    cmd: text,
    l: line,
    col: line,
    end: z.boolean(),
  }),
  z.object({
    t: z.literal('progress'),
    a: text,
    st: text,
    op: text,
    p: z.number(),
    r: z.number(),
    done: z.boolean(),
  }),
  z.object({
    t: z.literal('end'),
    e: z.enum(['completed', 'failed', 'stopped']),
    v: z.record(z.string(), z.union([text, z.object({ s: z.boolean() })])),
    code: line.nullable(),
  }),
  z.object({
    t: z.literal('inspected'),
    parseErrors: z.array(z.object({ message: text, line, column: line })),
    commands: z.array(
      z.object({
        name: text,
        line,
        known: z.boolean(),
        whatIf: z.boolean(),
        parameters: z.array(text),
      }),
    ),
    readsOnly: z.boolean(),
    onlyCommandsChange: z.boolean(),
  }),
  z.object({ t: z.literal('broken'), m: text, at: text }),
]);

/** An answer of the driver. */
export type Frame =
  | z.output<typeof frame>
  /** The engine cannot run the driver: too old, or its language is restricted. */
  | { readonly t: 'unfit'; readonly what: 'version' | 'language'; readonly value: string };

/** A request as the driver reads it: one ASCII line. */
export function requestLine(request: Readonly<Record<string, unknown>>): string {
  return `${Buffer.from(JSON.stringify(request), 'utf8').toString('base64')}\n`;
}

/** Bytes of a line that is not a frame, after which it is handed on without its end. */
const longestStray = 64 * 1024;

/** Bytes of a frame: no frame of the driver comes near it. */
const longestFrame = 64 * 1024 * 1024;

/**
 * Tells the driver's frames from everything else that a process writes to its standard output.
 * `onStray` gets text as it was written, in pieces; memory is bounded whatever arrives.
 */
export class FrameReader {
  readonly #marker: string;
  readonly #onFrame: (frame: Frame) => void;
  readonly #onStray: (text: string) => void;
  /** The current line so far; latin1, so that a byte is a character. */
  #parts: string[] = [];
  #length = 0;
  #first = true;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(nonce: string, onFrame: (frame: Frame) => void, onStray: (text: string) => void) {
    this.#marker = `${nonce} `;
    this.#onFrame = onFrame;
    this.#onStray = onStray;
  }

  push(chunk: Uint8Array): void {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    if (this.#first && rest.startsWith('\u00ef\u00bb\u00bf')) rest = rest.slice(3);
    this.#first = false;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      this.#add(rest.slice(0, end + 1));
      this.#line();
      rest = rest.slice(end + 1);
    }
    if (rest !== '') this.#add(rest);
    if (this.#length > longestStray) this.#shorten();
  }

  /** What is left at the end of the output. */
  end(): void {
    if (this.#length > 0) this.#line();
    const last = this.#decoder.decode();
    if (last !== '') this.#onStray(last);
  }

  #add(part: string): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  #take(): string {
    const all = this.#parts.join('');
    this.#parts = [];
    this.#length = 0;
    return all;
  }

  #line(): void {
    const all = this.#take();
    const at = all.indexOf(this.#marker);
    if (at < 0) {
      this.#stray(all);
      return;
    }
    if (at > 0) this.#stray(all.slice(0, at));
    const read = readFrame(all.slice(at + this.#marker.length).trim());
    if (read === undefined) this.#stray(all.slice(at));
    else this.#onFrame(read);
  }

  /** A line without an end: what cannot be the begin of a frame is handed on. */
  #shorten(): void {
    const all = this.#take();
    const at = all.indexOf(this.#marker);
    const keep = at >= 0 ? at : Math.max(0, all.length - this.#marker.length);
    if (at >= 0 && all.length - at > longestFrame) {
      this.#stray(all);
      return;
    }
    if (keep > 0) this.#stray(all.slice(0, keep));
    this.#add(all.slice(keep));
  }

  #stray(part: string): void {
    const decoded = this.#decoder.decode(Buffer.from(part, 'latin1'), { stream: true });
    if (decoded !== '') this.#onStray(decoded);
  }
}

function readFrame(body: string): Frame | undefined {
  const unfit = /^!(version|language) (.*)$/u.exec(body);
  if (unfit !== null) {
    const what = unfit[1] === 'version' ? 'version' : 'language';
    return { t: 'unfit', what, value: unfit[2] ?? '' };
  }
  try {
    const read = frame.safeParse(JSON.parse(Buffer.from(body, 'base64').toString('utf8')));
    return read.success ? read.data : undefined;
  } catch {
    return undefined; // the nonce in a text of somebody else
  }
}
