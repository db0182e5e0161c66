import type { ProblemData } from '../errors/problem.ts';
import type {
  EffectKind,
  Evidence,
  OutputStream,
  Progress,
  Reconciliation,
  RunMode,
  Table,
} from '../runbook/execution.ts';
import type { StepLanguage } from '../runbook/model.ts';

/** A variable's value as the log keeps it: a secret is only named. */
export type LoggedValue = string | { readonly secret: string };

export type LoggedValues = Readonly<Record<string, LoggedValue>>;

/** A plan as it was shown: `hash` is SHA-256 (hex) over text, effect and facts. */
export interface LoggedPlan {
  readonly hash: string;
  readonly lines: readonly string[];
  readonly losses: readonly string[];
  readonly effect: { readonly kind: EffectKind; readonly servers: readonly string[] };
}

export interface LoggedRunbook {
  readonly file: string;
  readonly title: string;
  /** SHA-256, hex, of the file's bytes. */
  readonly hash: string;
  /** Commit that holds the file as it was. */
  readonly commit?: string;
  /** Set instead where the file had been changed since its last commit, which this is. */
  readonly changedSince?: string;
}

export interface LoggedEstate {
  readonly file: string;
  readonly name: string;
  readonly kind: 'practice' | 'live';
  readonly hash: string;
  /** Targets of the estate: time to recover in, and age of the data at most; ms. */
  readonly rtoMs?: number;
  readonly rpoMs?: number;
}

export interface LoggedOperator {
  readonly user: string;
  readonly host: string;
}

/** Backup data that a step put back, for the age of the restored data. */
export interface RestoredFrom {
  /** What was put back: a database, a share, a folder; without it, what the step's title says. */
  readonly what?: string;
  /** Backup set, as the estate writes it. */
  readonly set: string;
  /** When the backup of this data was finished; UTC, ISO 8601. */
  readonly finished: string;
  /** SHA-256 of the set's manifest, where the step verified the set. */
  readonly manifest?: string;
}

export interface LoggedTool {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  /** `editor` or `cli`. */
  readonly front: string;
}

/** Step ends that a run can record. `interrupted`: a start without an end, outcome unknown. */
export type StepOutcome =
  'succeeded' | 'failed' | 'cancelled' | 'skipped' | 'refused' | 'rehearsed' | 'interrupted';

/** How a step with several targets ended on one of them. */
export type MemberOutcome = 'succeeded' | 'failed' | 'cancelled';

export type RunOutcome =
  'succeeded' | 'failed' | 'cancelled' | 'refused' | 'rehearsed' | 'abandoned';

/** Times are milliseconds. */
export interface StepSummary {
  readonly step: string;
  readonly outcome: StepOutcome | 'pending';
  readonly attempts: number;
  readonly durationMs: number;
  readonly waitingMs: number;
}

export interface RunSummary {
  readonly steps: readonly StepSummary[];
  readonly durationMs: number;
  readonly waitingMs: number;
  /** Incident declared to the last check passed. */
  readonly recoveryTimeMs?: number;
  readonly recoveryTimeTargetMs?: number;
  /** Incident to the finish of the oldest backup set restored. */
  readonly dataAgeMs?: number;
  readonly dataAgeTargetMs?: number;
  readonly overrides: number;
  readonly confirmations: number;
  readonly evidence: number;
}

