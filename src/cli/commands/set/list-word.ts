import * as l10n from '@vscode/l10n';
import { wrongUse } from '../../../errors/cli.ts';
import { printableName } from '../../../errors/printable-name.ts';
import { readOptions } from '../../options.ts';
import { setLine } from './set-text.ts';
import { estateOf, folderOf, setsOf, type SetWord } from './word.ts';

const usage = ['recovery-runbooks set list DIR [--estate FILE] [--json]'];

/** `set list`: the sets below a location, newest first. */
export const listWord: SetWord = {
  name: 'list',
  usage,
  async run(words, context, services) {
    const { values, positionals } = readOptions(
      words,
      { estate: { type: 'string' }, json: { type: 'boolean' } },
      { least: 0, most: 1 },
      usage,
    );
    const [named] = positionals;
    if (named === undefined && values.estate === undefined) {
      throw wrongUse(l10n.t('Name the backup location, or the estate file.'), usage);
    }
    const sets = setsOf(await estateOf(values.estate, context), services);
    const found = await sets.list(named === undefined ? undefined : folderOf(named, context.cwd));
    if (values.json === true) {
      context.out(`${JSON.stringify({ sets: found })}\n`);
      return 0;
    }
    const lines = found.flatMap(set => [
      setLine(set),
      ...set.findings.map(line => `  ${printableName(line)}`),
    ]);
    context.out(`${found.length === 0 ? l10n.t('There are no backup sets.') : lines.join('\n')}\n`);
    return 0;
  },
};
