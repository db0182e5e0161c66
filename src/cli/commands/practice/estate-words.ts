import * as l10n from '@vscode/l10n';
import { resolve } from 'node:path';
import { say } from '../../../errors/language.ts';
import {
  centralPoolOnlyInFull,
  unknownCentralPool,
  unknownEstate,
} from '../../../errors/practice.ts';
import { practiceStatus } from '../../../practice/inspection/status.ts';
import { changeData } from '../../../practice/loss/change.ts';
import { loseServer } from '../../../practice/loss/lose.ts';
import { centralPools, fullEstate } from '../../../practice/making/blueprint-full.ts';
import { contoso } from '../../../practice/making/blueprint.ts';
import { createPracticeEstate } from '../../../practice/making/create.ts';
import type { Blueprint } from '../../../practice/roles/role.ts';
import { readOptions } from '../../options.ts';
import { statusLines } from './status-text.ts';
import { estateOption, openAt, type PracticeWord } from './word.ts';

const createUsage = [
  'recovery-runbooks practice create DIR',
  'recovery-runbooks practice create DIR --estate full [--central-management POOL]',
];

/** The estate that `--estate` names, `small` without it. Throws a `Problem` for another name. */
function blueprintOf(estate: string | undefined, centralPool: string | undefined): Blueprint {
  if (estate === undefined || estate === 'small') {
    if (centralPool !== undefined) throw centralPoolOnlyInFull();
    return contoso;
  }
  if (estate !== 'full') throw unknownEstate(estate, ['small', 'full']);
  const pool = centralPool ?? centralPools[0] ?? '';
  if (!centralPools.includes(pool)) throw unknownCentralPool(pool, centralPools);
  return fullEstate(pool);
}

/** `practice create DIR`. */
export const createWord: PracticeWord = {
  name: 'create',
  usage: createUsage,
  async run(words, context, { now, random }) {
    const options = {
      estate: { type: 'string' },
      'central-management': { type: 'string' },
    } as const;
    const { positionals, values } = readOptions(words, options, { least: 1, most: 1 }, createUsage);
    const blueprint = blueprintOf(values.estate, values['central-management']);
    const folder = resolve(context.cwd, positionals[0] ?? '');
    const { layout } = await createPracticeEstate(folder, blueprint, { now: now(), random });
    const servers = blueprint.servers.map(server => server.fqdn).join(', ');
    context.out(`${l10n.t('Practice estate with {0}: {1}', servers, layout.estateFile)}\n`);
    return 0;
  },
};

const statusUsage = ['recovery-runbooks practice status [--estate DIR] [--json]'];

/** `practice status`. */
export const statusWord: PracticeWord = {
  name: 'status',
  usage: statusUsage,
  async run(words, context) {
    const options = { ...estateOption, json: { type: 'boolean' } } as const;
    const { values } = readOptions(words, options, { least: 0, most: 0 }, statusUsage);
    const status = await practiceStatus(await openAt(values.estate, context));
    const text =
      values.json === true ? JSON.stringify(status, undefined, 2) : statusLines(status).join('\n');
    context.out(`${text}\n`);
    return 0;
  },
};

const loseUsage = ['recovery-runbooks practice lose SERVER [--estate DIR]'];

/** `practice lose SERVER`. */
export const loseWord: PracticeWord = {
  name: 'lose',
  usage: loseUsage,
  async run(words, context, { now }) {
    const { values, positionals } = readOptions(
      words,
      estateOption,
      { least: 1, most: 1 },
      loseUsage,
    );
    const store = await openAt(values.estate, context);
    const { fqdn, lostAt } = await loseServer(store, positionals[0] ?? '', now());
    context.out(
      `${l10n.t('{0} is lost since {1}, with its databases, shares, disks and certificates.', fqdn, lostAt)}\n`,
    );
    return 0;
  },
};

const changeUsage = ['recovery-runbooks practice change SERVER [--estate DIR]'];

/** `practice change SERVER`. */
export const changeWord: PracticeWord = {
  name: 'change',
  usage: changeUsage,
  async run(words, context, { now, random }) {
    const { values, positionals } = readOptions(
      words,
      estateOption,
      { least: 1, most: 1 },
      changeUsage,
    );
    const store = await openAt(values.estate, context);
    const lines = await changeData(store, positionals[0] ?? '', now(), random);
    context.out(lines.map(line => `${say(line)}\n`).join(''));
    return 0;
  },
};
