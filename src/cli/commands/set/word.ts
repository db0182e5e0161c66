import * as l10n from '@vscode/l10n';
import path from 'node:path';
import { FolderBackupSets } from '../../../backup/folder-sets.ts';
import type { WorkProgress } from '../../../backup/sets.ts';
import { backupNeeds } from '../../../backup/worth/needs.ts';
import { secretNotGiven } from '../../../errors/backup-keys.ts';
import { loadEstate } from '../../../estate/load.ts';
import type { Estate } from '../../../estate/model.ts';
import { PathMap } from '../../../estate/path-map.ts';
import { ownPlatform } from '../../../estate/paths.ts';
import { parsePath } from '../../../estate/unc.ts';
import type { CliContext } from '../../command.ts';
import { bytesText } from '../../text.ts';

/** A recovery log that restored from a set, or that may still. */
export interface SetInLog {
  /** The set's path, as the log has it. */
  readonly set: string;
  readonly log: string;
  /** When its run began, UTC ISO 8601: a run that began before a set was there made it. */
  readonly started?: string;
}

/** What the composition root may say; what is absent is found otherwise, or not offered. */
export interface SetServices {
  /** Module of the threads that read the files. */
  readonly threadModule?: URL;
  /** Who asks for it, as logs name the operator. */
  readonly user?: string;
  /** A secret by its name, and the environment variable that holds it. */
  readonly secret?: (
    name: string,
  ) => Promise<{ readonly value?: string; readonly variable: string }>;
  /** Current time, ms since 1970. */
  readonly now?: () => number;
  /** Sets that the recovery logs below a folder refer to; logs that cannot be read throw. */
  readonly setsInLogs?: (folder: string) => Promise<readonly SetInLog[]>;
}

/** One word after `set`. */
export interface SetWord {
  readonly name: string;
  readonly usage: readonly string[];
  /** Gets the words after its name, resolves to the exit status. Throws a `Problem`. */
  run(words: readonly string[], context: CliContext, services: SetServices): Promise<number>;
}

/** A folder of this computer, or a network path as it is. */
export function folderOf(named: string, cwd: string): string {
  const kind = parsePath(named).path?.kind;
  return kind === 'unc' || kind === 'drive' ? named : path.resolve(cwd, named);
}

/** The estate that `--estate` names, if it does. */
export async function estateOf(
  estateFile: string | undefined,
  { cwd }: CliContext,
): Promise<Estate | undefined> {
  return estateFile === undefined ? undefined : loadEstate(estateFile, cwd);
}

/** Sets of an estate, or of folders of this computer where there is none. */
export function setsOf(
  estate: Estate | undefined,
  { threadModule }: SetServices,
): FolderBackupSets {
  return new FolderBackupSets({
    paths: new PathMap(estate?.paths ?? [], ownPlatform()),
    location: estate?.backup?.location,
    ...(estate === undefined ? {} : { needs: backupNeeds(estate) }),
    ...(threadModule === undefined ? {} : { threadModule }),
  });
}

/** On a terminal one line that is drawn again; nothing in a pipe. */
export function progressLine(context: CliContext): (progress: WorkProgress) => void {
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

/** The value of a secret that a command names; throws where it has none. */
export async function secretOf(name: string, { secret }: SetServices): Promise<string> {
  const found = await secret?.(name);
  if (found?.value === undefined || found.value === '') {
    throw secretNotGiven(name, found?.variable ?? name);
  }
  return found.value;
}
