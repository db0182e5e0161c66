import * as l10n from '@vscode/l10n';
import { unknownCommand } from '../errors/cli.ts';
import { exitStatus } from '../errors/problem.ts';
import type { CliCommand, CliContext } from './command.ts';
import { tellProblem } from './tell-problem.ts';

/** The command line as `--help` shows it. */
function helpText(commands: readonly CliCommand[]): string {
  const uses = commands.flatMap(command => command.usage.map(line => `  ${line}`));
  return [
    l10n.t('Recovery Runbooks: executable recovery procedures with a record that can be trusted.'),
    '',
    ...uses,
    '',
    l10n.t(
      'Exit status: 0 done, 1 a step failed or something was found, 2 wrong use or unreadable',
    ),
    l10n.t('runbook, 3 refused by a safety check, 4 cancelled or interrupted.'),
    '',
  ].join('\n');
}

/**
 * Runs the command that the words name and resolves to the exit status. What is thrown is printed as an
 * operator reads it.
 */
export async function main(
  words: readonly string[],
  commands: readonly CliCommand[],
  version: string,
  context: CliContext,
): Promise<number> {
  const [word, ...rest] = words;
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    (word === undefined ? context.err : context.out)(helpText(commands));
    return word === undefined ? exitStatus.usage : 0;
  }
  if (word === '--version') {
    context.out(`${version}\n`);
    return 0;
  }
  try {
    const command = commands.find(each => each.name === word);
    if (command === undefined) {
      throw unknownCommand(
        word,
        commands.map(each => each.name),
      );
    }
    if (rest.includes('--help')) {
      context.out(`${command.usage.join('\n')}\n`);
      return 0;
    }
    return await command.run(rest, context);
  } catch (thrown) {
    return tellProblem(thrown, context).status;
  }
}
