import * as l10n from '@vscode/l10n';
import { checkNameUnknown, nothingToAsk } from '../../../errors/estate.ts';
import { checkTargets, type CheckTargets } from '../../../estate/check-targets.ts';
import { loadEstate } from '../../../estate/load.ts';
import type { Estate } from '../../../estate/model.ts';
import type { ServerHealth } from '../../../executors/powershell/server-health.ts';
import type {
  DatabaseHealth,
  InstanceHealth,
} from '../../../executors/sql/server/instance-health.ts';
import { bytesText } from '../../../executors/steps/figures.ts';
import { readOptions } from '../../options.ts';
import type { EstateWord } from './word.ts';

const usage = ['recovery-runbooks estate check [FILE] [--only NAME]… [--yes] [--json]'];

/** The targets of all names, each once; everything without a name. Throws a `Problem`. */
function targetsOf(estate: Estate, names: readonly string[]): CheckTargets {
  const each = (names.length === 0 ? [undefined] : names).map(name => {
    const found = checkTargets(estate, name);
    if (found === undefined) throw checkNameUnknown(name ?? '', estate.file);
    return found;
  });
  const servers = [...new Set(each.flatMap(found => found.servers))];
  const instances = [...new Set(each.flatMap(found => found.instances))];
  if (servers.length + instances.length === 0)
    throw nothingToAsk(names.length === 0 ? estate.name : names.join(', '));
  return { servers, instances };
}

function detailLines(details: readonly string[]): string[] {
  return details.map(line => `    ${line}`);
}

function serverLines(server: string, { state, words, details }: ServerHealth): string[] {
  return [`${server}  ${words}`, ...(state === 'healthy' ? [] : detailLines(details))];
}

function databaseLine({ name, ...database }: DatabaseHealth): string {
  const { state, mirror, access, bytes, recovery, lastBackup } = database;
  const backup =
    lastBackup === ''
      ? l10n.t('no backup known')
      : l10n.t('last backup {0}', lastBackup.slice(0, 16));
  const words = [state, mirror, access === 'MULTI_USER' ? '' : access, bytesText(bytes)];
  const all = [name, ...words, l10n.t('recovery model {0}', recovery), backup];
  return `    ${all.filter(word => word !== '').join('  ')}`;
}

function instanceLines(instance: string, health: InstanceHealth): string[] {
  const { words, version, edition, databases, details } = health;
  const product = version === '' ? [] : [`SQL Server ${version}, ${edition}`];
  return [
    [instance, words, ...product].join('  '),
    ...databases.map(databaseLine),
    ...detailLines(details),
  ];
}

/** `estate check`: how servers and SQL Server instances are now; status 1 where one is not well. */
export const checkWord: EstateWord = {
  name: 'check',
  usage,
  async run(words, context, services) {
    const options = {
      only: { type: 'string', multiple: true },
      yes: { type: 'boolean' },
      json: { type: 'boolean' },
    } as const;
    const { values, positionals } = readOptions(words, options, { least: 0, most: 1 }, usage);
    const estate = await loadEstate(positionals[0] ?? 'estate.yaml', context.cwd);
    const targets = targetsOf(estate, values.only ?? []);
    const servers: (ServerHealth & { server: string })[] = [];
    const instances: (InstanceHealth & { instance: string })[] = [];
    const show = (lines: readonly string[]): void => {
      if (values.json !== true) context.out(`${lines.join('\n')}\n`);
    };
    await services.check({
      ...targets,
      estate,
      signal: context.signal,
      approveCommand: command =>
        // This very program is no stranger; another command is started when the operator said so.
        Promise.resolve(command[0] === 'recovery-runbooks' || values.yes === true),
      onServer: (server, health) => {
        servers.push({ server, ...health });
        show(serverLines(server, health));
      },
      onInstance: (instance, health) => {
        instances.push({ instance, ...health });
        show(instanceLines(instance, health));
      },
    });
    const all = [...servers, ...instances];
    const well = all.filter(({ state }) => state === 'healthy').length;
    if (values.json === true) context.out(`${JSON.stringify({ servers, instances })}\n`);
    else context.out(`${l10n.t('{0} of {1} are well.', well, all.length)}\n`);
    return well === all.length ? 0 : 1;
  },
};
