import * as l10n from '@vscode/l10n';
import { CellAnswer } from './cell-answer.ts';
import type { DriverProcess } from './driver-process.ts';
import type { Frame } from './frames.ts';
import type { OpenDriver } from './opening.ts';
import type { ShellInspection, ShellRequest, ShellResult, ShellSession } from './session.ts';
import { toWireRecord } from './shell-values.ts';

/** What is going on with a session. */
export type SessionState = 'closed' | 'starting' | 'idle' | 'busy' | 'stopping' | 'disposed';

/** ms after an interrupt until the process tree is ended. */
const usualGraceMs = 10_000;

/** ms that a session may take to close by itself. */
const closeMs = 2_000;

/** The process was lost while it was asked something. */
class Lost extends Error {
  /** True where that came after the operator had stopped it. */
  readonly stopped: boolean;

  constructor(reason: string, stopped: boolean) {
    super(reason);
    this.stopped = stopped;
  }
}

interface Asked {
  readonly request: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly graceMs: number;
  onFrame(frame: Frame): void;
  onStray(text: string): void;
}

const lastFrames: ReadonlySet<Frame['t']> = new Set(['end', 'inspected', 'broken']);

/** Sends one request and waits for its last frame. Throws `Lost` where the process ends instead. */
async function exchange(
  driver: DriverProcess,
  asked: Asked,
  onStopping: () => void,
): Promise<Frame> {
  let killTimer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    onStopping();
    driver.send({ op: 'cancel' });
    killTimer = setTimeout(() => {
      driver.kill();
    }, asked.graceMs);
  };
  const answered = new Promise<Frame>(resolve => {
    driver.listen({
      onFrame: frame => {
        asked.onFrame(frame);
        if (lastFrames.has(frame.t)) resolve(frame);
      },
      onStray: text => {
        asked.onStray(text);
      },
    });
  });
  const ended = driver.ended.then(end => {
    const said = driver.said === '' ? '' : `: ${driver.said}`;
    throw new Lost(`${end.how}${said}`, asked.signal.aborted);
  });
  ended.catch(() => undefined);
  asked.signal.addEventListener('abort', onAbort, { once: true });
  try {
    driver.send(asked.request);
    if (asked.signal.aborted) onAbort();
    const last = await Promise.race([answered, ended]);
    if (last.t === 'broken') {
      driver.kill();
      throw new Lost(`${last.m}\n${last.at}`, false);
    }
    return last;
  } finally {
    clearTimeout(killTimer);
    asked.signal.removeEventListener('abort', onAbort);
    driver.listen(undefined);
  }
}

/**
 * One long-lived PowerShell. A process that died is replaced at the next call, which says that
 * functions and variables of earlier cells are gone.
 */
export class ProcessSession implements ShellSession {
  readonly target: string | undefined;
  readonly #open: (signal: AbortSignal) => Promise<OpenDriver>;
  readonly #onState: ((state: SessionState) => void) | undefined;
  #state: SessionState = 'closed';
  #driver: DriverProcess | undefined;
  #version = '';
  #lostBefore = false;
  #queue: Promise<unknown> = Promise.resolve();

  /** `open` starts a process; it is called at the first use and after each loss. */
  constructor(
    target: string | undefined,
    open: (signal: AbortSignal) => Promise<OpenDriver>,
    onState?: (state: SessionState) => void,
  ) {
    this.target = target;
    this.#open = open;
    this.#onState = onState;
  }

  get version(): string {
    return this.#version;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Opens the process where it is not open. Throws a `Problem`. */
  async start(signal: AbortSignal): Promise<void> {
    await this.#inTurn(() => this.#ready(signal));
  }

  invoke(request: ShellRequest): Promise<ShellResult> {
    return this.#inTurn(() => this.#invoke(request));
  }

  inspect(script: string, signal: AbortSignal): Promise<ShellInspection> {
    return this.#inTurn(async () => {
      const driver = await this.#ready(signal);
      const last = await this.#ask(driver, {
        request: { op: 'inspect', script },
        signal,
        graceMs: usualGraceMs,
        onFrame: () => undefined,
        onStray: () => undefined,
      });
      signal.throwIfAborted();
      if (last.t !== 'inspected') throw new Error(`unexpected answer: ${last.t}`);
      const { parseErrors, commands, readsOnly, onlyCommandsChange } = last;
      return { parseErrors, commands, readsOnly, onlyCommandsChange };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const driver = this.#driver;
    this.#set('disposed');
    this.#driver = undefined;
    await driver?.close(closeMs);
  }

  async #invoke(request: ShellRequest): Promise<ShellResult> {
    const answer = new CellAnswer(request);
    if (request.signal.aborted) return answer.result({ end: 'stopped', reason: '' });
    const driver = await this.#ready(request.signal);
    if (this.#lostBefore) {
      this.#lostBefore = false;
      request.onText?.('warning', `${replacedText()}\n`);
    }
    try {
      await this.#ask(driver, {
        request: cellRequest(request),
        signal: request.signal,
        graceMs: request.graceMs ?? usualGraceMs,
        onFrame: frame => {
          answer.take(frame);
        },
        onStray: text => {
          answer.stray(text);
        },
      });
      return answer.result();
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      const end = error.stopped ? 'stopped' : 'died';
      return answer.result({ end, reason: error.message });
    }
  }

  async #ask(driver: DriverProcess, asked: Asked): Promise<Frame> {
    this.#set('busy');
    try {
      const last = await exchange(driver, asked, () => {
        this.#set('stopping');
      });
      this.#set('idle');
      return last;
    } catch (error) {
      if (this.#driver === driver) this.#lose();
      throw error;
    }
  }

  async #ready(signal: AbortSignal): Promise<DriverProcess> {
    if (this.#disposed) throw closed();
    if (this.#driver?.gone === false) return this.#driver;
    if (this.#driver !== undefined) this.#lose();
    this.#set('starting');
    try {
      return this.#adopt(await this.#open(signal));
    } catch (error) {
      this.#set('closed');
      throw error;
    }
  }

  /** A process that came up after the session was closed is not kept. */
  #adopt({ driver, version }: OpenDriver): DriverProcess {
    if (this.#disposed) {
      driver.kill();
      throw closed();
    }
    this.#driver = driver;
    this.#version = version;
    this.#set('idle');
    return driver;
  }

  get #disposed(): boolean {
    return this.#state === 'disposed';
  }

  #lose(): void {
    this.#driver = undefined;
    this.#lostBefore = true;
    this.#set('closed');
  }

  #set(state: SessionState): void {
    if (this.#state === 'disposed') return;
    this.#state = state;
    this.#onState?.(state);
  }

  /** One request at a time; a failed one does not keep the next from its turn. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

function closed(): Error {
  return new Error('The PowerShell session is closed.');
}

function cellRequest(request: ShellRequest): Record<string, unknown> {
  const { script, parameters, variables, readBack, whatIf, results } = request;
  return {
    op: 'run',
    script,
    ...(parameters === undefined ? {} : { parameters: toWireRecord(parameters) }),
    ...(variables === undefined ? {} : { variables: toWireRecord(variables) }),
    ...(readBack === undefined ? {} : { readBack }),
    whatIf: whatIf === true,
    results: results ?? 'stream',
  };
}

function replacedText(): string {
  return l10n.t(
    'PowerShell had ended; this is a new session. Functions and variables of earlier steps are gone.',
  );
}
