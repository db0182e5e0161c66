import * as l10n from '@vscode/l10n';
import { wrongUse } from '../../errors/cli.ts';
import type { CliCommand } from '../command.ts';
import { compareWord } from './set/compare-word.ts';
import { decryptWord } from './set/decrypt-word.ts';
import { listWord } from './set/list-word.ts';
import { openWord } from './set/open-word.ts';
import { pruneWord } from './set/prune-word.ts';
import { showWord } from './set/show-word.ts';
import { verifyWord } from './set/verify-word.ts';
import type { SetServices, SetWord } from './set/word.ts';
import { worthWord } from './set/worth-word.ts';

export type { SetServices } from './set/word.ts';

const setWords: readonly SetWord[] = [
  listWord,
  showWord,
  worthWord,
  verifyWord,
  compareWord,
  pruneWord,
  openWord,
  decryptWord,
];

const usage = setWords.flatMap(word => word.usage);

export { usage as setUsage };

/** `set …`: lists backup sets, says what they are worth, verifies, compares and removes them. */
export function setCommand(services: SetServices): CliCommand {
  return {
    name: 'set',
    usage,
    async run(words, context) {
      const [name, ...rest] = words;
      const word = setWords.find(one => one.name === name);
      if (word !== undefined) return word.run(rest, context, services);
      const what =
        name === undefined
          ? l10n.t('What is to be done with backup sets?')
          : l10n.t('There is no command: set {0}', name);
      throw wrongUse(what, usage);
    },
  };
}