/**
 * What happens in a run, as the recovery log stores it. Every display is made from these. `output`,
 * `table` and `progress` need not be durable at once; all others are on disk before anyone is told.
 */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly runbook: LoggedRunbook;
      readonly estate: LoggedEstate;
      readonly mode: RunMode;
      readonly operator: LoggedOperator;
      readonly tool: LoggedTool;
      readonly variables: LoggedValues;
      readonly incident?: { readonly id: string; readonly declared: string };
    }
  | { readonly type: 'run-resumed'; readonly operator: LoggedOperator; readonly tool: LoggedTool }
  | { readonly type: 'mode-changed'; readonly mode: RunMode; readonly by: string }
  | { readonly type: 'variables-set'; readonly by: string; readonly values: LoggedValues }
  | {
      readonly type: 'confirmation';
      readonly step: string;
      readonly plan: LoggedPlan;
      readonly answer: 'yes' | 'no';
      readonly by: string;
      /** `typed`, `button`, `--yes`, `--destroy`. */
      readonly how: string;
    }
  | {
      readonly type: 'command-approval';
      readonly command: readonly string[];
      readonly purpose: string;
      readonly answer: 'yes' | 'no';
      readonly by: string;
      readonly how: string;
    }
  | {
      readonly type: 'override';
      readonly step: string;
      /** Which rule was set aside, for example `requires`, `when`, `changed-step`. */
      readonly rule: string;
      readonly detail: string;
      readonly reason: string;
      readonly by: string;
    }
  | {
      readonly type: 'step-started';
      readonly step: string;
      readonly attempt: number;
      readonly title: string;
      readonly language: StepLanguage;
      readonly target?: string;
      /** A step with several targets: those that this attempt touches. */
      readonly targets?: readonly string[];
      /** Targets on which an earlier attempt of the same text succeeded; this one leaves them alone. */
      readonly kept?: readonly string[];
      readonly text: string;
      readonly textHash: string;
      readonly values: LoggedValues;
      readonly plan: LoggedPlan;
    }
  | {
      /** A step with several targets begins on one of them; on disk before its first action there. */
      readonly type: 'member-started';
      readonly step: string;
      readonly attempt: number;
      /** FQDN, or `host\\instance`. */
      readonly server: string;
    }
  | {
      readonly type: 'member-ended';
      readonly step: string;
      readonly attempt: number;
      readonly server: string;
      readonly outcome: MemberOutcome;
      readonly durationMs: number;
      readonly summary: string;
      readonly problem?: ProblemData;
    }
  | {
      readonly type: 'output';
      readonly step: string;
      readonly attempt: number;
      /** Set in a step with several targets. */
      readonly server?: string;
      readonly stream: OutputStream;
      readonly text: string;
      /** Set where the text is cut here and whole in a side file, named by its SHA-256 (hex). */
      readonly whole?: { readonly sha256: string; readonly bytes: number };
    }
  | {
      readonly type: 'table';
      readonly step: string;
      readonly attempt: number;
      /** Set in a step with several targets. */
      readonly server?: string;
      readonly table: Table;
      readonly whole?: { readonly sha256: string; readonly bytes: number };
    }
  | {
      readonly type: 'progress';
      readonly step: string;
      readonly attempt: number;
      /** Set in a step with several targets. */
      readonly server?: string;
      readonly progress: Progress;
    }
  | {
      readonly type: 'waiting-started';
      readonly step: string;
      readonly attempt: number;
      /** What people are asked for. */
      readonly what: 'confirmation' | 'manual' | 'approval';
      readonly text: string;
    }
  | {
      readonly type: 'waiting-ended';
      readonly step: string;
      readonly attempt: number;
      readonly waitedMs: number;
    }
  | {
      readonly type: 'evidence';
      readonly step?: string;
      readonly attempt?: number;
      /** Set in a step with several targets. */
      readonly server?: string;
      readonly evidence: Evidence;
      readonly by: string;
      /** Set where the file itself is kept in a side file. */
      readonly whole?: { readonly sha256: string; readonly bytes: number };
    }
  | { readonly type: 'note'; readonly step?: string; readonly text: string; readonly by: string }
  | {
      readonly type: 'step-ended';
      readonly step: string;
      readonly attempt: number;
      readonly outcome: StepOutcome;
      readonly durationMs: number;
      readonly waitingMs: number;
      readonly summary: string;
      readonly problem?: ProblemData;
      /** Declared variables that the step changed. */
      readonly values: LoggedValues;
      /** Set where the step was a check of the recovered service and it passed. */
      readonly checkPassed?: boolean;
      readonly restoredFrom?: readonly RestoredFrom[];
    }
  | {
      /** A step that never began: its `when` was false, it was skipped with a reason, refused, only planned, or its plan failed. */
      readonly type: 'step-passed-over';
      readonly step: string;
      readonly outcome: 'skipped' | 'refused' | 'rehearsed' | 'failed' | 'cancelled';
      readonly why: string;
      readonly problem?: ProblemData;
      readonly plan?: LoggedPlan;
    }
  | {
      readonly type: 'reconciled';
      readonly step: string;
      readonly attempt: number;
      readonly reconciliation: Reconciliation;
      /** What was decided: run the step again, take it as done, or leave it open. */
      readonly decision: 'run-again' | 'taken-as-done' | 'left-open';
      readonly by: string;
    }
  | { readonly type: 'clock-jumped'; readonly byMs: number }
  | {
      readonly type: 'torn-tail-put-aside';
      readonly file: string;
      readonly bytes: number;
      readonly sha256: string;
    }
  | { readonly type: 'run-finished'; readonly outcome: RunOutcome; readonly summary: RunSummary };

/** Events that must be on disk (write, then fdatasync) before `append` resolves. */
export function isDurable(event: RunEvent): boolean {
  return event.type !== 'output' && event.type !== 'table' && event.type !== 'progress';
}
