import * as l10n from '@vscode/l10n';
import type { StepOutput } from '../../../runbook/execution.ts';
import type { SqlServerFacts, SqlSession } from '../backend.ts';

/** ms without a word of the server after which it is looked at, and then how often. */
export interface WatchTimes {
  readonly quietMs: number;
  readonly everyMs: number;
}
export const watchTimes: WatchTimes = { quietMs: 30_000, everyMs: 30_000 };

const question =
  'SELECT s.session_id, r.command, r.percent_complete, r.reads, r.writes, r.wait_type' +
  ' FROM sys.dm_exec_sessions s LEFT JOIN sys.dm_exec_requests r ON r.session_id = s.session_id' +
  ' WHERE s.program_name = @Program';

/**
 * Watches a running request: when nothing was heard of it for a while, a second connection asks the
 * server how far it is. It raises an alarm when nothing moves there either, and never kills anything.
 */
export class Watchdog implements AsyncDisposable {
  readonly #facts: SqlServerFacts;
  readonly #second: (signal: AbortSignal) => Promise<SqlSession>;
  readonly #output: StepOutput;
  readonly #times: WatchTimes;
  readonly #end = new AbortController();
  #session: SqlSession | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #before = '';
  #alarmed = '';
  /** When the server last said something, ms of the monotonic clock. */
  #heardAt = performance.now();

  constructor(
    facts: SqlServerFacts,
    second: (signal: AbortSignal) => Promise<SqlSession>,
    output: StepOutput,
    times: WatchTimes,
  ) {
    this.#facts = facts;
    this.#second = second;
    this.#output = output;
    this.#times = times;
    this.#after(times.quietMs);
  }

  /** The server said something, be it a row: it is alive. Costs next to nothing. */
  heard(): void {
    this.#before = '';
    this.#alarmed = '';
    this.#heardAt = performance.now();
  }

  #after(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#end.signal.aborted) return;
    this.#timer = setTimeout(() => {
      const left = this.#times.quietMs - (performance.now() - this.#heardAt);
      if (left > 0) {
        this.#after(left);
        return;
      }
      this.#looking = this.#look().then(() => {
        this.#after(this.#times.everyMs);
      });
    }, ms);
  }

  async #look(): Promise<void> {
    const rows: (readonly (string | null)[])[] = [];
    try {
      this.#session ??= await this.#second(this.#end.signal);
      const { end, errors } = await this.#session.execute(
        { text: question, parameters: [{ name: 'Program', value: this.#facts.program }] },
        { row: row => rows.push(row) },
        this.#end.signal,
      );
      if (this.#end.signal.aborted) return;
      const [refused] = errors;
      if (end.kind === 'completed') this.#judge(rows[0]);
      else if (refused !== undefined) {
        const { number, text } = refused;
        this.#alarm(l10n.t('the server does not say how far it is: {0} {1}', number, text));
      } else {
        await this.#drop();
        this.#alarm(l10n.t('a second connection got no answer either.'));
      }
    } catch (error) {
      if (this.#end.signal.aborted) return;
      const words = error instanceof Error ? error.message : String(error);
      this.#alarm(l10n.t('a second connection could not be made: {0}', words));
    }
  }

  #judge(row: readonly (string | null)[] | undefined): void {
    if (row === undefined) {
      this.#alarm(l10n.t('the server has no such session any more: the connection is cut.'));
      return;
    }
    const [, command, percent] = row;
    if (command === null || command === undefined) {
      this.#alarm(l10n.t('the server is not working on it any more: its answer was lost.'));
      return;
    }
    const now = row.join(' ');
    if (now === this.#before) {
      this.#alarm(l10n.t('{0} stands at {1} percent and moves nothing.', command, percent ?? '?'));
      return;
    }
    this.#before = now;
    const activity = l10n.t('{0}, as the server sees it', command);
    const done = Number(percent);
    this.#output.progress({ activity, ...(done > 0 ? { percent: done } : {}) });
  }

  /** Said once for each cause. */
  #alarm(cause: string): void {
    if (this.#alarmed === cause) return;
    this.#alarmed = cause;
    const silent = l10n.t(
      'ALARM: nothing was heard of the statement (session {0}) for {1} s or more, and {2}',
      this.#facts.spid,
      Math.round(this.#times.quietMs / 1000),
      cause,
    );
    const left = l10n.t('Nothing was stopped. Wait, look at the server, or cancel the step.');
    this.#output.write('warning', `${silent} ${left}\n`);
  }

  async #drop(): Promise<void> {
    await this.#session?.[Symbol.asyncDispose]();
    this.#session = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    clearTimeout(this.#timer);
    await this.#looking;
    await this.#drop();
  }
}
