import { z } from 'zod';
import type { OutputStream } from '../../runbook/execution.ts';
import type { ShellError } from './session.ts';

const error = z.object({
  message: z.string(),
  category: z.string(),
  id: z.string(),
  command: z.string(),
  line: z.number(),
  column: z.number(),
});

const message = z.object({
  server: z.string(),
  stream: z.enum(['output', 'warning', 'verbose', 'debug', 'information']).optional(),
  text: z.string().nullish(),
  error: error.optional(),
  end: z
    .object({
      back: z.record(z.string(), z.string()).nullish(),
      exit: z.number().nullish(),
    })
    .optional(),
});

/** What one server of a fan-out gave so far. */
export interface ServerAnswer {
  readonly errors: ShellError[];
  /** Set when the cell came to its end there. */
  end?: {
    readonly back: Readonly<Record<string, string>>;
    readonly exit: number | undefined;
  };
  /** Whether anything but an error came: the server was reached. */
  reached: boolean;
}

export interface FanOutListener {
  text(server: string, stream: OutputStream, text: string): void;
  /** The cell came to its end on this server. */
  end(server: string, answer: ServerAnswer): void;
  /** Text that belongs to no server of the fan-out. */
  stray(text: string): void;
}

/** Reads what `fan-out.ps1` says, each part for its server; names are compared in any case. */
export class FanOutAnswers {
  readonly #servers: ReadonlyMap<string, string>;
  readonly #answers: ReadonlyMap<string, ServerAnswer>;
  readonly #listener: FanOutListener;
  #rest = '';

  constructor(servers: readonly string[], listener: FanOutListener) {
    this.#servers = new Map(servers.map(server => [server.toLowerCase(), server]));
    this.#answers = new Map(servers.map(server => [server, { errors: [], reached: false }]));
    this.#listener = listener;
  }

  /** What the server gave; an empty answer for one that gave nothing. */
  answer(server: string): ServerAnswer {
    return this.#answers.get(server) ?? { errors: [], reached: false };
  }

  /** Text of the stream that carries the messages, in any pieces. */
  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    const read = message.safeParse(parsed(line));
    const server = read.success ? this.#servers.get(read.data.server.toLowerCase()) : undefined;
    const answer = server === undefined ? undefined : this.#answers.get(server);
    if (!read.success || server === undefined || answer === undefined) {
      this.#listener.stray(`${strayText(line, read)}\n`);
      return;
    }
    const { stream, text, error: failure, end } = read.data;
    if (failure !== undefined) {
      const { message: words, id, ...rest } = failure;
      const known = { ...rest, message: words, errorId: id, terminating: false };
      answer.errors.push(known);
      this.#listener.text(server, 'error', `${words.trimEnd()}\n`);
    } else if (end !== undefined) {
      answer.end = { back: end.back ?? {}, exit: end.exit ?? undefined };
      answer.reached = true;
      this.#listener.end(server, answer);
    } else {
      answer.reached = true;
      this.#listener.text(server, stream ?? 'output', `${text ?? ''}\n`);
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // no message of ours: shown as it is
  }
}

function strayText(line: string, read: z.ZodSafeParseResult<z.output<typeof message>>): string {
  if (!read.success) return line;
  return read.data.error?.message ?? read.data.text ?? line;
}
