import { setImmediate as breathe } from 'node:timers/promises';
import { logMissing } from '../../errors/log.ts';
import { asProblem, describeProblem } from '../../errors/problem.ts';
import { RunFold } from '../account/run-fold.ts';
import { parseRecord } from '../chain/line.ts';
import { verificationText } from '../chain/verification-text.ts';
import { verifyLog } from '../chain/verify.ts';
import { nodeFiles, type LogFile, type LogFiles } from '../files.ts';
import { firstLines, lastLines } from '../folder/log-folder.ts';
import { besideLog } from '../folder/run-id.ts';
import type { TrustedKey } from '../keys/trusted-keys.ts';
import { ownerOf } from '../writing/lock.ts';
import { systemProcesses, type Processes } from '../writing/processes.ts';
import { LogIndex } from './log-index.ts';
import { isSameLook, isThere, lookAtDisk, type Look, type LookAt } from './look.ts';
import { overviewOf } from './overview.ts';
import type { ViewAnswer, ViewEvent, ViewRequest } from './protocol.ts';
import type { FileState } from './row.ts';
import { Rows } from './rows.ts';
import { mostMatches, searchLog } from './search.ts';
import { timelineOf } from './timeline.ts';
import { WholeTexts } from './whole-texts.ts';

export interface LogViewOptions {
  readonly file: string;
  /** Asked for at each verification, so that a key that was just trusted counts. */
  readonly trustedKeys: () => Promise<readonly TrustedKey[]>;
  readonly tell: (event: ViewEvent) => void;
  readonly files?: LogFiles;
  readonly processes?: Processes;
  readonly lookAt?: LookAt;
  /** Time between two looks at a log that may grow, ms. */
  readonly everyMs?: number;
}

/** Changes are told at most this often while a log is read, ms. */
const tellMs = 400;

/**
 * A log as a display shows it: read once from the first byte to the last, then followed as it grows,
 * is changed, goes away or is replaced. Requests are answered one after the other. Works on files alone
 * and needs no editor, so that it can run in a thread of its own.
 */
export class LogView implements AsyncDisposable {
  readonly #options: LogViewOptions;
  readonly #files: LogFiles;
  #handle: LogFile;
  readonly #texts: WholeTexts;
  readonly #stop = new AbortController();
  readonly #work: Promise<void>;
  #index: LogIndex;
  #rows: Rows;
  #complete = false;
  #held = false;
  /** What the file was at the last look at it. */
  #look: Look | undefined;
  /** Why there is no file any more; `undefined` while there is one. */
  #gone: { readonly why?: string } | undefined;
  #searching = new AbortController();
  #search: Promise<void> = Promise.resolve();
  #verifying: Promise<void> | undefined;
  #verifyAgain = false;
  #turn: Promise<unknown> = Promise.resolve();
  /** Nothing was told of the records yet: the first of them are told as soon as they are read. */
  #toldAt = -Infinity;

