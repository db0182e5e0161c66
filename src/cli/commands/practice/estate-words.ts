import * as l10n from '@vscode/l10n';
import { resolve } from 'node:path';
import { contoso } from '../../../practice/blueprint.ts';
import { changeData } from '../../../practice/change.ts';
import { createPracticeEstate } from '../../../practice/create.ts';
import { loseServer } from '../../../practice/lose.ts';
import { statusLines } from '../../../practice/status-text.ts';
import { practiceStatus } from '../../../practice/status.ts';
import { readOptions } from '../../options.ts';
import { estateOption, openAt, type PracticeWord } from './word.ts';

const createUsage = ['recovery-runbooks practice create DIR'];

/** `practice create DIR`. */
export const createWord: PracticeWord = {
  name: 'create',
  usage: createUsage,
  async run(words, context, { now, random }) {
    const { positionals } = readOptions(words, {}, { least: 1, most: 1 }, createUsage);
    const folder = resolve(context.cwd, positionals[0] ?? '');
    const { layout } = await createPracticeEstate(folder, contoso, { now: now(), random });
    const servers = contoso.servers.map(server => server.fqdn).join(', ');
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
    context.out(lines.map(line => `${line}\n`).join(''));
    return 0;
  },
};
