import type { ProblemData } from '../errors/problem.ts';
import type { Step } from './model.ts';
import type { VariableScope, VariableValue } from './variables.ts';

/** `rehearse` plans only; `practice` needs a practice estate, `live` a real one. */
export type RunMode = 'rehearse' | 'practice' | 'live';

/** What a step does to the estate. */
export type EffectKind = 'reads' | 'changes' | 'destroys';

export interface Effect {
  readonly kind: EffectKind;
  /** FQDNs of the servers that it touches. */
  readonly servers: readonly string[];
}

/** What a step would do, resolved; its text is shown to the operator and kept in the log. */
export interface StepPlan {
  /** One line a fact, in the order in which it would happen. */
  readonly lines: readonly string[];
  readonly effect: Effect;
  /** What will be lost, one line each; empty unless the effect is `destroys`. */
  readonly losses: readonly string[];
  /** What the plan rests on (sizes, states, times); a change of it makes the plan stale. */
  readonly facts: Readonly<Record<string, string>>;
  /**
   * Variables that the step would set, as far as they are known before it runs. A rehearsal carries
   * them on to the steps after it.
   */
  readonly variables?: ReadonlyMap<string, string>;
}

export type OutputStream =
  'output' | 'error' | 'warning' | 'verbose' | 'debug' | 'information' | 'stray';

/** Progress of a running step; what is unknown is left out. Bytes are bytes, times are ms. */
export interface Progress {
  readonly activity: string;
  readonly percent?: number;
  readonly bytesDone?: number;
  readonly bytesTotal?: number;
  readonly filesDone?: number;
  readonly filesTotal?: number;
  readonly bytesPerSecond?: number;
  readonly remainingMs?: number;
}

/** A result set or list of objects: columns and rows as text; `null` is a missing value. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Proof that something was done: text, or a file named by path and SHA-256 (hex). */
export interface Evidence {
  readonly kind: 'text' | 'file';
  readonly title: string;
  readonly text?: string;
  readonly path?: string;
  readonly sha256?: string;
}

/** Where a running step writes. Calls never fail and never wait for a display. */
export interface StepOutput {
  write(stream: OutputStream, text: string): void;
  table(table: Table): void;
  progress(progress: Progress): void;
  evidence(evidence: Evidence): void;
}

/** What a `manual` step asks of a person. */
export interface ManualForm {
  readonly instruction: string;
  readonly evidenceAsked: readonly string[];
  readonly server?: string;
}

export interface ManualAnswer {
  readonly done: boolean;
  readonly note: string;
  readonly evidence: readonly Evidence[];
  /** User name of the person who answered. */
  readonly by: string;
}

/**
 * What a step may ask of people while it runs. An unattended run answers `undefined` to `manual`:
 * nobody is there. Waiting is logged as such and not counted as work.
 */
export interface StepPeople {
  manual(form: ManualForm): Promise<ManualAnswer | undefined>;
  /**
   * Whether a command text of the estate file (`hands`, `shell: command`) may be used. Asked once
   * for each text and run, and logged.
   */
  approveCommand(command: readonly string[], purpose: string): Promise<boolean>;
}

/**
 * What a step gets when it is planned. Planning sends nothing but reads. In `rehearse` the steps
 * before have not happened: a plan then demands nothing that they would make true, it says so in a line.
 */
export interface PlanContext {
  readonly mode: RunMode;
  readonly scope: VariableScope;
  /** FQDN that `target` resolved to; `undefined` is the computer that runs the engine. */
  readonly target: string | undefined;
  readonly signal: AbortSignal;
  readonly people: StepPeople;
}

export interface RunContext extends PlanContext {
  readonly output: StepOutput;
  /** 1 for the first attempt of this step in this run. */
  readonly attempt: number;
  /** Identifier of the run, for names of temporary files and locks. */
  readonly runId: string;
}

/** How a step ended, as its executor sees it. */
export type StepResult =
  | {
      readonly outcome: 'succeeded';
      /** Declared variables that came back changed. */
      readonly variables: ReadonlyMap<string, VariableValue>;
      /** One line for lists and reports. */
      readonly summary: string;
      /** Set by a check of the recovered service that passed; recovery time ends at the last one. */
      readonly checkPassed?: boolean;
      /** Sets that this recovery restores from, and when each was finished (UTC, ISO 8601). */
      readonly restoredFrom?: readonly {
        /** What was put back: a database, a share, a folder. */
        readonly what?: string;
        readonly set: string;
        readonly finished: string;
        /** SHA-256 of the set's manifest, where the step verified the set. */
        readonly manifest?: string;
      }[];
    }
  | {
      readonly outcome: 'failed' | 'cancelled';
      readonly problem: ProblemData;
      readonly variables: ReadonlyMap<string, VariableValue>;
    };

/** Where the targets of a fan-out write, and where the end on each is told. */
export interface FanOutMembers {
  output(target: string): StepOutput;
  ended(target: string, result: StepResult): void;
}

/** A means of the transport's own to run one step on several targets at once. */
export interface StepFanOut {
  /** A plan for each target, or why it has none. */
  plan(step: Step, context: PlanContext): Promise<ReadonlyMap<string, StepPlan | ProblemData>>;
  /** Tells the end of every target once, on at most `throttle` targets at a time. */
  run(
    step: Step,
    context: Omit<RunContext, 'output'>,
    throttle: number,
    members: FanOutMembers,
  ): Promise<void>;
}

/** What looking after an interrupted attempt gets. */
export interface ReconcileContext extends PlanContext {
  /** When the attempt began, by the clock of the computer that ran it: UTC, ISO 8601. */
  readonly started?: string;
}

/** What the world says of a step whose end was never recorded. */
export interface Reconciliation {
  readonly finding: 'done' | 'not-done' | 'partly-done' | 'unknown';
  /** What was looked at and what was seen, one line each. */
  readonly lines: readonly string[];
}

/**
 * Executes the steps of one language. Made for one run, and disposed with it: every process and
 * socket that it opened is ended then. Expected failures are results; exceptions are defects.
 */
export interface StepExecutor extends AsyncDisposable {
  /** Resolves what the step would do. Throws a `Problem` when that cannot be known. */
  plan(step: Step, context: PlanContext): Promise<StepPlan>;
  run(step: Step, plan: StepPlan, context: RunContext): Promise<StepResult>;
  /** Looks at the estate after an interruption, reads only. */
  reconcile(step: Step, context: ReconcileContext): Promise<Reconciliation>;
  /** Fan-out of the transport's own, where it has one for all of these targets. */
  fanOut?(targets: readonly string[]): StepFanOut | undefined;
  /** The target is not needed soon: what is held open for it may be ended. */
  release?(target: string): Promise<void>;
}