  private constructor(options: LogViewOptions, handle: LogFile) {
    this.#options = options;
    this.#files = options.files ?? nodeFiles;
    this.#handle = handle;
    this.#texts = new WholeTexts(this.#files, besideLog(options.file).sideFiles);
    this.#index = new LogIndex(handle);
    this.#rows = new Rows(this.#index, this.#texts, () => this.#tick());
    this.#work = this.#follow().catch((thrown: unknown) => {
      if (this.#stop.signal.aborted) return;
      options.tell({ event: 'failed', problem: describeProblem(asProblem(thrown).data) });
    });
  }

  /** Opens a log. Throws a `Problem` where the file cannot be read. */
  static async open(options: LogViewOptions): Promise<LogView> {
    try {
      const handle = await (options.files ?? nodeFiles).open(options.file, 'read');
      return new LogView(options, handle);
    } catch (thrown) {
      throw logMissing(options.file, thrown);
    }
  }

  /** Answers in the order of the requests; what fails is an answer too. */
  ask(request: ViewRequest): Promise<ViewAnswer> {
    return this.#inTurn(async (): Promise<ViewAnswer> => {
      try {
        return await this.#answer(request);
      } catch (thrown) {
        return { answer: 'failed', problem: describeProblem(asProblem(thrown).data) };
      }
    });
  }

  /** One after the other: a request never meets an index that is being changed for another. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#searching.abort();
    await this.#work;
    await this.#verifying;
    await this.#turn;
    await this.#search;
    await this.#handle.close();
  }

  async #answer(request: ViewRequest): Promise<ViewAnswer> {
    switch (request.ask) {
      case 'rows':
        return this.#rowsBetween(request.from, request.to);
      case 'fold':
        this.#rows.fold(request.section, request.open);
        break;
      case 'fold-all':
        this.#rows.foldAll(request.open);
        break;
      case 'filter':
        this.#rows.setFilter(request.filter);
        break;
      case 'columns':
        this.#rows.setColumns(request.columns);
        break;
      case 'search':
        this.#find(request.query);
        break;
      case 'reveal':
        return this.#reveal(request);
      case 'verify':
        this.#verify();
        break;
    }
    await this.#rows.lay();
    return { answer: 'done', total: this.#rows.total };
  }

  async #rowsBetween(from: number, to: number): Promise<ViewAnswer> {
    const rows = await this.#rows.between(from, to);
    return { answer: 'rows', from, total: this.#rows.total, rows };
  }

  async #reveal({
    seq,
    line,
    section,
    query,
  }: ViewRequest & { ask: 'reveal' }): Promise<ViewAnswer> {
    const at = line ?? (seq === undefined ? undefined : (this.#index.lineOf(seq) ?? -1));
    const row =
      at === undefined
        ? this.#rows.placeOfSection(section ?? -1)
        : at >= 0 && at < this.#index.lines
          ? await this.#rows.placeOf(this.#index.shownLine(at), query)
          : -1;
    return { answer: 'place', row, total: this.#rows.total };
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    this.#held = await this.#isHeld();
    await this.#tellEnds();
    while (!signal.aborted) {
      if (await this.#lookAgain()) this.#verify();
      await pause(this.#options.everyMs ?? 400, signal);
    }
  }

  /** Takes in what became of the file since the last look; resolves to whether it is to be verified. */
  async #lookAgain(): Promise<boolean> {
    const before = this.#look;
    const now = await (this.#options.lookAt ?? lookAtDisk)(this.#options.file);
    if (!isThere(now)) {
      if (this.#gone?.why !== now.why || this.#gone === undefined) {
        this.#gone = now;
        await this.#tell();
      }
      return false;
    }
    const isBack = this.#gone !== undefined;
    this.#gone = undefined;
    this.#look = now;
    const isOther = before !== undefined && before.identity !== now.identity;
    const isTouched = before === undefined || !isSameLook(before, now);
    if (isOther) await this.#openAgain();
    else if (before !== undefined && isTouched && !(await this.#index.isContinued())) {
      await this.#beginAgain();
    }
    const grown = isTouched || isOther ? await this.#readOn() : false;
    const held = await this.#isHeld();
    const isFirst = !this.#complete;
    const changed = isFirst || isTouched || isBack || held !== this.#held;
    this.#held = held;
    this.#complete = true;
    this.#rows.isRead = true;
    if (changed) await this.#tell();
    const isOver = this.#index.fold.state.finished !== undefined;
    return isFirst || isBack || isOther || (isTouched && (isOver || !grown));
  }

  /** Outcome and figures from the two ends of the file, before it is read. */
  async #tellEnds(): Promise<void> {
    const fold = new RunFold();
    const lines = [
      ...(await firstLines(this.#handle, 3)),
      ...(await lastLines(this.#handle)).slice(-3),
    ];
    const records = lines.flatMap(line => parseRecord(line) ?? []);
    const seen = new Map(records.map(record => [record.seq, record]));
    for (const record of [...seen.values()].sort((a, b) => a.seq - b.seq)) fold.take(record);
    if (fold.state.run === '') return;
    this.#options.tell({
      event: 'changed',
      overview: this.#overview(fold),
      timeline: timelineOf(fold),
      total: 0,
      unreadable: [],
    });
  }

  /** Reads what there is; resolves to whether there was something new. */
  async #readOn(): Promise<boolean> {
    let grown = false;
    while (!this.#stop.signal.aborted && (await this.#index.advance())) {
      grown = true;
      if (performance.now() - this.#toldAt > tellMs) await this.#tell();
      await this.#tick();
    }
    return grown;
  }

  /** Another file has the path now. */
  async #openAgain(): Promise<void> {
    const next = await this.#files.open(this.#options.file, 'read');
    const before = this.#handle;
    await this.#beginAgain(next);
    await before.close();
  }

  /** What was read is not in the file any more: nothing of it counts. */
  #beginAgain(handle = this.#handle): Promise<void> {
    return this.#inTurn(async () => {
      this.#searching.abort();
      await this.#search;
      this.#handle = handle;
      this.#index = new LogIndex(handle);
      this.#rows = new Rows(this.#index, this.#texts, () => this.#tick());
    });
  }

  async #tell(): Promise<void> {
    await this.#inTurn(() => this.#rows.lay());
    this.#toldAt = performance.now();
    this.#options.tell({
      event: 'changed',
      overview: this.#overview(this.#index.fold),
      timeline: timelineOf(this.#index.fold),
      total: this.#rows.total,
      unreadable: [...this.#index.odd.unreadable],
    });
  }

  #overview(fold: RunFold): ReturnType<typeof overviewOf> {
    const { file } = this.#options;
    const state = this.#stateOf(fold);
    return overviewOf(fold, { file, state, complete: this.#complete, held: this.#held });
  }

  #stateOf(fold: RunFold): FileState {
    if (this.#gone !== undefined) return { is: 'gone', ...this.#gone };
    const { odd, lines, unfinished } = this.#index;
    if (odd.notUnderstood > 0) return { is: 'newer', lines: odd.notUnderstood };
    if (!this.#complete || fold.records > 0) return { is: 'log' };
    return lines === 0 && unfinished === 0 ? { is: 'empty' } : { is: 'no-log' };
  }

  /** Lets requests and a stop come in between. */
  async #tick(): Promise<void> {
    await breathe();
    this.#stop.signal.throwIfAborted();
  }

  async #isHeld(): Promise<boolean> {
    const { lock } = besideLog(this.#options.file);
    const processes = this.#options.processes ?? systemProcesses;
    return (await ownerOf(lock, this.#files, processes)) !== undefined;
  }

  #find(query: string): void {
    this.#searching.abort();
    const stop = (this.#searching = new AbortController());
    const signal = AbortSignal.any([stop.signal, this.#stop.signal]);
    const lines: number[] = [];
    const tell = (done: boolean): void => {
      this.#options.tell({ event: 'found', query, lines, done });
    };
    const found = (more: readonly number[]): void => {
      const first = lines.length === 0;
      lines.push(...more.filter(line => this.#index.partOf(line) >= 0));
      if (first || lines.length < mostMatches / 100) tell(false);
    };
    const search = searchLog(this.#handle, query, { texts: this.#texts, signal, found });
    this.#search = search.then(
      () => {
        tell(true);
      },
      (thrown: unknown) => {
        if (signal.aborted) return;
        this.#options.tell({ event: 'failed', problem: describeProblem(asProblem(thrown).data) });
      },
    );
  }

  /** Verifies now; what was verified while the file changed under it is verified again. */
  #verify(): void {
    if (this.#verifying !== undefined) {
      this.#verifyAgain = true;
      return;
    }
    this.#verifyAgain = false;
    this.#verifying = this.#verifyNow()
      .catch((thrown: unknown) => {
        if (this.#stop.signal.aborted) return;
        this.#options.tell({ event: 'failed', problem: describeProblem(asProblem(thrown).data) });
      })
      .finally(() => {
        this.#verifying = undefined;
        if (this.#verifyAgain && !this.#stop.signal.aborted) this.#verify();
      });
  }

  async #verifyNow(): Promise<void> {
    const { file, trustedKeys, tell } = this.#options;
    const keys = await trustedKeys();
    const { signal } = this.#stop;
    const verification = await verifyLog(file, { trustedKeys: keys, files: this.#files, signal });
    tell({ event: 'verified', verification, text: verificationText(verification) });
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
