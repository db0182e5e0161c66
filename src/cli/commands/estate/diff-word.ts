import * as l10n from '@vscode/l10n';
import { wrongUse } from '../../../errors/cli.ts';
import { loadEstate } from '../../../estate/load.ts';
import { differenceLine } from '../../../estate/topology/difference-text.ts';
import { estateDifferences } from '../../../estate/topology/differences.ts';
import { readOptions } from '../../options.ts';
import { estateOf, sourceOf, topologyOf } from './topology-source.ts';
import type { EstateWord } from './word.ts';

const usage = [
  'recovery-runbooks estate diff FILE TOPOLOGY [--json]',
  'recovery-runbooks estate diff FILE --live SERVER [--yes] [--json]',
];

/** `estate diff`: what the estate file and a topology say otherwise; status 1 where there is something. */
export const diffWord: EstateWord = {
  name: 'diff',
  usage,
  async run(words, context, services) {
    const options = {
      live: { type: 'string' },
      yes: { type: 'boolean' },
      json: { type: 'boolean' },
    } as const;
    const { values, positionals } = readOptions(words, options, { least: 1, most: 2 }, usage);
    const [file, topology] = positionals;
    if (file === undefined) throw wrongUse(l10n.t('Which estate file?'), usage);
    const source = sourceOf(topology, { ...values, estate: file }, usage);
    const estate = await loadEstate(file, context.cwd);
    const imported = await topologyOf(source, context, services);
    const differences = estateDifferences(estate, estateOf(imported, estate.file));
    if (values.json === true) {
      const { notUnderstood, unpublished } = imported;
      context.out(`${JSON.stringify({ differences, notUnderstood, unpublished })}\n`);
    } else if (differences.length === 0) {
      context.out(`${l10n.t('The estate file and the topology say the same.')}\n`);
    } else {
      context.out(`${differences.map(differenceLine).join('\n')}\n`);
    }
    return differences.length === 0 ? 0 : 1;
  },
};
