import * as l10n from '@vscode/l10n';
import { Problem } from '../../../errors/problem.ts';
import { backupFileExists } from '../../../errors/sql-backup.ts';
import type { StepPlan } from '../../../runbook/execution.ts';
import type { BackupDescription } from '../../sql/backup/description.ts';
import { unreachableCodes } from '../../sql/connection/connect-failure.ts';
import type { Sighting } from '../../sql/connection/known-servers.ts';
import { cutsSessions } from '../../sql/restore/carry-restore.ts';
import { existingLine, mayHaveTail, sessionLine } from '../../sql/restore/check-target.ts';
import { planRestore, type RestorePlan } from '../../sql/restore/plan-restore.ts';
import { backupLine } from '../../sql/restore/solve.ts';
import { aloneThen } from '../../sql/restore/statements.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import type { RestoreParameters } from '../actions/restore-database.ts';
import { instanceOf } from '../database-fields.ts';
import { bytesText } from '../figures.ts';
import { compareSizes, trustOf, type Trust } from '../set-trust.ts';
import { descriptionsOf } from './described.ts';
import { wishOf } from './restore-wish.ts';

/** A restore step, looked at from all sides. */
export interface PlannedRestore {
  readonly plan: RestorePlan;
  readonly trust: Trust;
  /** Of the chain's backups, in its order, as far as they have one. */
  readonly described: readonly (BackupDescription | undefined)[];
  readonly instance: string;
  /** The installation, held against the one that was restored on before; `undefined` without a memory. */
  readonly sighting: Sighting | undefined;
  readonly facts: Readonly<Record<string, string>>;
}

/** What the plan rests on; another value of one of them makes it stale. */
async function factsOf(
  plan: RestorePlan,
  { backupFiles }: ActionServices,
): Promise<Record<string, string>> {
  const { server, existing, steps, wish, sessions } = plan;
  const facts: Record<string, string> = {
    server: `${server.ownName} ${server.version} ${server.identity}`,
    backups: steps.map(({ header }) => header.guid).join(' '),
    database:
      existing === undefined
        ? '-'
        : [
            existing.name,
            existing.state,
            existing.family,
            existing.created,
            existing.lastRestore,
          ].join(' '),
    sessions: sessions.length === 0 ? '-' : '+',
    places: plan.placed.map(({ path }) => path).join(' | '),
  };
  for (const path of wish.paths) {
    const look = await backupFiles.look(path);
    facts[path] = look === undefined ? '-' : `${look.bytes} ${look.modified}`;
  }
  return facts;
}

