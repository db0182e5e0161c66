import * as l10n from '@vscode/l10n';
import path from 'node:path';
import { FolderBackupSets } from '../../backup/folder-sets.ts';
import type {
  SetFinding,
  SetSummary,
  SetVerification,
  VerifyLevel,
  WorkProgress,
} from '../../backup/sets.ts';
import { findingRemedy } from '../../errors/backup-findings.ts';
import { printableName } from '../../errors/backup.ts';
import { wrongUse } from '../../errors/cli.ts';
import { loadEstate } from '../../estate/load.ts';
import { PathMap } from '../../estate/path-map.ts';
import { ownPlatform } from '../../estate/paths.ts';
import { parsePath } from '../../estate/unc.ts';
import type { CliCommand, CliContext } from '../command.ts';
import { readOptions } from '../options.ts';
import { bytesText } from '../text.ts';

/** What the composition root may say; all of it is found otherwise. */
export interface SetServices {
  /** Module of the threads that read the files. */
  readonly threadModule?: URL;
}

const listUsage = 'recovery-runbooks set list DIR [--estate FILE] [--json]';
const verifyUsage =
  'recovery-runbooks set verify DIR [--level quick|sample|full] [--estate FILE] [--json]';
const usage = [listUsage, verifyUsage];

/** A folder of this computer, or a network path as it is. */
function folderOf(named: string, cwd: string): string {
  const kind = parsePath(named).path?.kind;
  return kind === 'unc' || kind === 'drive' ? named : path.resolve(cwd, named);
}

async function setsOf(
  estateFile: string | undefined,
  { cwd }: CliContext,
  { threadModule }: SetServices,
): Promise<FolderBackupSets> {
  const estate = estateFile === undefined ? undefined : await loadEstate(estateFile, cwd);
  return new FolderBackupSets({
    paths: new PathMap(estate?.paths ?? [], ownPlatform()),
    location: estate?.backup?.location,
    ...(threadModule === undefined ? {} : { threadModule }),
  });
}

function stateText({ state, verified }: SetSummary): string {
  switch (state) {
    case 'unfinished':
      return l10n.t('unfinished');
    case 'damaged':
      return l10n.t('damaged');
    case 'sealed':
      return verified === undefined
        ? l10n.t('sealed, never verified')
        : l10n.t('sealed, verified ({0}) {1}', verified.level, verified.at);
  }
}

function setLines(set: SetSummary): string[] {
  const size = l10n.t('{0} files, {1}', set.files, bytesText(set.bytes));
  return [
    `${printableName(set.name)}  ${stateText(set)}  ${size}`,
    ...set.findings.map(line => `  ${printableName(line)}`),
  ];
}

async function list(
  words: readonly string[],
  context: CliContext,
  services: SetServices,
): Promise<number> {
  const { values, positionals } = readOptions(
    words,
    { estate: { type: 'string' }, json: { type: 'boolean' } },
    { least: 0, most: 1 },
    [listUsage],
  );
  const [named] = positionals;
  if (named === undefined && values.estate === undefined) {
    throw wrongUse(l10n.t('Name the backup location, or the estate file.'), [listUsage]);
  }
  const sets = await setsOf(values.estate, context, services);
  const found = await sets.list(named === undefined ? undefined : folderOf(named, context.cwd));
  if (values.json === true) {
    context.out(`${JSON.stringify({ sets: found })}\n`);
    return 0;
  }
  const lines =
    found.length === 0 ? [l10n.t('There are no backup sets.')] : found.flatMap(setLines);
  context.out(`${lines.join('\n')}\n`);
  return 0;
}

function isLevel(text: string): text is VerifyLevel {
  return text === 'quick' || text === 'sample' || text === 'full';
}

function findingLines({ kind, file, message }: SetFinding): string[] {
  const where = file === '' ? '' : `${printableName(file)}: `;
  return [`${where}${message}`, `  ${l10n.t('Next: {0}', findingRemedy(kind))}`];
}

function verificationLines(found: SetVerification): string[] {
  const { findings, level } = found;
  const size = l10n.t('{0} files, {1}', found.files, bytesText(found.bytes));
  const kept =
    found.unrecorded === undefined
      ? []
      : [l10n.t('The result could not be kept beside the set: {0}', found.unrecorded)];
  if (findings.length === 0) {
    return [l10n.t('{0} is whole ({1}): {2}.', found.set, level, size), ...kept];
  }
  const head =
    findings.length === 1
      ? l10n.t('{0}: 1 finding ({1}).', found.set, level)
      : l10n.t('{0}: {1} findings ({2}).', found.set, findings.length, level);
  return [head, ...findings.flatMap(findingLines), ...kept];
}

/** On a terminal one line that is drawn again; nothing in a pipe. */
function progressLine(context: CliContext): (progress: WorkProgress) => void {
  return ({ filesDone, filesTotal, bytesDone, bytesTotal }) => {
    const text = l10n.t(
      '{0} of {1} files, {2} of {3}',
      filesDone,
      filesTotal,
      bytesText(bytesDone),
      bytesText(bytesTotal),
    );
    context.out(`\r${text.slice(0, context.columns - 1)}\u001b[K`);
  };
}

async function verify(
  words: readonly string[],
  context: CliContext,
  services: SetServices,
): Promise<number> {
  const { values, positionals } = readOptions(
    words,
    {
      level: { type: 'string', default: 'full' },
      estate: { type: 'string' },
      json: { type: 'boolean' },
    },
    { least: 1, most: 1 },
    [verifyUsage],
  );
  const { level } = values;
  if (!isLevel(level)) {
    throw wrongUse(l10n.t('There is no level {0}: quick, sample or full.', level), [verifyUsage]);
  }
  const sets = await setsOf(values.estate, context, services);
  const drawn = context.terminal && values.json !== true;
  const found = await sets.verify(folderOf(positionals[0] ?? '', context.cwd), level, {
    signal: context.signal,
    ...(drawn ? { onProgress: progressLine(context) } : {}),
  });
  if (drawn) context.out('\r\u001b[K');
  const clean = found.findings.length === 0;
  context.out(
    values.json === true
      ? `${JSON.stringify({ ...found, clean })}\n`
      : `${verificationLines(found).join('\n')}\n`,
  );
  return clean ? 0 : 1;
}

/** `set …`: lists backup sets and verifies one. */
export function setCommand(services: SetServices): CliCommand {
  return {
    name: 'set',
    usage,
    async run(words, context) {
      const [word, ...rest] = words;
      if (word === 'list') return list(rest, context, services);
      if (word === 'verify') return verify(rest, context, services);
      throw wrongUse(
        word === undefined
          ? l10n.t('What is to be done with backup sets?')
          : l10n.t('There is no command: set {0}', word),
        usage,
      );
    },
  };
}
