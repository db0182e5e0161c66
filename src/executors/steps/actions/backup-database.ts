import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { partEnding } from '../../../backup/names.ts';
import { alreadySealed } from '../../../errors/backup.ts';
import { Problem } from '../../../errors/problem.ts';
import { backupFileExists } from '../../../errors/sql-backup.ts';
import { readBackupSource, type BackupSource } from '../../sql/backup/backup-plan.ts';
import {
  describeBackup,
  descriptionEnding,
  descriptionText,
} from '../../sql/backup/description.ts';
import {
  makeBackup,
  type BackupTarget,
  type MadeBackup,
  type MakingBackup,
} from '../../sql/backup/make-backup.ts';
import { unreachableCodes } from '../../sql/connection/connect-failure.ts';
import { readFileList } from '../../sql/restore/media.ts';
import { backupStatement } from '../../sql/restore/statements.ts';
import { readUsersOf } from '../../sql/restore/users.ts';
import { sessionFor, type SqlWork } from '../../sql/running/carry-out.ts';
import type {
  ActionPlanContext,
  ActionResult,
  ActionRunContext,
  ActionServices,
  StepAction,
} from '../action.ts';
import { reconcileBackup } from '../backup/reconcile.ts';
import {
  databaseField,
  instanceField,
  instanceOf,
  pathList,
  requireDatabaseName,
  workOf,
} from '../database-fields.ts';
import { schemaOf } from '../fields.ts';
import { bytesText } from '../figures.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: instanceField(),
    database: databaseField(l10n.t('Database to back up.')),
    to: pathList(
      l10n.t(
        'New file, or a list of files that are written at once (stripes), as the SQL Server sees them.',
      ),
    ),
    kind: z
      .enum(['full', 'differential', 'log'])
      .default('full')
      .describe(
        l10n.t('full: everything; differential: since the last full backup; log: the log.'),
      ),
    'copy-only': z
      .boolean()
      .default(true)
      .describe(
        l10n.t(
          'Whether the backup stays outside the chains of other backups. A differential backup is never copy-only.',
        ),
      ),
    compress: z
      .boolean()
      .optional()
      .describe(
        l10n.t('Whether the backup is compressed; by default where the edition of SQL Server can.'),
      ),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

/** Paths of the backup; one inside a sealed set, or one that is there, is refused. */
async function targetsOf(
  { to }: Parameters,
  { backupFiles }: ActionServices,
): Promise<BackupTarget[]> {
  const targets: BackupTarget[] = [];
  for (const path of to) {
    const server = backupFiles.serverPath(path);
    const found = await backupFiles.setOf(server);
    if (found?.state === 'sealed') throw alreadySealed(found.set);
    if ((await backupFiles.look(server)) !== undefined) throw backupFileExists(server);
    targets.push({ path: server, server });
  }
  return targets;
}

function orderOf(
  { database, kind, 'copy-only': copyOnly }: Parameters,
  source: Pick<BackupSource, 'compress'>,
): MakingBackup['order'] {
  return {
    database,
    kind,
    copyOnly: copyOnly && kind !== 'differential',
    compress: source.compress,
    name: `${database} ${kind}`,
  };
}

