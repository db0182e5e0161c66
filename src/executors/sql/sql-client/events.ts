import { z } from 'zod';

const text = z.string();
const whole = z.number().int();

const event = z.discriminatedUnion('t', [
  z.object({ t: z.literal('missing') }),
  z.object({ t: z.literal('open') }),
  z.object({ t: z.literal('refused'), m: text }),
  z.object({ t: z.literal('message'), n: whole, c: whole, s: whole, l: whole, p: text, m: text }),
  z.object({ t: z.literal('columns'), names: z.array(text), types: z.array(text) }),
  z.object({ t: z.literal('row'), v: z.array(text.nullable()) }),
  z.object({ t: z.literal('count'), n: whole }),
  z.object({
    t: z.literal('end'),
    how: z.enum(['done', 'failed', 'cancelled']),
    m: text.optional(),
    open: z.boolean(),
  }),
]);

/** What `session.ps1` says, one line each. */
export type SqlClientEvent = z.output<typeof event>;

/** Characters of a line that is not ours, after which it is handed on without its end. */
const longestForeign = 64 * 1024;

/** Finds the script's lines in what a PowerShell writes past its streams; other text is handed on. */
export class SqlClientEvents {
  readonly #mark: string;
  readonly #onEvent: (event: SqlClientEvent) => void;
  readonly #onOther: (text: string) => void;
  #rest = '';

  constructor(
    mark: string,
    onEvent: (event: SqlClientEvent) => void,
    onOther: (text: string) => void,
  ) {
    this.#mark = `${mark} `;
    this.#onEvent = onEvent;
    this.#onOther = onOther;
  }

  push(part: string): void {
    this.#rest += part;
    for (let end = this.#rest.indexOf('\n'); end >= 0; end = this.#rest.indexOf('\n')) {
      this.#line(this.#rest.slice(0, end).replace(/\r$/u, ''));
      this.#rest = this.#rest.slice(end + 1);
    }
    const foreign = !this.#mark.startsWith(this.#rest.slice(0, this.#mark.length));
    if (foreign && this.#rest.length > longestForeign) {
      this.#onOther(this.#rest);
      this.#rest = '';
    }
  }

  #line(line: string): void {
    if (!line.startsWith(this.#mark)) {
      if (line !== '') this.#onOther(line);
      return;
    }
    this.#onEvent(event.parse(JSON.parse(line.slice(this.#mark.length))));
  }
}
