import * as l10n from '@vscode/l10n';
import type { ComparedFiles, ComparedSet, SetComparison } from '../../../backup/sets.ts';
import { printableName } from '../../../errors/printable-name.ts';
import { readOptions } from '../../options.ts';
import { bytesText } from '../../text.ts';
import { estateOf, folderOf, setsOf, type SetWord } from './word.ts';

const usage = ['recovery-runbooks set compare DIR DIR [--estate FILE] [--json]'];

function headLine(sign: string, { path, sealed, files, bytes }: ComparedSet): string {
  const size = l10n.t('{0} files, {1}', files, bytesText(bytes));
  return `${sign} ${printableName(path)}  ${l10n.t('sealed {0}', sealed)}  ${size}`;
}

function fileLines(sign: string, { count, files }: ComparedFiles): string[] {
  const lines = files.map(file => `${sign} ${printableName(file)}`);
  const more = count - files.length;
  return more > 0 ? [...lines, `${sign} ${l10n.t('and {0} more', more)}`] : lines;
}

/** `-` only in the first, `+` only in the second, `*` in both and different. */
function comparisonLines({
  left,
  right,
  same,
  onlyLeft,
  onlyRight,
  changed,
}: SetComparison): string[] {
  return [
    headLine('-', left),
    headLine('+', right),
    l10n.t(
      '{0} files are the same, {1} differ, {2} are only in the first, {3} only in the second.',
      same,
      changed.count,
      onlyLeft.count,
      onlyRight.count,
    ),
    ...fileLines('*', changed),
    ...fileLines('-', onlyLeft),
    ...fileLines('+', onlyRight),
  ];
}

/** `set compare`: two sealed sets by their manifests; exit status 1 where they differ. */
export const compareWord: SetWord = {
  name: 'compare',
  usage,
  async run(words, context, services) {
    const { values, positionals } = readOptions(
      words,
      { estate: { type: 'string' }, json: { type: 'boolean' } },
      { least: 2, most: 2 },
      usage,
    );
    const [left = '', right = ''] = positionals.map(named => folderOf(named, context.cwd));
    const sets = setsOf(await estateOf(values.estate, context), services);
    const found = await sets.compare(left, right);
    context.out(
      `${values.json === true ? JSON.stringify(found) : comparisonLines(found).join('\n')}\n`,
    );
    const differing = found.changed.count + found.onlyLeft.count + found.onlyRight.count;
    return differing === 0 ? 0 : 1;
  },
};
