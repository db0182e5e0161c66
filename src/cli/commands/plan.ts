import * as l10n from '@vscode/l10n';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { wrongUse } from '../../errors/cli.ts';
import { runbookExists, runbookNotWritten } from '../../errors/recovery.ts';
import type { Estate } from '../../estate/model.ts';
import { makeRecoveryRunbook, type RecoveryRunbook } from '../../recovery/make.ts';
import type { CliCommand, CliContext } from '../command.ts';
import { readOptions } from '../options.ts';

/** What the composition root gives to `plan`. */
export interface PlanServices {
  /** The estate that is named, else the one in the working folder or beside the runbook. */
  readEstate(named: string | undefined, runbookFile: string, cwd: string): Promise<Estate>;
}

const usage = [
  'recovery-runbooks plan SERVER [--estate FILE] --out FILE [--lost OTHER]… [--no-fail-over] [--json]',
];

export { usage as planUsage };

const options = {
  estate: { type: 'string' },
  out: { type: 'string' },
  lost: { type: 'string', multiple: true },
  'no-fail-over': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

function isExisting(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
}

/** Writes a file that was not there. Throws a `Problem` otherwise. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  } catch (thrown) {
    if (isExisting(thrown)) throw runbookExists(file);
    throw runbookNotWritten(file, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}

function account(made: RecoveryRunbook, files: readonly string[]): string[] {
  return [
    l10n.t('Procedure: {0}', plain(made.title)),
    ...made.reasons.map(reason => `  ${plain(reason)}`),
    l10n.t('Meanwhile:'),
    ...made.meanwhile.map(line => `  ${plain(line)}`),
    ...files.map(file => l10n.t('Written: {0}', file)),
  ];
}

async function plan(
  words: readonly string[],
  context: CliContext,
  services: PlanServices,
): Promise<number> {
  const { values, positionals } = readOptions(words, options, { least: 1, most: 1 }, usage);
  const { out, lost = [], json = false } = values;
  if (out === undefined) throw wrongUse(l10n.t('Where is the runbook to be written?'), usage);
  const file = resolve(context.cwd, out);
  const estate = await services.readEstate(values.estate, file, context.cwd);
  const made = makeRecoveryRunbook(estate, [...positionals, ...lost], {
    failOver: values['no-fail-over'] !== true,
  });
  const others = made.others.map(other => ({
    ...other,
    file: join(dirname(file), other.fileName),
  }));
  for (const one of [file, ...others.map(other => other.file)]) {
    if (existsSync(one)) throw runbookExists(one);
  }
  for (const other of others) await writeNew(other.file, other.runbook);
  await writeNew(file, made.runbook);
  if (json) {
    const { procedure, title, reasons, meanwhile } = made;
    const rest = others.map(other => ({ procedure: other.procedure, file: other.file }));
    const found = { procedure, title, reasons, meanwhile, file, others: rest };
    context.out(`${JSON.stringify(found, undefined, 2)}\n`);
  } else {
    const files = [file, ...others.map(other => other.file)];
    context.out(`${account(made, files).join('\n')}\n`);
  }
  return 0;
}

/** `plan`: chooses the procedure for a lost server, says why, and writes its runbook. */
export function planCommand(services: PlanServices): CliCommand {
  return { name: 'plan', usage, run: (words, context) => plan(words, context, services) };
}