/** Makes every check before the restore; throws the first refusal. Sends nothing but reads. */
export async function lookAtRestore(
  parameters: RestoreParameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<PlannedRestore> {
  const instance = instanceOf(parameters.server, context, services);
  const wish = wishOf(parameters, services);
  const trust = await trustOf(wish.paths, parameters['unverified-set'], context, services);
  await compareSizes(trust, services);
  const { tailLog } = wish;
  if (tailLog !== undefined && (await services.backupFiles.look(tailLog)) !== undefined)
    throw backupFileExists(tailLog);
  await using session = await services.sql.open(instance, context.signal);
  const plan = await planRestore({
    session,
    instance: instance.name,
    wish,
    signal: context.signal,
    bytesText,
    rehearsal: context.mode === 'rehearse',
  });
  const described = await descriptionsOf(plan.steps, services);
  const sighting = await services.sql.servers?.sightingOf(instance.name, plan.server);
  const facts = await factsOf(plan, services);
  return { plan, trust, described, instance: instance.name, sighting, facts };
}

/**
 * Whether this is the installation that the backup was made on: a rebuilt server is another one, and so
 * is the server of a laboratory that has the same names.
 */
function installationLines({ plan: { server }, described }: PlannedRestore): string[] {
  const made = described.findLast(one => one?.server.identity !== undefined)?.server;
  if (made === undefined || server.identity === '') return [];
  return made.identity === server.identity
    ? [l10n.t('This is the installation of SQL Server that the backup was made on.')]
    : [
        l10n.t(
          'This is another installation of SQL Server than the backup was made on: one that was rebuilt, or one of another environment.',
        ),
      ];
}

/** Whether it is the installation on which this user restored before under that name. */
function sightingLines({ plan: { server }, sighting }: PlannedRestore): string[] {
  switch (sighting?.kind) {
    case undefined:
    case 'same':
      return [];
    case 'first':
      return [
        l10n.t(
          'You never restored on this installation from here: make sure that {0} is the right one.',
          server.ownName,
        ),
      ];
    case 'other':
      return [
        l10n.t(
          'This is not the installation on which you last restored, {0} at {1}: it was rebuilt, or the name leads elsewhere now. Make sure that {2} is the right one.',
          sighting.before.ownName,
          sighting.seen,
          server.ownName,
        ),
      ];
  }
}

function warningLines({ steps, server, unused }: RestorePlan): string[] {
  const lines: string[] = [];
  for (const { header, media } of steps) {
    const path = media.paths.join(', ');
    if (header.server.toLowerCase() !== server.ownName.toLowerCase())
      lines.push(l10n.t('The backup was made on {0}; this is {1}.', header.server, server.ownName));
    if (!header.checksums)
      lines.push(
        l10n.t('{0} has no checksums: SQL Server cannot tell whether its pages are whole.', path),
      );
    if (
      header.collation !== '' &&
      header.collation.toLowerCase() !== server.collation.toLowerCase()
    )
      lines.push(
        l10n.t(
          'The backup has the collation {0}, the server {1}: temporary tables may clash.',
          header.collation,
          server.collation,
        ),
      );
    if (header.databaseVersion < server.databaseVersion)
      lines.push(
        l10n.t('The database is upgraded as it is restored; an older server cannot read it then.'),
      );
  }
  for (const backup of unused) lines.push(l10n.t('Not needed: {0}', backupLine(backup)));
  return [...new Set(lines)];
}

function targetLines({ existing, sessions, wish, tail, places }: RestorePlan): string[] {
  const lines =
    existing === undefined
      ? [l10n.t('There is no database {0} yet.', wish.target)]
      : [l10n.t('Replaces {0}', existingLine(existing, bytesText(existing.bytes)))];
  for (const session of sessions) lines.push(l10n.t('Ends the session {0}', sessionLine(session)));
  if (tail) lines.push(l10n.t('First backs up the tail of the log into {0}.', wish.tailLog ?? ''));
  if (existing !== undefined && mayHaveTail(existing)) {
    lines.push(
      l10n.t(
        'The tail of its log may still be saved, before this step: BACKUP LOG [{0}] TO DISK = … WITH NO_TRUNCATE.',
        existing.name,
      ),
    );
  }
  for (const folder of places.folders) lines.push(l10n.t('Makes the folder {0}.', folder));
  for (const { mount, needed, freed, free } of places.needs) {
    lines.push(
      free === undefined
        ? l10n.t(
            '{0}: {1} are needed; the server does not tell how much is free.',
            mount,
            bytesText(needed),
          )
        : l10n.t(
            '{0}: {1} are needed, {2} are freed, {3} are free.',
            mount,
            bytesText(needed),
            bytesText(freed),
            bytesText(free),
          ),
    );
  }
  return lines;
}

function afterLines({ checkdb, recovery, 'server-role': members }: RestoreParameters): string[] {
  if (!recovery) return [l10n.t('Leaves it RESTORING, for more logs or a mirror.')];
  return [
    l10n.t('Then proves it: message 3014, state ONLINE on a new connection, row in msdb.'),
    ...(checkdb ? [l10n.t('Then runs DBCC CHECKDB and keeps its output.')] : []),
    ...(members.length === 0
      ? []
      : [l10n.t('Then sees to it that these are in the role ServerRole: {0}', members.join(', '))]),
  ];
}

function lossesOf({ existing, wish, places, sessions }: RestorePlan, instance: string): string[] {
  const losses = places.overwritten.map(path => l10n.t('the file {0} on {1}', path, instance));
  if (existing === undefined) return losses;
  const size = bytesText(existing.bytes);
  losses.unshift(
    l10n.t('what is in {0} on {1} now ({2}, {3})', wish.target, instance, size, existing.state),
  );
  if (sessions.length > 0)
    losses.push(
      l10n.t('what {0} sessions in {1} have not committed', sessions.length, wish.target),
    );
  return losses;
}

function planOf(planned: PlannedRestore, parameters: RestoreParameters, host: string): StepPlan {
  const { plan, trust, instance, facts } = planned;
  const { server, steps, statements, wish } = plan;
  const losses = lossesOf(plan, instance);
  const [first = '', ...others] = statements;
  const alone = cutsSessions(plan);
  return {
    lines: [
      l10n.t('Restore {0} as {1} on {2}.', wish.database, wish.target, instance),
      l10n.t('Server: {0}, SQL Server {1}, {2}.', server.ownName, server.version, server.edition),
      ...installationLines(planned),
      ...sightingLines(planned),
      ...steps.map(backupLine),
      ...trust.overridden,
      ...warningLines(plan),
      ...targetLines(plan),
      l10n.t('First compares the files with the manifest and runs RESTORE VERIFYONLY; then:'),
      ...[alone ? aloneThen(wish.target, first) : first, ...others].flatMap(text =>
        text.split('\n').map(line => `  ${line}`),
      ),
      ...afterLines(parameters),
    ],
    effect: { kind: losses.length > 0 ? 'destroys' : 'changes', servers: [host] },
    losses,
    facts,
  };
}

/** Problems that a step before may make go away, in a rehearsal. */
const later = new Set([...unreachableCodes, 'SQL-BACKUP-UNREADABLE', 'SQL-LOGIN-REFUSED']);

export async function planRestoreStep(
  parameters: RestoreParameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<StepPlan> {
  const { host, name } = instanceOf(parameters.server, context, services);
  try {
    return planOf(await lookAtRestore(parameters, context, services), parameters, host);
  } catch (error) {
    const open = context.mode === 'rehearse' && error instanceof Problem && later.has(error.code);
    if (!open) throw error;
    const { database, as = database, from } = parameters;
    return {
      lines: [
        l10n.t('Restore {0} as {1} on {2}.', database, as, name),
        l10n.t('From {0}.', from.join(', ')),
        l10n.t('Not looked at yet: {0}', error.data.what),
        ...afterLines(parameters),
      ],
      effect: { kind: parameters.replace ? 'destroys' : 'changes', servers: [host] },
      losses: parameters.replace ? [l10n.t('what is in {0} on {1} then', as, name)] : [],
      facts: {},
    };
  }
}
