import * as vscode from 'vscode';
import { notebookNotOnDisk, workspaceNotTrusted } from '../../errors/editor.ts';
import { asProblem, cancelled } from '../../errors/problem.ts';
import type { Estate } from '../../estate/model.ts';
import type { RunSummary } from '../../log/events.ts';
import type { RunState } from '../../log/state.ts';
import type { RunDriver } from '../../run/driver.ts';
import type { Incident } from '../../run/open.ts';
import type { RunMode } from '../../runbook/execution.ts';
import type { Runbook, Step } from '../../runbook/model.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import type { LoadServices, LogEntry } from '../services.ts';
import type { Asks } from './asks.ts';
import type { CellRun } from './cell-run.ts';
import type { DisplayBatch } from './display-batch.ts';
import { RunDisplay } from './display.ts';
import { logsFolder } from './logs-folder.ts';
import { PeopleInCell } from './people-in-cell.ts';

/**
 * What changed: `run` where it began, was finished, armed or given a value; `records` where its log
 * has grown, told a few times a second at most.
 */
export type RunChange = 'run' | 'records';

/** Records wait this long for more before anyone is told of them. */
const recordsMs = 100;

/** What the runs of all notebooks share. */
export interface RunSurroundings {
  readonly load: LoadServices;
  readonly reader: RunbookReader;
  readonly asks: Asks;
  readEstate(near: vscode.Uri): Promise<Estate>;
  /** `undefined` where there is no readable estate file. */
  estateKind(near: vscode.Uri): Promise<Estate['kind'] | undefined>;
  /** Asks for required values that nothing gives; throws a `Problem` where they are not given. */
  completeValues(
    runbook: Runbook,
    estate: Estate,
    given: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, string>>;
  /** Makes the execution of a cell, with the controller that drives its notebook. */
  cellRun(cell: vscode.NotebookCell, step: string, batch: DisplayBatch): CellRun;
}

/**
 * The run of one notebook: opened with the first executed cell, taken up again from its log after the
 * editor was closed, and left open until it is finished.
 */
export class NotebookRun {
  readonly notebook: vscode.NotebookDocument;
  readonly #around: RunSurroundings;
  readonly #display: RunDisplay;
  readonly #changed = new vscode.EventEmitter<RunChange>();
  readonly onDidChange = this.#changed.event;
  readonly #given = new Map<string, string>();
  readonly #closed = new AbortController();
  #opening: Promise<RunDriver> | undefined;
  #driver: RunDriver | undefined;
  #runbook: Runbook | undefined;
  #last: LogEntry | undefined;
  #armed: { readonly incident: Incident | undefined } | undefined;
  #cells = new Map<string, vscode.NotebookCell>();
  #recordsTimer: NodeJS.Timeout | undefined;
  #steps = 0;
  #estateKind: Estate['kind'] | undefined;

