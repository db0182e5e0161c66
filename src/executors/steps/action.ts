import type { z } from 'zod';
import type { BackupFiles } from '../../backup/backup-files.ts';
import type { BackupSets } from '../../backup/sets.ts';
import type { Estate } from '../../estate/model.ts';
import type {
  Evidence,
  PlanContext,
  ReconcileContext,
  Reconciliation,
  RunContext,
  StepPlan,
} from '../../runbook/execution.ts';
import type { VariableValue } from '../../runbook/variables.ts';
import type { ShellPool } from '../powershell/session.ts';
import type { Program } from '../powershell/transport.ts';
import type { SqlSessions } from '../sql/connection/sessions.ts';
import type { CommandRunner } from './command-runner.ts';
import type { NameResolver, PortProbe } from './network.ts';
import type { RecoveryKit } from './recovery-kit.ts';

/** What every action may use. One object for a run; nothing in it belongs to one step. */
export interface ActionServices {
  readonly estate: Estate;
  readonly shells: ShellPool;
  readonly backup: BackupSets;
  /** What sealing puts beside the backup for whoever finds it; none where the caller has none. */
  readonly kit?: RecoveryKit;
  /** Single files of backup sets that other programs write. */
  readonly backupFiles: BackupFiles;
  /** Sessions on the estate's SQL Server instances. */
  readonly sql: SqlSessions;
  /** Starts the estate's `hands` command. */
  readonly commands: CommandRunner;
  /** This very program, for commands that begin `recovery-runbooks`. */
  readonly self: Program;
  /** Who runs this, as manifests and evidence name them. */
  readonly operator: string;
  /** DNS as this computer sees it; a practice estate brings its own. */
  readonly names: NameResolver;
  readonly ports: PortProbe;
  /** Current time, ms since 1970. */
  readonly now: () => number;
  /** Resolves after `ms`, or rejects when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface ActionResult {
  /** One line for lists and reports. */
  readonly summary: string;
  /** Variables that the action sets, by name; they must be declared in the runbook. */
  readonly variables?: ReadonlyMap<string, VariableValue>;
  readonly evidence?: readonly Evidence[];
  /** A check of the service that passed; recovery time ends at the last one of a run. */
  readonly checkPassed?: boolean;
  /** Sets that the steps after it restore from, and when each was finished (UTC, ISO 8601). */
  readonly restoredFrom?: readonly {
    /** What was put back: a database, a share, a folder. */
    readonly what?: string;
    readonly set: string;
    readonly finished: string;
    /** SHA-256 of the set's manifest, where the step verified the set. */
    readonly manifest?: string;
  }[];
}

/** What planning an action gets. */
export interface ActionPlanContext extends PlanContext {
  readonly stepId: string;
}

/** What looking after an interrupted attempt of an action gets. */
export interface ActionReconcileContext extends ReconcileContext {
  readonly stepId: string;
}

/** What running an action gets. */
export interface ActionRunContext extends RunContext {
  readonly stepId: string;
}

/**
 * A typed step: one module under `actions/`, one key in a `step` cell. Completion, hover, diagnostics
 * and reference are made from `schema` (`describe` every key), so they cannot differ from the code.
 * Modules export a function that makes the action, so that its texts are in the language chosen.
 */
export interface StepAction<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  /** The cell's text of a small, correct use. */
  readonly example: string;
  readonly schema: S;
  /** Reads only. Throws a `Problem` where the step cannot be done. */
  plan(
    parameters: z.output<S>,
    context: ActionPlanContext,
    services: ActionServices,
  ): Promise<StepPlan>;
  /** Does it, then verifies what it did. Throws a `Problem` for every expected failure. */
  run(
    parameters: z.output<S>,
    plan: StepPlan,
    context: ActionRunContext,
    services: ActionServices,
  ): Promise<ActionResult>;
  /** Looks at what an interrupted attempt left. Without it: `unknown`. */
  reconcile?(
    parameters: z.output<S>,
    context: ActionReconcileContext,
    services: ActionServices,
  ): Promise<Reconciliation>;
}
