import type { Estate } from '../../estate/model.ts';
import type { EstateDifference } from '../../estate/topology/differences.ts';
import type { EstateCheck } from '../../executors/estate-check.ts';
import type { RecoveryRunbook } from '../../recovery/make.ts';

/** A topology as an estate file, and what it and an estate say otherwise. */
export interface TopologyImport {
  /** Text of the estate file. */
  readonly text: string;
  readonly unpublished: boolean;
  readonly notUnderstood: readonly string[];
  /** One line for each difference to the estate that was given. */
  readonly differences: readonly { readonly difference: EstateDifference; readonly line: string }[];
}

/** What the Servers view does behind its display. Methods throw a `Problem`. */
export interface ServerServices {
  /** Asks servers and SQL Server instances how they are, several at once; nothing is changed on them. */
  check(request: EstateCheck): Promise<void>;
  /** The runbook for exactly this loss, chosen from the estate. */
  recoveryRunbook(estate: Estate, lost: readonly string[]): RecoveryRunbook;
  importTopology(
    bytes: Uint8Array,
    file: string,
    estate: Estate | undefined,
  ): Promise<TopologyImport>;
}
