import { readEstate } from '../estate/read.ts';
import { differenceLine } from '../estate/topology/difference-text.ts';
import { estateDifferences } from '../estate/topology/differences.ts';
import { readTopology } from '../estate/topology/read.ts';
import { understand } from '../estate/topology/understand.ts';
import { importedText } from '../estate/topology/yaml-text.ts';
import { makeRecoveryRunbook } from '../recovery/make.ts';
import type { ServerServices } from '../ui/estate/server-services.ts';
import { checkEstate } from './estate-check.ts';
import type { Program } from './program.ts';

/** What the Servers view of the editor does behind its display. */
export function serverServices(program: Program): ServerServices {
  return {
    check: request => checkEstate(program, request),
    recoveryRunbook: makeRecoveryRunbook,
    async importTopology(bytes, file, estate) {
      const imported = understand(await readTopology(bytes, file));
      const text = importedText(imported);
      const differences =
        estate === undefined
          ? []
          : estateDifferences(estate, readEstate(Buffer.from(text), estate.file));
      return {
        text,
        unpublished: imported.unpublished,
        notUnderstood: imported.notUnderstood,
        differences: differences.map(difference => ({
          difference,
          line: differenceLine(difference),
        })),
      };
    },
  };
}