  constructor(notebook: vscode.NotebookDocument, around: RunSurroundings) {
    this.notebook = notebook;
    this.#around = around;
    this.#display = new RunDisplay(notebook.uri.toString(), (step, batch) => {
      const cell = this.#cells.get(step);
      if (cell === undefined || cell.index < 0) return undefined;
      return around.cellRun(cell, step, batch);
    });
  }

  /** The open run, if this window drives one. */
  get driver(): RunDriver | undefined {
    return this.#driver;
  }

  /** The run in front: the open one, else the newest in the logs. */
  get state(): RunState | undefined {
    return this.#driver?.state ?? this.#last?.state;
  }

  /** The newest log of this runbook, as it was when the notebook was shown or a run ended. */
  get last(): LogEntry | undefined {
    return this.#last;
  }

  /** Whether *Go live* was chosen for this run. */
  get armed(): boolean {
    return this.#armed !== undefined || this.#driver?.mode === 'live';
  }

  /** Values set by hand before the run. */
  get given(): ReadonlyMap<string, string> {
    return this.#given;
  }

  /** Steps of the runbook, as it was last read. */
  get stepCount(): number {
    return this.#steps;
  }

  /** Whether the estate is a real one, so that *Go live* can be chosen. */
  get mayGoLive(): boolean {
    return this.#estateKind === 'live';
  }

  /** A run of this notebook that was begun and not finished, and is not driven here yet. */
  get resumable(): LogEntry | undefined {
    if (this.#driver !== undefined) return undefined;
    const state = this.#last?.state;
    return state !== undefined && state.finished === undefined ? this.#last : undefined;
  }

  /** Looks up the newest log of this runbook and the kind of its estate; runs nothing. */
  async recall(): Promise<LogEntry | undefined> {
    const services = await this.#around.load();
    this.#estateKind = await this.#around.estateKind(this.notebook.uri);
    this.#remember((await this.#around.reader.of(this.notebook)).stepAt);
    const entries = await services.listLogs(logsFolder(services.dataFolder, this.notebook.uri));
    const newest = entries.find(({ state }) => {
      const own = state !== undefined && sameFile(state.runbook.file, this.notebook.uri.fsPath);
      return own && state.mode !== 'rehearse';
    });
    this.#last = newest === undefined ? undefined : await services.readLog(newest.file);
    this.#changed.fire('run');
    return this.#last;
  }

  /**
   * Executes the steps of these cells, in order. Shows everything in the cells and never throws; a run
   * is begun, or taken up again, where none is open. When nothing is left to do at the end of more
   * than one step, or of `toTheEnd`, the run is finished; after a single step it stays open, for more
   * evidence or another attempt.
   */
  async execute(cells: readonly vscode.NotebookCell[], toTheEnd = false): Promise<void> {
    const { runbook, stepAt } = await this.#around.reader.of(this.notebook);
    const steps = cells.flatMap(cell => stepAt.get(cell.index) ?? []);
    await this.#show(stepAt, steps, async signal => {
      const driver = await this.#open(runbook, signal);
      await driver.execute(runbook, ids(steps), signal);
      const done = driver.remaining(runbook).length === 0;
      if (done && (toTheEnd || steps.length > 1)) await this.#finish(driver, runbook);
    });
  }

  /** Plans every step in a run of its own, which sends nothing but reads, and finishes it. */
  async rehearse(): Promise<void> {
    const { runbook, stepAt } = await this.#around.reader.of(this.notebook);
    await this.#show(stepAt, runbook.steps, async signal => {
      const driver = await this.#begin(runbook, 'rehearse', signal);
      try {
        await driver.execute(runbook, ids(runbook.steps), signal);
        await driver.finish(runbook);
      } finally {
        await driver[Symbol.asyncDispose]();
      }
    });
  }

  /** Ends the run for good; opens it first where it lies in the log only. */
  async finish(): Promise<RunSummary | undefined> {
    const { runbook, stepAt } = await this.#around.reader.of(this.notebook);
    if (this.#driver === undefined && this.resumable === undefined) return undefined;
    this.#remember(stepAt);
    const driver = await this.#open(runbook, this.#closed.signal);
    return this.#finish(driver, runbook);
  }

  /** Cells of the steps that the run still has to do. */
  async remainingCells(): Promise<vscode.NotebookCell[]> {
    const { runbook, stepAt } = await this.#around.reader.of(this.notebook);
    const done = new Set(['succeeded', 'skipped', 'rehearsed']);
    const steps = this.state?.steps;
    const open = runbook.steps.filter(step => !done.has(steps?.get(step.id)?.outcome ?? ''));
    const wanted = new Set(ids(open));
    return [...stepAt].flatMap(([index, step]) =>
      wanted.has(step.id) ? [this.notebook.cellAt(index)] : [],
    );
  }

  async skip(step: string, reason: string): Promise<void> {
    const { runbook, stepAt } = await this.#around.reader.of(this.notebook);
    const skipped = runbook.steps.filter(each => each.id === step);
    await this.#show(stepAt, skipped, async signal => {
      const driver = await this.#open(runbook, signal);
      await driver.skip(runbook, step, reason);
    });
  }

  /** Arms `live` for this run; a rehearsal that is open is ended, a live run gets a log of its own. */
  async goLive(incident: Incident | undefined): Promise<void> {
    await this.#end();
    this.#armed = { incident };
    this.#changed.fire('run');
  }

  async leaveLive(): Promise<void> {
    this.#armed = undefined;
    if (this.#driver?.mode === 'live') await this.#driver.changeMode('rehearse');
    this.#changed.fire('run');
  }

  async setVariable(name: string, value: string): Promise<void> {
    this.#given.set(name, value);
    await this.#driver?.setVariable(name, value);
    this.#changed.fire('run');
  }

  /** Forgets the run that the logs show as open, after it was closed there. */
  forget(): void {
    this.#last = undefined;
    this.#changed.fire('run');
  }

  /** Stops what runs, and resolves when the log is closed. */
  async close(): Promise<void> {
    this.#closed.abort();
    clearTimeout(this.#recordsTimer);
    this.#changed.dispose();
    await this.#end();
  }

  async #show(
    stepAt: ReadonlyMap<number, Step>,
    steps: readonly Step[],
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const [first] = steps;
    if (first === undefined) return;
    this.#remember(stepAt);
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#closed.signal]);
    const tokens = this.#display.prepare(steps).map(cell =>
      cell.token.onCancellationRequested(() => {
        stop.abort();
      }),
    );
    try {
      if (!vscode.workspace.isTrusted) throw workspaceNotTrusted();
      await work(signal);
    } catch (thrown) {
      const problem = signal.aborted ? cancelled() : asProblem(thrown);
      this.#display.problem(this.#display.running ?? first.id, problem.data);
    } finally {
      for (const token of tokens) token.dispose();
      this.#display.settle(ids(steps));
      this.#changed.fire('run');
    }
  }

  #remember(stepAt: ReadonlyMap<number, Step>): void {
    this.#steps = stepAt.size;
    this.#cells = new Map(
      [...stepAt].map(([index, step]) => [step.id, this.notebook.cellAt(index)]),
    );
  }

  #open(runbook: Runbook, signal: AbortSignal): Promise<RunDriver> {
    if (this.#driver !== undefined) return Promise.resolve(this.#driver);
    this.#opening ??= this.#openNow(runbook, signal).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #openNow(runbook: Runbook, signal: AbortSignal): Promise<RunDriver> {
    const armed = this.#armed !== undefined;
    const known = armed ? undefined : (this.resumable ?? (await this.#recallOpen()));
    const driver =
      known === undefined
        ? await this.#begin(runbook, undefined, signal)
        : await this.#resume(runbook, known, signal);
    this.#driver = driver;
    this.#runbook = runbook;
    this.#changed.fire('run');
    return driver;
  }

  async #recallOpen(): Promise<LogEntry | undefined> {
    await this.recall();
    return this.resumable;
  }

  async #request(
    runbook: Runbook,
    signal: AbortSignal,
  ): Promise<Parameters<Awaited<ReturnType<LoadServices>>['begin']>[0]> {
    if (this.notebook.uri.scheme !== 'file') {
      throw notebookNotOnDisk();
    }
    const services = await this.#around.load();
    const estate = await this.#around.readEstate(this.notebook.uri);
    const { asks } = this.#around;
    const people = new PeopleInCell(asks, this.#display, services.user, commandsOf(estate));
    const mode: RunMode = estate.kind === 'practice' ? 'practice' : 'rehearse';
    const folder = logsFolder(services.dataFolder, this.notebook.uri);
    return { runbook, estate, given: this.#given, people, logsFolder: folder, signal, mode };
  }

  async #begin(
    runbook: Runbook,
    mode: RunMode | undefined,
    signal: AbortSignal,
  ): Promise<RunDriver> {
    const services = await this.#around.load();
    const request = await this.#request(runbook, signal);
    const given = await this.#around.completeValues(runbook, request.estate, this.#given);
    const live = this.#armed !== undefined && mode === undefined;
    const incident = live ? this.#armed?.incident : undefined;
    const driver = await services.begin({
      ...request,
      given,
      mode: live ? 'live' : (mode ?? request.mode),
      ...(incident === undefined ? {} : { incident }),
    });
    this.#listen(driver);
    return driver;
  }

  async #resume(runbook: Runbook, entry: LogEntry, signal: AbortSignal): Promise<RunDriver> {
    const services = await this.#around.load();
    const request = await this.#request(runbook, signal);
    const driver = await services.resume({ ...request, logFile: entry.file });
    this.#listen(driver);
    return driver;
  }

  #listen(driver: RunDriver): void {
    driver.log.onRecord(record => {
      this.#display.record(record);
      const { type } = record.event;
      if (type !== 'output' && type !== 'progress' && type !== 'table') this.#tellRecords();
    });
  }

  #tellRecords(): void {
    this.#recordsTimer ??= setTimeout(() => {
      this.#recordsTimer = undefined;
      this.#changed.fire('records');
    }, recordsMs);
  }

  async #finish(driver: RunDriver, runbook: Runbook): Promise<RunSummary> {
    const summary = await driver.finish(runbook);
    this.#armed = undefined;
    await this.#end();
    await this.recall();
    return summary;
  }

  /**
   * Lets go of the open run. It stays open in its log unless it was finished; only a rehearsal, which
   * nobody resumes, is finished as it stands.
   */
  async #end(): Promise<void> {
    const driver = this.#driver;
    const runbook = this.#runbook;
    this.#driver = undefined;
    if (driver === undefined) return;
    try {
      if (driver.mode === 'rehearse' && runbook !== undefined) {
        await driver.execute(runbook, [], this.#closed.signal);
        if (driver.state.finished === undefined) await driver.finish(runbook);
      }
    } finally {
      await driver[Symbol.asyncDispose]();
    }
  }
}

/** Every command that an estate file gives, each once and as one line. */
function commandsOf({ servers, hands }: Estate): string[] {
  const shells = servers.flatMap(({ shell }) =>
    shell?.transport === 'command' ? [shell.command] : [],
  );
  const all = [...shells, ...(hands === undefined ? [] : [hands.command])];
  return [...new Set(all.map(command => command.join(' ')))];
}

/** Windows does not tell upper from lower case in names of files. */
function sameFile(a: string, b: string): boolean {
  return a === b || (process.platform === 'win32' && a.toLowerCase() === b.toLowerCase());
}

function ids(steps: readonly Step[]): string[] {
  return steps.map(step => step.id);
}
