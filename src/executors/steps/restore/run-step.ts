import * as l10n from '@vscode/l10n';
import { knownSqlError } from '../../../errors/sql-catalogue.ts';
import { planStale } from '../../../errors/sql-restore-target.ts';
import { backupUnreadable } from '../../../errors/sql-restore.ts';
import type { Evidence, StepPlan } from '../../../runbook/execution.ts';
import type { BackupDescription } from '../../sql/backup/description.ts';
import {
  checkIntegrity,
  mendUsers,
  openToAll,
  settingDifferences,
} from '../../sql/restore/after-restore.ts';
import {
  cancelledLate,
  carryOutRestore,
  type RestoredStep,
} from '../../sql/restore/carry-restore.ts';
import type { RestorePlan } from '../../sql/restore/plan-restore.ts';
import { proveRestore } from '../../sql/restore/prove-restore.ts';
import { backupLine } from '../../sql/restore/solve.ts';
import { readExisting } from '../../sql/restore/target.ts';
import { notVerified } from '../../sql/restore/verify-media.ts';
import { sessionFor, type SqlWork } from '../../sql/running/carry-out.ts';
import { readDatabaseState } from '../../sql/server/database-state.ts';
import type { ActionResult, ActionRunContext, ActionServices } from '../action.ts';
import type { RestoreParameters } from '../actions/restore-database.ts';
import { instanceOf, workOf } from '../database-fields.ts';
import { compareHashes } from '../set-trust.ts';
import { descriptionsOf } from './described.ts';
import { lookAtRestore, type PlannedRestore } from './plan-step.ts';

/** Throws where the world is not as the plan that was shown has it. */
function requireFresh(shown: StepPlan, now: PlannedRestore): void {
  const keys = new Set([...Object.keys(shown.facts), ...Object.keys(now.facts)]);
  const changes = [...keys]
    // sessions come and go: who is there now was looked at anew
    .filter(key => key !== 'sessions' && shown.facts[key] !== now.facts[key])
    .map(what => ({ what, before: shown.facts[what] ?? '', now: now.facts[what] ?? '' }));
  if (changes.length > 0) throw planStale(now.instance, changes);
}

/** The server reads every backup of the chain to its end, before anything is changed. */
async function verifyBackups(work: SqlWork, plan: RestorePlan): Promise<void> {
  for await (const { path, outcome } of notVerified(work, plan.steps)) {
    const known = outcome.cause && knownSqlError(outcome.cause.number, outcome.cause.text);
    const theirs =
      outcome.end.kind === 'lost'
        ? [...outcome.theirs, { source: work.instance.name, text: outcome.end.reason }]
        : outcome.theirs;
    throw backupUnreadable(path, work.instance.name, plan.server.account, theirs, known);
  }
}

function recordOf(done: readonly RestoredStep[], seen: readonly string[]): string {
  return [
    ...done.flatMap(({ backup, statement, said, ms }) => [
      backupLine(backup),
      `BackupSetGUID ${backup.header.guid}, RecoveryForkID ${backup.header.fork}`,
      statement,
      ...said,
      l10n.t('{0} s', Math.round(ms / 100) / 10),
    ]),
    ...seen,
  ].join('\n');
}

/** What follows once the database is there: opened to all, checked, its users and settings looked at. */
async function afterwards(
  work: SqlWork,
  plan: RestorePlan,
  parameters: RestoreParameters,
  described: BackupDescription | undefined,
): Promise<{ evidence: Evidence[]; lines: string[] }> {
  const { target } = plan.wish;
  const { instance, signal, output } = work;
  await using session = await sessionFor(work);
  const evidence = parameters.checkdb ? [await checkIntegrity(work, session, target)] : [];
  const members = parameters['server-role'];
  const lines = await mendUsers(work, session, { database: target, members, described });
  const now = await readExisting(session, instance.name, target, [], signal);
  if (described !== undefined && now !== undefined) {
    for (const line of settingDifferences(target, described.database, now.settings)) {
      output.write('warning', `${line}\n`);
      lines.push(line);
    }
  }
  return { evidence, lines };
}

/** When the newest data that were restored are from, UTC; `undefined` where nothing tells. */
function finishedOf(
  { plan, trust }: PlannedRestore,
  described: BackupDescription | undefined,
): string | undefined {
  if (described !== undefined) return described.finished;
  const sealed = trust.sets.map(set => set.sealed).find(one => one !== undefined);
  if (sealed !== undefined) return sealed;
  const last = plan.steps.at(-1)?.header.finished ?? '';
  const local = Date.parse(`${last.replace(' ', 'T')}Z`);
  if (Number.isNaN(local)) return undefined;
  return new Date(local - plan.server.utcOffset * 60_000).toISOString();
}

export async function runRestoreStep(
  parameters: RestoreParameters,
  shown: StepPlan,
  context: ActionRunContext,
  services: ActionServices,
): Promise<ActionResult> {
  const instance = instanceOf(parameters.server, context, services);
  const planned = await lookAtRestore(parameters, context, services);
  requireFresh(shown, planned);
  const { plan, trust } = planned;
  await services.sql.servers?.remember(instance.name, plan.server);
  const { output } = context;
  for (const line of trust.overridden) output.write('warning', `${line}\n`);
  const work = workOf(instance, context, services);
  await compareHashes(trust, context, services);
  const descriptions = await descriptionsOf(plan.steps, services);
  await verifyBackups(work, plan);
  const done = await carryOutRestore(work, plan);
  try {
    return await finish(planned, parameters, work, done, descriptions.at(-1));
  } catch (error) {
    // a cancel that comes now no longer stops the restore, and says so
    if (!context.signal.aborted) throw error;
    throw await cancelledLate(work, plan);
  }
}

/** Proves the restore, makes the checks after it, and gathers what the log keeps of it. */
async function finish(
  planned: PlannedRestore,
  parameters: RestoreParameters,
  work: SqlWork,
  done: readonly RestoredStep[],
  described: BackupDescription | undefined,
): Promise<ActionResult> {
  const { plan, trust } = planned;
  const { instance, output } = work;
  const seen = await proven(work, plan, done);
  const after = parameters.recovery
    ? await afterwards(work, plan, parameters, described)
    : { evidence: [], lines: [] };
  const finished = finishedOf(planned, described);
  const [set = { set: plan.wish.paths.join(', ') }] = trust.sets;
  const { target } = plan.wish;
  const count = done.length;
  const summary = parameters.recovery
    ? l10n.t('{0} is restored on {1} from {2} backups and ONLINE.', target, instance.name, count)
    : l10n.t(
        '{0} is restored on {1} from {2} backups and waits for more.',
        target,
        instance.name,
        count,
      );
  output.write('output', `${summary}\n`);
  return {
    summary,
    evidence: [
      {
        kind: 'text',
        title: l10n.t('Restore of {0}', target),
        text: recordOf(done, [...trust.overridden, ...seen, ...after.lines]),
      },
      ...after.evidence,
    ],
    ...(finished === undefined ? {} : { restoredFrom: [{ what: target, set: set.set, finished }] }),
  };
}

async function proven(
  work: SqlWork,
  plan: RestorePlan,
  done: readonly RestoredStep[],
): Promise<string[]> {
  await using fresh = await sessionFor(work);
  const { target, recovery, disconnect } = plan.wish;
  const state = await readDatabaseState(fresh, target, work.signal);
  if (recovery && state?.state === 'ONLINE' && state.access !== 'MULTI_USER')
    await openToAll(work, fresh, target, disconnect);
  return await proveRestore(work, fresh, plan, done);
}
