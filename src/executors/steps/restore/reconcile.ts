import * as l10n from '@vscode/l10n';
import { Problem } from '../../../errors/problem.ts';
import { sqlQuestionFailed } from '../../../errors/sql.ts';
import type { SqlInstance } from '../../../estate/model.ts';
import type { Reconciliation } from '../../../runbook/execution.ts';
import type { SqlSession } from '../../sql/backend.ts';
import { restoreExtent, type InterruptedRestore } from '../../sql/restore/interrupted.ts';
import { lastGoodCheck } from '../../sql/restore/last-check.ts';
import { readMedia } from '../../sql/restore/media.ts';
import { restoresOf } from '../../sql/restore/restore-history.ts';
import { solvedChain } from '../../sql/restore/solve.ts';
import { readExisting } from '../../sql/restore/target.ts';
import { readUsersOf, serverRole } from '../../sql/restore/users.ts';
import type { RestoreWish } from '../../sql/restore/wish.ts';
import { runningWork } from '../../sql/running/running-work.ts';
import { readDatabaseState, stateLine, waysOn } from '../../sql/server/database-state.ts';
import { serverMoment } from '../../sql/server/server-clock.ts';
import type { ActionReconcileContext, ActionServices } from '../action.ts';
import type { RestoreParameters } from '../actions/restore-database.ts';
import { instanceOf } from '../database-fields.ts';
import { wishOf } from './restore-wish.ts';

/** What the looks after one interrupted restore share. */
interface Looking {
  readonly session: SqlSession;
  readonly instance: SqlInstance;
  readonly wish: RestoreWish;
  readonly signal: AbortSignal;
}

/** The backups that the step restores, by their headers as they are now; a line where they cannot be read. */
async function chainOf({ session, instance, wish, signal }: Looking): Promise<string[] | Problem> {
  const reading = { session, instance: instance.name, account: undefined, signal };
  try {
    const { steps } = solvedChain(await readMedia(reading, wish.paths), wish);
    return steps.map(({ header }) => header.guid);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** What the step does after the RESTORE and the server does not show; empty where all of it is done. */
async function leftOver(
  { session, instance, wish, signal }: Looking,
  parameters: RestoreParameters,
  { history, state }: InterruptedRestore,
): Promise<string[]> {
  const { target: database, recovery } = wish;
  if (!recovery) return [];
  const lines = waysOn(state);
  if (parameters.checkdb) {
    const checked = await lastGoodCheck(session, database, signal);
    if (checked === undefined || checked < (history[0]?.at ?? ''))
      lines.push(
        l10n.t('The server knows of no DBCC CHECKDB of {0} without errors since then.', database),
        l10n.t('To spare a second restore: take the step as done, and run DBCC CHECKDB by itself.'),
      );
  }
  const members = parameters['server-role'];
  if (members.length === 0) return lines;
  const users = await readUsersOf({ session, instance: instance.name, database, signal });
  for (const member of members) {
    const known = users.find(({ name }) => name.toLowerCase() === member.toLowerCase());
    if (known?.orphaned !== false || !known.roles.includes(serverRole))
      lines.push(l10n.t('{0} is not in the role {1} of {2} yet.', member, serverRole, database));
  }
  return lines;
}

/** Asks the server for everything that tells how far the attempt came. */
async function lookAfter(
  looking: Looking,
  began: string | undefined,
  chain: readonly string[] | undefined,
  running: boolean,
): Promise<InterruptedRestore> {
  const { session, instance, wish, signal } = looking;
  const state = await readDatabaseState(session, wish.target, signal);
  if (state === undefined) throw sqlQuestionFailed(instance.name, [], undefined);
  const existing = await readExisting(session, instance.name, wish.target, [], signal);
  const history = await restoresOf(session, instance.name, wish.target, signal);
  const { recovery } = wish;
  const created = existing?.created ?? '';
  return { chain, began, history, state, created, recovery, running };
}

/** What the extent means for the step. */
async function judge(
  looking: Looking,
  parameters: RestoreParameters,
  found: InterruptedRestore,
): Promise<Reconciliation> {
  const { target } = looking.wish;
  const ways = waysOn(found.state);
  switch (restoreExtent(found)) {
    case 'restored': {
      const left = await leftOver(looking, parameters, found);
      const line = l10n.t(
        'Every backup of the step is restored, by msdb and the state of {0}.',
        target,
      );
      return { finding: left.length === 0 ? 'done' : 'partly-done', lines: [line, ...left] };
    }
    case 'begun':
      return {
        finding: 'partly-done',
        lines: [l10n.t('The restore of {0} was begun and not finished.', target), ...ways],
      };
    case 'untouched':
      return {
        finding: 'not-done',
        lines: [l10n.t('Nothing was restored into {0} since the step began.', target)],
      };
    case 'foreign':
      return {
        finding: 'unknown',
        lines: [
          l10n.t(
            'Since the step began, other backups than its own were restored into {0}.',
            target,
          ),
        ],
      };
    case 'running':
      return { finding: 'unknown', lines: [] };
    case 'unclear':
      return {
        finding: 'unknown',
        lines: [
          l10n.t(
            'What the server tells of {0} does not agree; look at it before going on.',
            target,
          ),
          ...ways,
        ],
      };
  }
}

/**
 * What an interrupted restore left, by the server's facts: the state of the database, msdb's history held
 * against the backups of the step and the moment when it began, and what has to follow the restore.
 */
export async function reconcileRestore(
  parameters: RestoreParameters,
  context: ActionReconcileContext,
  services: ActionServices,
): Promise<Reconciliation> {
  const { signal, started } = context;
  const instance = instanceOf(parameters.server, context, services);
  await using session = await services.sql.open(instance, signal);
  const looking = { session, instance, wish: wishOf(parameters, services), signal };
  const chain = await chainOf(looking);
  const moment = Date.parse(started ?? '');
  const began = await serverMoment(session, instance.name, moment, services.now, signal);
  const running = await runningWork(session, 'RESTORE', signal);
  const unread = chain instanceof Problem;
  const found = await lookAfter(looking, began, unread ? undefined : chain, running.length > 0);
  const [newest] = found.history;
  const { finding, lines } = await judge(looking, parameters, found);
  const { target } = looking.wish;
  return {
    finding,
    lines: [
      stateLine(found.state),
      newest === undefined
        ? l10n.t('msdb knows of no restore of {0}.', target)
        : l10n.t('msdb: last restore of {0} at {1} by {2}.', target, newest.at, newest.user),
      ...(unread ? [chain.data.what] : []),
      ...running,
      ...lines,
    ],
  };
}
