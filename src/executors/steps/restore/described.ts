import { notAsDescribed } from '../../../errors/sql-restore.ts';
import {
  descriptionEnding,
  differences,
  readDescription,
  type BackupDescription,
} from '../../sql/backup/description.ts';
import type { MediaBackup } from '../../sql/restore/media.ts';
import type { ActionServices } from '../action.ts';

/**
 * The descriptions that lie beside the files of a chain, in its order. Throws a refusal where a file
 * holds another backup than its description says: it was swapped.
 */
export async function descriptionsOf(
  steps: readonly MediaBackup[],
  { backupFiles }: ActionServices,
): Promise<(BackupDescription | undefined)[]> {
  const found: (BackupDescription | undefined)[] = [];
  for (const { media, header } of steps) {
    let description: BackupDescription | undefined;
    for (const path of media.paths) {
      const text = await backupFiles.readText(`${path}${descriptionEnding}`);
      description = text === undefined ? undefined : readDescription(text);
      if (description !== undefined) break;
    }
    const wrong = description === undefined ? [] : differences(description, header);
    if (wrong.length > 0) throw notAsDescribed(media.paths.join(', '), wrong);
    found.push(description);
  }
  return found;
}
