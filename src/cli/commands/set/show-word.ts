import { readOptions } from '../../options.ts';
import { worthLines } from './set-text.ts';
import { estateOf, folderOf, setsOf, type SetWord } from './word.ts';

const usage = ['recovery-runbooks set show DIR [--estate FILE] [--json]'];

/** `set show`: one set, what it holds and what is to be said against it. */
export const showWord: SetWord = {
  name: 'show',
  usage,
  async run(words, context, services) {
    const { values, positionals } = readOptions(
      words,
      { estate: { type: 'string' }, json: { type: 'boolean' } },
      { least: 1, most: 1 },
      usage,
    );
    const estate = await estateOf(values.estate, context);
    const set = await setsOf(estate, services).summary(folderOf(positionals[0] ?? '', context.cwd));
    const lines = worthLines(set, estate?.backup?.rpoMs, (services.now ?? Date.now)());
    context.out(`${values.json === true ? JSON.stringify(set) : lines.join('\n')}\n`);
    return 0;
  },
};