async function readSource(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<BackupSource> {
  const { database, kind, compress } = parameters;
  const instance = instanceOf(parameters.server, context, services);
  await using session = await services.sql.open(instance, context.signal);
  const wish = { database: requireDatabaseName('database', database), kind, compress };
  return await readBackupSource(session, instance.name, wish, context.signal);
}

/** The steps before, which may bring the server up, have not happened in a rehearsal. */
async function plannedSource(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<BackupSource | Problem> {
  try {
    return await readSource(parameters, context, services);
  } catch (error) {
    if (context.mode !== 'rehearse' || !(error instanceof Problem)) throw error;
    const later = new Set([...unreachableCodes, 'SQL-DATABASE-MISSING']);
    if (!later.has(error.code)) throw error;
    return error;
  }
}

async function plan(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): ReturnType<StepAction['plan']> {
  const instance = instanceOf(parameters.server, context, services);
  requireDatabaseName('database', parameters.database);
  const targets = await targetsOf(parameters, services);
  const source = await plannedSource(parameters, context, services);
  const effect = { kind: 'changes' as const, servers: [instance.host] };
  const paths = targets.map(({ server }) => server);
  const verify = l10n.t(
    'Then verify it with RESTORE VERIFYONLY WITH CHECKSUM, hash it, and give it its name.',
  );
  if (source instanceof Problem) {
    const head = l10n.t(
      'Back up {0} on {1} to {2}.',
      parameters.database,
      instance.name,
      paths.join(', '),
    );
    const lines = [head, l10n.t('Not looked at yet: {0}', source.data.what), verify];
    return { lines, effect, losses: [], facts: {} };
  }
  const { database, server } = source;
  const order = orderOf(parameters, source);
  const statement = backupStatement({ ...order, paths: paths.map(path => `${path}${partEnding}`) });
  return {
    lines: [
      l10n.t(
        'Back up {0} ({1}, {2}, recovery model {3}) on {4}.',
        database.name,
        bytesText(database.bytes),
        database.state,
        database.settings.recovery,
        instance.name,
      ),
      l10n.t('Server: {0}, SQL Server {1}, {2}.', server.ownName, server.version, server.edition),
      statement,
      verify,
    ],
    effect,
    losses: [],
    facts: {
      server: `${server.ownName} ${server.identity}`,
      database: `${database.name} ${database.state} ${database.settings.recovery}`,
    },
  };
}

/** Writes the description beside the backup and tells the set about both. */
async function register(
  made: MadeBackup,
  making: MakingBackup,
  context: ActionRunContext,
  services: ActionServices,
): Promise<string> {
  const { work, source } = making;
  const { backupFiles, backup: sets } = services;
  await using session = await sessionFor(work);
  const reading = {
    session,
    instance: work.instance.name,
    account: source.server.account,
    signal: context.signal,
  };
  const media = { ...made.backup.media, paths: making.targets.map(({ server }) => server) };
  const files = await readFileList(reading, { ...made.backup, media });
  const place = { ...reading, database: source.database.name };
  const [first] = making.targets;
  const path = `${first?.path ?? ''}${descriptionEnding}`;
  const description = describeBackup({
    finished: new Date(services.now()).toISOString(),
    instance: work.instance.name,
    server: source.server,
    settings: source.database.settings,
    header: made.backup.header,
    files,
    users: await readUsersOf(place),
    media: made.hashes.map(({ path: file, bytes, sha256 }) => ({
      file: file.replace(/^.*\\/u, ''),
      bytes,
      sha256,
    })),
  });
  await backupFiles.writeText(path, descriptionText(description));
  for (const written of [...making.targets.map(one => one.path), path]) {
    const found = await backupFiles.setOf(written);
    if (found === undefined) continue;
    const told = { file: found.file, step: context.stepId };
    await sets.record(found.set, [
      { ...told, source: `${work.instance.name}: ${source.database.name}` },
    ]);
  }
  return path;
}

function resultOf(made: MadeBackup, making: MakingBackup, described: string): ActionResult {
  const { header } = made.backup;
  const bytes = made.hashes.reduce((sum, one) => sum + one.bytes, 0);
  const seconds = Math.round(made.ms / 100) / 10;
  const name = making.source.database.name;
  const paths = made.hashes.map(({ path }) => path).join(', ');
  const summary = l10n.t(
    '{0} is backed up and verified: {1}, {2} in {3} s.',
    name,
    paths,
    bytesText(bytes),
    seconds,
  );
  const text = [
    made.statement,
    ...made.said,
    `BackupSetGUID ${header.guid}`,
    `FirstLSN ${header.firstLsn}, LastLSN ${header.lastLsn}, CheckpointLSN ${header.checkpointLsn}`,
    `RecoveryForkID ${header.fork}, FamilyGUID ${header.familyGuid}`,
    `BackupFinishDate ${header.finished}`,
    l10n.t('Described in {0}', described),
  ].join('\n');
  return {
    summary,
    evidence: [
      { kind: 'text', title: l10n.t('Backup of {0}', name), text },
      ...made.hashes.map(({ path, sha256 }) => ({
        kind: 'file' as const,
        title: l10n.t('Backup file'),
        path,
        sha256,
      })),
    ],
  };
}

async function run(
  parameters: Parameters,
  context: ActionRunContext,
  services: ActionServices,
): Promise<ActionResult> {
  const instance = instanceOf(parameters.server, context, services);
  const source = await readSource(parameters, context, services);
  const work: SqlWork = workOf(instance, context, services);
  const making: MakingBackup = {
    work,
    files: services.backupFiles,
    source,
    targets: await targetsOf(parameters, services),
    order: orderOf(parameters, source),
  };
  const made = await makeBackup(making);
  const described = await register(made, making, context, services);
  const result = resultOf(made, making, described);
  context.output.write('output', `${result.summary}\n`);
  return result;
}

/** Backs a database up into a new file of the backup set. */
export function backupDatabase(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'backup-database',
    description: l10n.t(
      'Backs up a SQL Server database into a new file, with checksums, and verifies the backup.',
    ),
    example: [
      'backup-database:',
      '  server: sql01.contoso.com\\rtc',
      '  database: LcsCDR',
      '  to: $Backup/sql/LcsCDR.bak',
    ].join('\n'),
    schema: schema(),
    plan,
    run: (parameters, _plan, context, services) => run(parameters, context, services),
    reconcile: reconcileBackup,
  };
}
