import type { ProblemData } from '../../../src/errors/problem.ts';
import type { Estate } from '../../../src/estate/model.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import type { LogRecord } from '../../../src/log/record.ts';
import type { LogSink } from '../../../src/log/sink.ts';
import type { RunClock } from '../../../src/run/clock.ts';
import type { RunDriver } from '../../../src/run/driver.ts';
import { openRun, type Incident, type RunSetup } from '../../../src/run/open.ts';
import type { RunPeople } from '../../../src/run/people.ts';
import type {
  PlanContext,
  Reconciliation,
  RunContext,
  RunMode,
  StepExecutor,
  StepPlan,
  StepResult,
} from '../../../src/runbook/execution.ts';
import type { Runbook, Step, StepLanguage } from '../../../src/runbook/model.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { resolveVariables } from '../../../src/runbook/variables/resolve.ts';

/** A log in memory that keeps the order and the rule that listeners hear only what is stored. */
export class MemoryLog implements LogSink {
  readonly run = 'test-run';
  readonly file = '/logs/test-run.recovery-log.jsonl';
  readonly records: LogRecord<RunEvent>[];
  /** Set to make every later append fail. */
  failure: Error | undefined;
  /** Called before a record is stored; a promise that never ends is a log that hangs. */
  before: (event: RunEvent) => Promise<void> = () => Promise.resolve();
  readonly #listeners = new Set<(record: LogRecord<RunEvent>) => void>();
  readonly #clock: RunClock;
  #chain: Promise<unknown> = Promise.resolve();

  constructor(clock: RunClock, records: readonly LogRecord<RunEvent>[] = []) {
    this.#clock = clock;
    this.records = [...records];
  }

  append(event: RunEvent): Promise<LogRecord<RunEvent>> {
    const stored = this.#chain.then(async () => {
      await this.before(event);
      if (this.failure !== undefined) throw this.failure;
      const time = new Date(this.#clock.now()).toISOString();
      const seq = this.records.length + 1;
      const mono = this.#clock.mono();
      const record = { run: this.run, seq, time, mono, event, prev: '', hash: '' };
      this.records.push(record);
      for (const listener of this.#listeners) listener(record);
      return record;
    });
    this.#chain = stored.catch(() => undefined);
    return stored;
  }

  onRecord(listener: (record: LogRecord<RunEvent>) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  types(): string[] {
    return this.records.map(record => record.event.type);
  }

  events<T extends RunEvent['type']>(type: T): Extract<RunEvent, { type: T }>[] {
    const isType = (event: RunEvent): event is Extract<RunEvent, { type: T }> =>
      event.type === type;
    return this.records.map(record => record.event).filter(isType);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chain;
  }
}

/** Time that moves only when a test says so. */
export class ManualClock implements RunClock {
  #now = Date.UTC(2026, 10, 22, 3, 0, 0);
  #mono = 0;
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  mono(): number {
    return this.#mono;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#mono + ms, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  pass(ms: number): void {
    this.#now += ms;
    this.#mono += ms;
    for (const timer of [...this.#timers].filter(each => each.at <= this.#mono)) {
      this.#timers.delete(timer);
      timer.callback();
    }
  }
}

type Work = (step: Step, context: RunContext) => Promise<StepResult> | StepResult;

/** Carries out steps as a test tells it; without a word for a step it succeeds. */
export class ScriptedExecutor implements StepExecutor {
  readonly work = new Map<string, Work>();
  readonly plans = new Map<string, (context: PlanContext) => StepPlan>();
  readonly found = new Map<string, Reconciliation>();
  readonly ran: string[] = [];
  disposed = false;

  plan(step: Step, context: PlanContext): Promise<StepPlan> {
    const plan = this.plans.get(step.id);
    try {
      return Promise.resolve(plan?.(context) ?? planOf('changes'));
    } catch (thrown) {
      return Promise.reject(thrown instanceof Error ? thrown : new Error('no plan'));
    }
  }

  async run(step: Step, _plan: StepPlan, context: RunContext): Promise<StepResult> {
    this.ran.push(step.id);
    return (await this.work.get(step.id)?.(step, context)) ?? success();
  }

