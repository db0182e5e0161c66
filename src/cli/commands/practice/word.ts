import { resolve } from 'node:path';
import { openPracticeEstate } from '../../../practice/open.ts';
import type { PracticeServices } from '../../../practice/services.ts';
import type { PracticeStore } from '../../../practice/store.ts';
import type { CliContext } from '../../command.ts';

/** One word after `practice`. */
export interface PracticeWord {
  readonly name: string;
  readonly usage: readonly string[];
  /** Gets the words after its name, resolves to the exit status. Throws a `Problem`. */
  run(words: readonly string[], context: CliContext, services: PracticeServices): Promise<number>;
}

/** The option that every word but `create` has. */
export const estateOption = { estate: { type: 'string' } } as const;

/** The practice estate that `--estate` names, or that of the folder that one is in. */
export function openAt(path: string | undefined, context: CliContext): Promise<PracticeStore> {
  return openPracticeEstate(resolve(context.cwd, path ?? '.'));
}
