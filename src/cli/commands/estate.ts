import * as l10n from '@vscode/l10n';
import { wrongUse } from '../../errors/cli.ts';
import type { CliCommand } from '../command.ts';
import { checkWord } from './estate/check-word.ts';
import { diffWord } from './estate/diff-word.ts';
import { importWord } from './estate/import-word.ts';
import { showWord } from './estate/show-word.ts';
import type { EstateServices, EstateWord } from './estate/word.ts';

const estateWords: readonly EstateWord[] = [showWord, checkWord, importWord, diffWord];

const usage = estateWords.flatMap(word => word.usage);

export { usage as estateUsage };

/** `estate …`: shows an estate file, checks the estate, makes a file of a topology, compares the two. */
export function estateCommand(services: EstateServices): CliCommand {
  return {
    name: 'estate',
    usage,
    async run(words, context) {
      const [name, ...rest] = words;
      const word = estateWords.find(one => one.name === name);
      if (word !== undefined) return word.run(rest, context, services);
      throw wrongUse(
        name === undefined
          ? l10n.t('What is to be done with the estate?')
          : l10n.t('There is no command: estate {0}', name),
        usage,
      );
    },
  };
}
