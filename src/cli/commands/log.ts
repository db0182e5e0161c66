import * as l10n from '@vscode/l10n';
import { wrongUse } from '../../errors/cli.ts';
import type { CliCommand } from '../command.ts';
import { listWord, searchWord } from './log/find-words.ts';
import { keyWord, trustWord } from './log/key-words.ts';
import {
  evidenceWord,
  findingWord,
  noteWord,
  participantWord,
  signOffWord,
} from './log/note-words.ts';
import { compareWord, reportWord } from './log/review-words.ts';
import type { LogServices, LogWord } from './log/services.ts';
import { shareWord } from './log/share-word.ts';
import { showWord } from './log/show-word.ts';
import { verifyWord } from './log/verify-word.ts';

export type { LogServices } from './log/services.ts';

const all: readonly LogWord[] = [
  verifyWord,
  showWord,
  listWord,
  searchWord,
  compareWord,
  reportWord,
  noteWord,
  evidenceWord,
  participantWord,
  findingWord,
  signOffWord,
  shareWord,
  keyWord,
  trustWord,
];

const usage = all.flatMap(word => word.usage);

export { usage as logUsage };

/** `log …`: what recovery logs say, whether they can be trusted, and what people add to them. */
export function logCommand(services: LogServices): CliCommand {
  return {
    name: 'log',
    usage,
    async run(words, context) {
      const [name, ...rest] = words;
      if (name === undefined) throw wrongUse(l10n.t('Something is missing.'), usage);
      const word = all.find(each => each.name === name);
      if (word === undefined) throw wrongUse(l10n.t('{0} is unknown.', `log ${name}`), usage);
      return word.run(rest, services, context);
    },
  };
}
