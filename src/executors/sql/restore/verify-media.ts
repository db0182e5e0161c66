import * as l10n from '@vscode/l10n';
import { sessionFor, surroundings, type SqlWork } from '../running/carry-out.ts';
import { messageNumbers, runLong, type LongOutcome } from '../running/long-statement.ts';
import type { MediaBackup } from './media.ts';
import { verifyStatement } from './statements.ts';

/** A backup of which the server did not say that it is valid. */
export interface NotVerified {
  /** Its files. */
  readonly path: string;
  readonly outcome: LongOutcome;
}

/**
 * Has the server read each backup to its end (RESTORE VERIFYONLY) and gives those of which it does not say
 * that they are valid, each as soon as it is known. Throws when the work is cancelled.
 */
export async function* notVerified(
  work: SqlWork,
  backups: readonly MediaBackup[],
): AsyncGenerator<NotVerified, void, undefined> {
  await using session = await sessionFor(work);
  for (const backup of backups) {
    const path = backup.media.paths.join(', ');
    const outcome = await runLong(
      {
        text: verifyStatement(backup),
        activity: l10n.t('Verifying {0}', path),
        bytes: backup.header.bytes,
      },
      surroundings(work, session),
    );
    work.signal.throwIfAborted();
    const valid = outcome.end.kind === 'completed' && outcome.count(messageNumbers.verified) > 0;
    if (!valid) yield { path, outcome };
  }
}
