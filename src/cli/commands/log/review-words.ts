import * as l10n from '@vscode/l10n';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { reportNotWritten, wrongUse } from '../../../errors/cli.ts';
import { printable } from '../../../log/account/printable.ts';
import { comparisonLines } from '../../../log/compare/comparison-lines.ts';
import { readOptions } from '../../options.ts';
import type { LogWord } from './services.ts';

const compareUsage = ['recovery-runbooks log compare BEFORE AFTER [--json]'];

/** `log compare`: two runs of a runbook, step by step. */
export const compareWord: LogWord = {
  name: 'compare',
  usage: compareUsage,
  async run(words, services, context) {
    const options = { json: { type: 'boolean' } } as const;
    const { values, positionals } = readOptions(
      words,
      options,
      { least: 2, most: 2 },
      compareUsage,
    );
    const [before = '', after = ''] = positionals.map(file => resolve(context.cwd, file));
    const comparison = await services.compare(before, after, context.signal);
    if (values.json === true) context.out(`${JSON.stringify(comparison, undefined, 2)}\n`);
    else for (const line of comparisonLines(comparison)) context.out(`${printable(line)}\n`);
    return 0;
  },
};

const reportUsage = [
  'recovery-runbooks log report LOG [--format html|md] [--out FILE] [--anonymous]',
];

/** `log report`: the report of a run for auditors, as one HTML or Markdown document. */
export const reportWord: LogWord = {
  name: 'report',
  usage: reportUsage,
  async run(words, services, context) {
    const options = {
      format: { type: 'string' },
      out: { type: 'string' },
      anonymous: { type: 'boolean', default: false },
    } as const;
    const { values, positionals } = readOptions(words, options, { least: 1, most: 1 }, reportUsage);
    const file = resolve(context.cwd, positionals[0] ?? '');
    const { out, anonymous } = values;
    const format = values.format ?? (out !== undefined && /\.md$/i.test(out) ? 'md' : 'html');
    if (format !== 'html' && format !== 'md') {
      throw wrongUse(l10n.t('{0} must be one of: {1}.', '--format', 'html, md'), reportUsage);
    }
    const text = await services.report(file, { format, anonymous, signal: context.signal });
    if (out === undefined) {
      context.out(text);
      return 0;
    }
    const path = resolve(context.cwd, out);
    try {
      await writeFile(path, text);
    } catch (thrown) {
      throw reportNotWritten(path, thrown);
    }
    context.out(`${l10n.t('report written to {0}', path)}\n`);
    return 0;
  },
};
