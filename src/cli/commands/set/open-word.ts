import * as l10n from '@vscode/l10n';
import { basename, resolve } from 'node:path';
import { PathMap } from '../../../estate/path-map.ts';
import { ownPlatform } from '../../../estate/paths.ts';
import { openKit } from '../../../recovery/kit/open-kit.ts';
import { readOptions } from '../../options.ts';
import { estateOf, folderOf, type SetWord } from './word.ts';

const usage = ['recovery-runbooks set open DIR [--to FOLDER] [--estate FILE] [--json]'];

/** `set open`: starts a recovery from nothing but the set: its kit, in a folder of this computer. */
export const openWord: SetWord = {
  name: 'open',
  usage,
  async run(words, context) {
    const { values, positionals } = readOptions(
      words,
      { to: { type: 'string' }, estate: { type: 'string' }, json: { type: 'boolean' } },
      { least: 1, most: 1 },
      usage,
    );
    const estate = await estateOf(values.estate, context);
    const named = folderOf(positionals[0] ?? '', context.cwd);
    const set = new PathMap(estate?.paths ?? [], ownPlatform()).toLocal(named);
    const to = resolve(context.cwd, values.to ?? `recovery-${basename(set)}`);
    const opened = await openKit({ set, to });
    if (values.json === true) {
      context.out(`${JSON.stringify(opened)}\n`);
      return 0;
    }
    const lines = [
      l10n.t('The recovery kit lies in {0}. Read README.md there first.', opened.folder),
      ...opened.runbooks.map(file => `  ${file}`),
      l10n.t('Run one of them: recovery-runbooks run RUNBOOK --estate {0}', opened.estateFile),
    ];
    context.out(`${lines.join('\n')}\n`);
    return 0;
  },
};
