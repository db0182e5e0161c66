import * as l10n from '@vscode/l10n';
import { loadEstate } from '../../../estate/load.ts';
import { hostsCentralManagement } from '../../../estate/lookup.ts';
import type { Estate, Pool } from '../../../estate/model.ts';
import { readOptions } from '../../options.ts';
import type { EstateWord } from './word.ts';

const usage = ['recovery-runbooks estate show [FILE] [--json]'];

function poolLine(estate: Estate, pool: Pool): string {
  const parts = [
    pool.fqdn,
    pool.type,
    pool.servers.join(', '),
    ...(hostsCentralManagement(estate, pool.fqdn) ? [l10n.t('Central Management store')] : []),
    ...(pool.version === undefined ? [] : [l10n.t('version {0}', pool.version)]),
    ...(pool.sql === undefined ? [] : [l10n.t('back end {0}', pool.sql)]),
    ...(pool.pairedWith === undefined ? [] : [l10n.t('paired with {0}', pool.pairedWith)]),
    ...(pool.nextHop === undefined ? [] : [l10n.t('next hop {0}', pool.nextHop)]),
  ];
  return `  ${parts.join('  ')}`;
}

function estateLines(estate: Estate): string[] {
  const kind = estate.kind === 'practice' ? l10n.t('practice estate') : l10n.t('live estate');
  const servers = estate.servers.map(server => {
    const shell = server.shell?.transport ?? l10n.t('no shell');
    return `  ${server.fqdn}  ${server.roles.join(', ')}  ${shell}`;
  });
  const instances = estate.sqlInstances.map(({ name, mirror, witness, databases }) => {
    const parts = [
      name,
      ...(mirror === undefined ? [] : [l10n.t('mirror {0}', mirror)]),
      ...(witness === undefined ? [] : [l10n.t('witness {0}', witness)]),
      databases.join(', '),
    ];
    return `  ${parts.filter(part => part !== '').join('  ')}`;
  });
  const stores = estate.fileStores.map(({ path, pools }) => `  ${path}  ${pools.join(', ')}`);
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [title, ...lines];
  return [
    `${estate.name}: ${kind}, Lync Server ${estate.productVersion}`,
    l10n.t('Backup location: {0}', estate.backup?.location ?? l10n.t('none')),
    l10n.t('Pools: {0}', estate.pools.length),
    ...estate.pools.map(pool => poolLine(estate, pool)),
    l10n.t('Servers: {0}', estate.servers.length),
    ...servers,
    ...section(l10n.t('SQL Server instances: {0}', instances.length), instances),
    ...section(l10n.t('File stores: {0}', stores.length), stores),
    ...section(
      l10n.t('Systems outside Lync: {0}', estate.external.length),
      estate.external.map(({ fqdn, kind: what }) => `  ${fqdn}  ${what}`),
    ),
    ...section(
      l10n.t('Not understood by the import: {0}', estate.notUnderstood.length),
      estate.notUnderstood.map(line => `  ${line}`),
    ),
  ];
}

/** `estate show`: the estate file as the program understands it, or everything wrong with it. */
export const showWord: EstateWord = {
  name: 'show',
  usage,
  async run(words, context) {
    const options = { json: { type: 'boolean' } } as const;
    const { values, positionals } = readOptions(words, options, { least: 0, most: 1 }, usage);
    const estate = await loadEstate(positionals[0] ?? 'estate.yaml', context.cwd);
    context.out(
      values.json === true ? `${JSON.stringify(estate)}\n` : `${estateLines(estate).join('\n')}\n`,
    );
    return 0;
  },
};
