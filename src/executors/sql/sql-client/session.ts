import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShellResult, ShellSession, ShellValue } from '../../powershell/session.ts';
import {
  errorSeverity,
  type SqlEnd,
  type SqlListener,
  type SqlMessage,
  type SqlOutcome,
  type SqlRequest,
  type SqlServerFacts,
  type SqlSession,
} from '../backend.ts';
import { askIntroduction } from '../connection/introduction.ts';
import { valueAsText } from '../mssql/value-text.ts';
import { SqlClientEvents, type SqlClientEvent } from './events.ts';

/** A PowerShell that holds one connection; both end together. */
export interface SqlClientShell extends AsyncDisposable {
  readonly session: ShellSession;
  /** Text of `session.ps1`. */
  readonly script: string;
}

export interface SqlClientSessionOptions {
  readonly shell: SqlClientShell;
  readonly program: string;
  /** How long the server may take to confirm a cancel, ms. */
  readonly cancelMs: number;
}

const encryption =
  'SELECT c.encrypt_option FROM sys.dm_exec_connections c WHERE c.session_id = @@SPID';

/** A message of the script's. */
export function sqlMessageOf(event: SqlClientEvent & { readonly t: 'message' }): SqlMessage {
  return {
    number: event.n,
    severity: event.c,
    state: event.s,
    text: event.m,
    line: event.l,
    procedure: event.p,
  };
}

/** Starts the script in the shell. Events come as they are written, everything else is ignored. */
export async function callScript(
  { session, script }: SqlClientShell,
  action: string,
  given: Readonly<Record<string, ShellValue>>,
  call: { readonly signal: AbortSignal; readonly graceMs?: number },
  onEvent: (event: SqlClientEvent) => void,
): Promise<ShellResult> {
  const mark = randomBytes(12).toString('hex');
  const events = new SqlClientEvents(mark, onEvent, () => undefined);
  return session.invoke({
    script,
    parameters: { Action: action, Mark: mark, Given: given },
    results: 'objects',
    ...call,
    onText: (stream, text) => {
      if (stream === 'stray') events.push(text);
    },
  });
}

