import * as l10n from '@vscode/l10n';
import { resolve } from 'node:path';
import { wrongPracticeUse } from '../../../errors/practice.ts';
import { runPracticeServe } from '../../../practice/sql/serve-command.ts';
import { readOptions } from '../../options.ts';
import type { PracticeWord } from './word.ts';

const usage = ['recovery-runbooks practice serve [DIR] [--browser-port PORT] [--fault-port PORT]'];

/** A TCP or UDP port; 0 takes any free one. */
function portOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port <= 65_535) return port;
  throw wrongPracticeUse(l10n.t('{0} is no port: {1}', text, option), usage);
}

/** `practice serve DIR`: serves the estate's SQL Server instances until Ctrl+C. */
export const serveWord: PracticeWord = {
  name: 'serve',
  usage,
  async run(words, context) {
    const options = {
      estate: { type: 'string' },
      'browser-port': { type: 'string' },
      'fault-port': { type: 'string' },
    } as const;
    const { values, positionals } = readOptions(words, options, { least: 0, most: 1 }, usage);
    const browserPort = portOf('--browser-port', values['browser-port']);
    const faultPort = portOf('--fault-port', values['fault-port']);
    const folder = resolve(context.cwd, positionals[0] ?? values.estate ?? '.');
    return runPracticeServe(folder, context, {
      ...(browserPort !== undefined && { browserPort }),
      ...(faultPort !== undefined && { faultPort }),
    });
  },
};
