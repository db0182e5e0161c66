import * as l10n from '@vscode/l10n';
import { wrongPracticeUse } from '../../errors/practice.ts';
import type { PracticeServices } from '../../practice/services.ts';
import { practiceShell } from '../../practice/shell.ts';
import type { CliCommand, CliContext } from '../command.ts';
import { changeWord, createWord, loseWord, statusWord } from './practice/estate-words.ts';
import { clearWord, faultWord } from './practice/fault-words.ts';
import { handsWord } from './practice/hands-word.ts';
import { serveWord } from './practice/serve-word.ts';
import { compareWord, snapshotWord } from './practice/snapshot-words.ts';
import { openAt, type PracticeWord } from './practice/word.ts';

/**
 * `practice shell [--estate PATH] SERVER [PowerShell arguments…]`. Everything after the server's name
 * belongs to PowerShell and is not looked at here.
 */
const shellUsage = 'recovery-runbooks practice shell [--estate DIR] SERVER [POWERSHELL ARGUMENT…]';

async function shell(
  words: readonly string[],
  context: CliContext,
  services: PracticeServices,
): Promise<number> {
  const named = words[0] === '--estate';
  const [server, ...args] = named ? words.slice(2) : words;
  if (server === undefined || server.startsWith('-')) {
    throw wrongPracticeUse(l10n.t('Which server?'), [shellUsage]);
  }
  const store = await openAt(named ? words[1] : undefined, context);
  const request = { server, args, env: context.env, signal: context.signal };
  return practiceShell(store, request, services);
}

const practiceWords: readonly PracticeWord[] = [
  createWord,
  statusWord,
  loseWord,
  changeWord,
  snapshotWord,
  compareWord,
  faultWord,
  clearWord,
  handsWord,
  serveWord,
];

const usage = [...practiceWords.flatMap(word => word.usage), shellUsage];

export { usage as practiceUsage };

/** `practice …`: makes a practice estate, breaks it, and shows what is left of it. */
export function practiceCommand(services: PracticeServices): CliCommand {
  return {
    name: 'practice',
    usage,
    async run(words, context) {
      const [name, ...rest] = words;
      if (name === 'shell') return shell(rest, context, services);
      const word = practiceWords.find(one => one.name === name);
      if (word !== undefined) return word.run(rest, context, services);
      const what =
        name === undefined
          ? l10n.t('What is to be done with the practice estate?')
          : l10n.t('There is no command: practice {0}', name);
      throw wrongPracticeUse(what, usage);
    },
  };
}
