import type { CheckTargets } from '../estate/check-targets.ts';
import type { Estate } from '../estate/model.ts';
import type { ServerHealth } from './powershell/server-health.ts';
import type { InstanceHealth } from './sql/server/instance-health.ts';

/** A check of servers and SQL Server instances, for whoever shows what it finds. */
export interface EstateCheck extends CheckTargets {
  readonly estate: Estate;
  readonly signal: AbortSignal;
  /** Asked before a command of the estate file is started. */
  readonly approveCommand: (command: readonly string[], purpose: string) => Promise<boolean>;
  /** Told as each server has answered, or not. */
  readonly onServer: (server: string, health: ServerHealth) => void;
  /** Told as each instance has answered, or not. */
  readonly onInstance: (instance: string, health: InstanceHealth) => void;
}
