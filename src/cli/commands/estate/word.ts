import type { Estate } from '../../../estate/model.ts';
import type { ImportedEstate } from '../../../estate/topology/imported.ts';
import type { EstateCheck } from '../../../executors/estate-check.ts';
import type { CliContext } from '../../command.ts';

/** What the words of `estate` get from the composition root. */
export interface EstateServices {
  /**
   * The topology as the management shell of a server says it. A command of the estate file that opens
   * the shell is asked for with `approve` first. Throws a `Problem`.
   */
  liveTopology(
    estate: Estate,
    server: string,
    approve: (command: readonly string[], purpose: string) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<ImportedEstate>;
  /** Asks servers and SQL Server instances how they are; nothing is changed on them. */
  check(request: EstateCheck): Promise<void>;
}

/** One word behind `estate`. */
export interface EstateWord {
  readonly name: string;
  readonly usage: readonly string[];
  run(words: readonly string[], context: CliContext, services: EstateServices): Promise<number>;
}
