import * as l10n from '@vscode/l10n';
import type { Reconciliation } from '../../../runbook/execution.ts';
import { readDatabaseState, stateLine, waysOn } from '../../sql/database-state.ts';
import { lastRestore } from '../../sql/restore/prove-restore.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import type { RestoreParameters } from '../actions/restore-database.ts';
import { instanceOf } from '../database-fields.ts';
import { wishOf } from './restore-wish.ts';

/** What an interrupted restore left, by the state of the database and msdb's history. */
export async function reconcileRestore(
  parameters: RestoreParameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<Reconciliation> {
  const instance = instanceOf(parameters.server, context, services);
  const { target } = wishOf(parameters, services);
  await using session = await services.sql.open(instance, context.signal);
  const state = await readDatabaseState(session, target, context.signal);
  const history = await lastRestore(session, instance.name, target, context.signal);
  const lines = [
    ...(state === undefined ? [] : [stateLine(state), ...waysOn(state)]),
    history === undefined
      ? l10n.t('msdb knows of no restore of {0}.', target)
      : l10n.t('msdb: last restore of {0} at {1} by {2}.', target, history.at, history.user),
  ];
  if (state?.state === undefined) return { finding: 'not-done', lines };
  if (state.state === 'RESTORING' && parameters.recovery) return { finding: 'partly-done', lines };
  return { finding: 'unknown', lines };
}