  reconcile(step: Step): Promise<Reconciliation> {
    return Promise.resolve(this.found.get(step.id) ?? { finding: 'unknown', lines: [] });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }
}

export function planOf(
  kind: StepPlan['effect']['kind'],
  more: Partial<Pick<StepPlan, 'facts' | 'losses' | 'lines'>> & { servers?: string[] } = {},
): StepPlan {
  const { servers = ['se01.contoso.com'], facts = {}, losses = [], lines = ['do it'] } = more;
  return { lines, effect: { kind, servers }, losses, facts };
}

export function success(variables: Record<string, string> = {}): StepResult {
  return { outcome: 'succeeded', summary: 'done', variables: new Map(Object.entries(variables)) };
}

export function failed(what = 'it broke'): StepResult {
  const problem: ProblemData = { code: 'TEST', kind: 'failed', what };
  return { outcome: 'failed', problem, variables: new Map() };
}

/** People who are not there, but for what a test gives. */
export function people(answers: Partial<RunPeople> = {}): RunPeople {
  const nobody = (): Promise<undefined> => Promise.resolve(undefined);
  return {
    confirm: nobody,
    override: nobody,
    interrupted: nobody,
    approve: nobody,
    manual: nobody,
    ...answers,
  };
}

export const estate: Estate = {
  file: '/estate/estate.yaml',
  hash: 'e'.repeat(64),
  kind: 'practice',
  name: 'Test estate',
  productVersion: '2013',
  domain: 'contoso.com',
  sipDomains: [],
  sites: [],
  pools: [],
  servers: ['se01.contoso.com', 'se02.contoso.com'].map(fqdn => ({
    fqdn,
    site: 'Paris',
    roles: ['StandardEdition'],
    certificates: [],
    deployment: { bootstrapper: 'Bootstrapper.exe', media: 'D:\\' },
  })),
  sqlInstances: [],
  fileStores: [],
  external: [],
  notUnderstood: [],
  paths: [],
  addresses: {},
};

export const live: Estate = { ...estate, kind: 'live' };

export function runbookOf(text: string, file = '/runbooks/test.runbook.md'): Runbook {
  return readRunbook(new TextEncoder().encode(text), file);
}

/** A runbook of PowerShell steps from `id attributes` words; every step's text is its id. */
export function steps(...infos: string[]): Runbook {
  const fences = infos.map(info => {
    const id = /#(\S+)/.exec(info)?.[1] ?? 'step';
    return `\`\`\`powershell {${info}}\n'${id}'\n\`\`\`\n`;
  });
  const variables =
    'Server: {type: string, default: se01.contoso.com}\n  Count: {type: string, default: "0"}';
  return runbookOf(`---\ntitle: Test\nvariables:\n  ${variables}\n---\n\n${fences.join('\n')}`);
}

export interface Bench {
  readonly driver: RunDriver;
  readonly log: MemoryLog;
  readonly clock: ManualClock;
  readonly executor: ScriptedExecutor;
}

export interface BenchOptions {
  readonly mode?: RunMode;
  readonly answers?: Partial<RunPeople>;
  readonly on?: Estate;
  readonly incident?: Incident;
}

const tool = { version: '0', node: 'v24', platform: 'test', front: 'cli' };
const operator = { user: 'ada', host: 'ws01' };

/** The parts of a run that need no log. */
export async function setup(
  runbook: Runbook,
  executor: ScriptedExecutor,
  options: BenchOptions = {},
): Promise<Omit<RunSetup, 'clock'>> {
  const variables = await resolveVariables(runbook.variables, new Map(), () => undefined, {
    get: () => Promise.resolve(undefined),
  });
  const languages: StepLanguage[] = ['powershell', 'sql', 'step'];
  return {
    runbook,
    estate: options.on ?? estate,
    executors: new Map(languages.map(language => [language, executor] as const)),
    people: people(options.answers),
    variables,
    operator,
    tool,
  };
}

/** Opens a run on a log in memory. */
export async function begin(runbook: Runbook, options: BenchOptions = {}): Promise<Bench> {
  const clock = new ManualClock();
  const log = new MemoryLog(clock);
  const executor = new ScriptedExecutor();
  const driver = await openRun({
    ...(await setup(runbook, executor, options)),
    clock,
    mode: options.mode ?? 'practice',
    ...(options.incident === undefined ? {} : { incident: options.incident }),
    openLog: () => Promise.resolve(log),
  });
  return { driver, log, clock, executor };
}

export const never = new AbortController().signal;
