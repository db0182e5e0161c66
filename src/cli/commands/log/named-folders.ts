import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { logsFolderUnreadable } from '../../../errors/log.ts';
import type { CliContext } from '../../command.ts';
import type { LogServices } from './services.ts';

/**
 * The folders of logs that were named, else the usual one. Those that were named must be there: a slip
 * of the pen is not to look like a folder without logs. The usual one may still have to be made.
 */
export async function foldersOf(
  named: readonly string[] | undefined,
  services: LogServices,
  context: CliContext,
): Promise<readonly string[]> {
  const given = (named ?? []).map(folder => resolve(context.cwd, folder));
  for (const folder of given) {
    try {
      await readdir(folder);
    } catch (thrown) {
      throw logsFolderUnreadable(folder, thrown);
    }
  }
  return given.length > 0 ? given : [services.logsFolder(context)];
}
