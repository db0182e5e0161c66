import { parseArgs, type ParseArgsConfig } from 'node:util';
import { wrongUse } from '../errors/cli.ts';

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
    throw wrongUse(thrown instanceof Error ? thrown.message : String(thrown), usage);
  }
  const count = parsed.positionals.length;
  if (count < operands.least || count > operands.most) {
    throw wrongUse(
      count < operands.least
        ? 'Something is missing.'
        : `Too many words: ${parsed.positionals.join(' ')}`,
      usage,
    );
  }
  return parsed;
}
