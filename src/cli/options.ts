import * as l10n from '@vscode/l10n';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { wrongUse } from '../errors/cli.ts';

/** What Node's parser found wrong with the options, in our words; else in its own. */
function optionFault(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('code' in thrown)) return String(thrown);
  const name = /'(?:-\w, )?(-[^' ]*)/u.exec(thrown.message)?.[1] ?? '';
  switch (thrown.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return l10n.t('There is no option {0} here.', name);
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return thrown.message.includes('does not take')
        ? l10n.t('The option {0} takes no value.', name)
        : l10n.t('The option {0} needs a value.', name);
    default:
      return thrown.message;
  }
}

/**
 * Words of a command as options and operands. Unknown options, missing values and a wrong number of
 * operands are a `Problem` of kind `usage` that shows the right use.
 */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(
  words: readonly string[],
  options: T,
  operands: { readonly least: number; readonly most: number },
  usage: readonly string[],
): ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; strict: true; args: string[] }>
> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (thrown) {
    throw wrongUse(optionFault(thrown), usage);
  }
  const count = parsed.positionals.length;
  if (count < operands.least || count > operands.most) {
    throw wrongUse(
      count < operands.least
        ? l10n.t('Something is missing.')
        : l10n.t('Too many words: {0}', parsed.positionals.join(' ')),
      usage,
    );
  }
  return parsed;
}