/** A session of SqlClient. */
export class SqlClientSession implements SqlSession {
  readonly #options: SqlClientSessionOptions;
  #facts: SqlServerFacts | undefined;
  #lost: string | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: SqlClientSessionOptions) {
    this.#options = options;
  }

  get facts(): SqlServerFacts {
    if (this.#facts === undefined) throw new Error('the session is not open yet');
    return this.#facts;
  }

  /**
   * Asks the server who it is. `encrypted` is what was demanded of the connection, and holds where the login
   * may not ask the server for it (VIEW SERVER STATE). Throws when there is no answer.
   */
  async identify(signal: AbortSignal, encrypted: boolean): Promise<void> {
    const facts = await askIntroduction(this, signal);
    let told: string | undefined;
    const question = { text: encryption, parameters: [] };
    await this.execute(question, { row: ([value]) => (told = value ?? undefined) }, signal);
    this.#facts = {
      ...facts,
      program: this.#options.program,
      encrypted: told === undefined ? encrypted : told.toUpperCase() === 'TRUE',
    };
  }

  execute(request: SqlRequest, listener: SqlListener, signal: AbortSignal): Promise<SqlOutcome> {
    const turn = this.#queue.then(() => this.#execute(request, listener, signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #execute(
    request: SqlRequest,
    listener: SqlListener,
    signal: AbortSignal,
  ): Promise<SqlOutcome> {
    if (this.#lost !== undefined) return lost(this.#lost, false);
    if (signal.aborted) return { end: { kind: 'cancelled', how: 'confirmed' }, errors: [] };
    const answer = new Answer(listener);
    const wish = new CancelWish(signal, this.#options.cancelMs);
    try {
      const { text, parameters } = request;
      const given = {
        text,
        parameters: parameters.map(({ name, value }) => ({ name, value })),
        cancelFile: wish.file,
      };
      const result = await callScript(
        this.#options.shell,
        'run',
        given,
        // A wish to stop is granted by SqlClient; the process is only ended when that takes too long.
        { signal: wish.tooLong, graceMs: 0 },
        event => {
          answer.take(event);
        },
      );
      const outcome = answer.outcome(result, signal.aborted, wish.tooLong.aborted);
      if (outcome.end.kind === 'lost') this.#lost = outcome.end.reason;
      else if (!answer.open) this.#lost = answer.words;
      return outcome;
    } finally {
      await wish.withdraw();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#lost ??= 'the connection was closed';
    await this.#options.shell[Symbol.asyncDispose]();
  }
}

/** The operator's wish to stop, as a file that the script looks for while its call blocks. */
class CancelWish {
  readonly file = join(tmpdir(), `recovery-runbooks-cancel-${randomBytes(8).toString('hex')}`);
  readonly #tooLong = new AbortController();
  readonly #signal: AbortSignal;
  readonly #ms: number;
  #written: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  readonly #wish = (): void => {
    this.#written = writeFile(this.file, '').catch(() => {
      this.#tooLong.abort();
    });
    this.#timer = setTimeout(() => {
      this.#tooLong.abort();
    }, this.#ms);
  };

  constructor(signal: AbortSignal, ms: number) {
    this.#signal = signal;
    this.#ms = ms;
    signal.addEventListener('abort', this.#wish, { once: true });
  }

  /** Fires when the server did not confirm in time. */
  get tooLong(): AbortSignal {
    return this.#tooLong.signal;
  }

  async withdraw(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#wish);
    clearTimeout(this.#timer);
    await this.#written;
    await rm(this.file, { force: true });
  }
}

function lost(reason: string, cancelUnconfirmed: boolean): SqlOutcome {
  return { end: { kind: 'lost', reason, cancelUnconfirmed }, errors: [] };
}

/** Numbers that .NET writes in more ways than one; read and written anew, both back ends agree. */
function asText(value: string | null, type: string): string | null {
  if (value === null || (type !== 'float' && type !== 'real')) return value;
  return valueAsText(Number(value), type === 'real');
}

/** Gathers one answer, and hands on what is to be seen at once. */
class Answer {
  readonly #listener: SqlListener;
  readonly #errors: SqlMessage[] = [];
  #types: readonly string[] = [];
  #end: (SqlClientEvent & { readonly t: 'end' }) | undefined;

  constructor(listener: SqlListener) {
    this.#listener = listener;
  }

  /** Whether the connection can be used again. */
  get open(): boolean {
    return this.#end?.open === true;
  }

  get words(): string {
    return this.#end?.m ?? 'the connection was closed';
  }

  take(event: SqlClientEvent): void {
    switch (event.t) {
      case 'message': {
        const message = sqlMessageOf(event);
        if (message.severity >= errorSeverity) this.#errors.push(message);
        this.#listener.message?.(message);
        return;
      }
      case 'columns':
        this.#types = event.types;
        this.#listener.columns?.(event.names);
        return;
      case 'row':
        this.#listener.row?.(event.v.map((value, i) => asText(value, this.#types[i] ?? '')));
        return;
      case 'count':
        if (event.n >= 0) this.#listener.rowCount?.(event.n);
        return;
      case 'end':
        this.#end = event;
        return;
      default:
    }
  }

  outcome(result: ShellResult, aborted: boolean, unconfirmed: boolean): SqlOutcome {
    return { end: this.#ended(result, aborted, unconfirmed), errors: this.#errors };
  }

  #ended(result: ShellResult, aborted: boolean, unconfirmed: boolean): SqlEnd {
    const end = this.#end;
    if (end === undefined) {
      const words = result.errors.map(error => error.message).join(' ');
      const reason = result.reason ?? (words === '' ? 'PowerShell ended' : words);
      return { kind: 'lost', reason, cancelUnconfirmed: unconfirmed };
    }
    if (end.how === 'cancelled') return { kind: 'cancelled', how: 'confirmed' };
    if (!end.open && this.#errors.length === 0) {
      return { kind: 'lost', reason: this.words, cancelUnconfirmed: false };
    }
    if (end.how === 'failed' || this.#errors.length > 0) {
      if (!end.open) return this.#cut();
      return this.#errors.length > 0 ? { kind: 'failed' } : { kind: 'failed', reason: this.words };
    }
    return aborted ? { kind: 'cancelled', how: 'finished-first' } : { kind: 'completed' };
  }

  #cut(): SqlEnd {
    return { kind: 'lost', reason: this.words, cancelUnconfirmed: false };
  }
}
