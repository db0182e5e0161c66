import * as l10n from '@vscode/l10n';
import { notProven } from '../../../errors/sql-restore-outcome.ts';
import type { SqlSession } from '../backend.ts';
import type { SqlWork } from '../running/carry-out.ts';
import { readDatabaseState, stateLine, waysOn } from '../server/database-state.ts';
import type { RestoredStep } from './carry-restore.ts';
import type { RestorePlan } from './plan-restore.ts';
import { lastRestore } from './restore-history.ts';

/**
 * Success is four things: the calls returned, message 3014 came for each, the database is in the wished
 * state on a fresh connection, and msdb has the row of the last backup. Throws where one is missing.
 * Gives the lines that say what was seen.
 */
export async function proveRestore(
  work: SqlWork,
  fresh: SqlSession,
  plan: RestorePlan,
  done: readonly RestoredStep[],
): Promise<string[]> {
  const { wish } = plan;
  const { instance, signal } = work;
  const missing = done
    .filter(({ processed }) => !processed)
    .map(({ backup }) =>
      l10n.t(
        'message 3014, with which SQL Server ends a RESTORE of {0}',
        backup.media.paths.join(', '),
      ),
    );
  const state = await readDatabaseState(fresh, wish.target, signal);
  const wanted = wish.recovery ? 'ONLINE' : 'RESTORING';
  if (state?.state !== wanted) {
    missing.push(
      l10n.t('the state {0}: the database is {1}', wanted, state?.state ?? l10n.t('not there')),
    );
  }
  const history = await lastRestore(fresh, instance.name, wish.target, signal);
  const last = plan.steps.at(-1)?.header.guid;
  if (history?.guid !== last) {
    missing.push(l10n.t("the row of this restore in msdb's history"));
  }
  if (missing.length > 0) {
    throw notProven(
      {
        doing: l10n.t('the restore of {0}', wish.target),
        instance: instance.name,
        theirs: [],
        changed: state === undefined ? '' : stateLine(state),
        ways: state === undefined ? [] : waysOn(state),
      },
      missing,
    );
  }
  return [
    ...(state === undefined ? [] : [stateLine(state)]),
    l10n.t(
      'msdb: restore {0} at {1} by {2}',
      history?.id ?? 0,
      history?.at ?? '',
      history?.user ?? '',
    ),
  ];
}
