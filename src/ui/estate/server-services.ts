import type { Estate } from '../../estate/model.ts';
import type { EstateDifference } from '../../estate/topology/differences.ts';
import type { ServerHealth } from '../../executors/powershell/server-health.ts';
import type { InstanceHealth } from '../../executors/sql/instance-health.ts';
import type { RecoveryRunbook } from '../../recovery/make.ts';

/** What checks of servers get from who asks for them. */
export interface CheckRequest {
  readonly estate: Estate;
  /** FQDNs. */
  readonly servers: readonly string[];
  readonly signal: AbortSignal;
  /** Asked before a command of the estate file is started. */
  readonly approveCommand: (command: readonly string[], purpose: string) => Promise<boolean>;
  /** Told as each server has answered, or not. */
  readonly onHealth: (server: string, health: ServerHealth) => void;
}

/** A topology as an estate file, and what it and an estate say otherwise. */
export interface TopologyImport {
  /** Text of the estate file. */
  readonly text: string;
  readonly unpublished: boolean;
  readonly notUnderstood: readonly string[];
  /** One line for each difference to the estate that was given. */
  readonly differences: readonly { readonly difference: EstateDifference; readonly line: string }[];
}

/** What a check of SQL Server instances gets from who asks for it. */
export interface InstanceCheckRequest {
  readonly estate: Estate;
  /** Names, `host\instance`. */
  readonly instances: readonly string[];
  readonly signal: AbortSignal;
  readonly onHealth: (instance: string, health: InstanceHealth) => void;
}

/** What the Servers view does behind its display. Methods throw a `Problem`. */
export interface ServerServices {
  /** Asks servers how they are, several at once; nothing is changed on them. */
  check(request: CheckRequest): Promise<void>;
  /** Asks SQL Server instances for their databases, one after the other; nothing is changed there. */
  checkInstances(request: InstanceCheckRequest): Promise<void>;
  /** The runbook for exactly this loss, chosen from the estate. */
  recoveryRunbook(estate: Estate, lost: readonly string[]): RecoveryRunbook;
  importTopology(
    bytes: Uint8Array,
    file: string,
    estate: Estate | undefined,
  ): Promise<TopologyImport>;
}
