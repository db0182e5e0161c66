import * as l10n from '@vscode/l10n';
import { wrongUse } from '../../errors/cli.ts';
import { loadEstate } from '../../estate/load.ts';
import { hostsCentralManagement } from '../../estate/lookup.ts';
import type { Estate } from '../../estate/model.ts';
import type { CliCommand, CliContext } from '../command.ts';
import { readOptions } from '../options.ts';

const usage = ['recovery-runbooks estate show [FILE] [--json]'];

function estateLines(estate: Estate): string[] {
  const kind = estate.kind === 'practice' ? l10n.t('practice estate') : l10n.t('live estate');
  const pools = estate.pools.map(pool => {
    const mark = hostsCentralManagement(estate, pool.fqdn)
      ? `  ${l10n.t('Central Management store')}`
      : '';
    return `  ${pool.fqdn}  ${pool.type}  ${pool.servers.join(', ')}${mark}`;
  });
  const servers = estate.servers.map(server => {
    const shell = server.shell?.transport ?? l10n.t('no shell');
    return `  ${server.fqdn}  ${server.roles.join(', ')}  ${shell}`;
  });
  return [
    `${estate.name}: ${kind}, Lync Server ${estate.productVersion}`,
    l10n.t('Backup location: {0}', estate.backup?.location ?? l10n.t('none')),
    l10n.t('Pools: {0}', estate.pools.length),
    ...pools,
    l10n.t('Servers: {0}', estate.servers.length),
    ...servers,
  ];
}

async function show(words: readonly string[], context: CliContext): Promise<number> {
  const options = { json: { type: 'boolean' } } as const;
  const { values, positionals } = readOptions(words, options, { least: 0, most: 1 }, usage);
  const estate = await loadEstate(positionals[0] ?? 'estate.yaml', context.cwd);
  context.out(
    values.json === true ? `${JSON.stringify(estate)}\n` : `${estateLines(estate).join('\n')}\n`,
  );
  return 0;
}

/** `estate show`: the estate file as the program understands it, or everything wrong with it. */
export function estateCommand(): CliCommand {
  return {
    name: 'estate',
    usage,
    async run(words, context) {
      const [word, ...rest] = words;
      if (word === 'show') return show(rest, context);
      throw wrongUse(
        word === undefined
          ? l10n.t('What is to be done with the estate?')
          : l10n.t('There is no command: estate {0}', word),
        usage,
      );
    },
  };
}
