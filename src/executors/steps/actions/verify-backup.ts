import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { Problem } from '../../../errors/problem.ts';
import { backupFailsVerification, type BackupFinding } from '../../../errors/sql-backup.ts';
import { hashDiffers } from '../../../errors/sql-restore.ts';
import type { StepPlan, Table } from '../../../runbook/execution.ts';
import { unreachableCodes } from '../../sql/connection/connect-failure.ts';
import { versionProblem } from '../../sql/restore/check-backups.ts';
import {
  readFileList,
  readMedia,
  type MediaBackup,
  type MediaReading,
} from '../../sql/restore/media.ts';
import { readServerFacts, type ServerFacts } from '../../sql/restore/server-facts.ts';
import { backupLine } from '../../sql/restore/solve.ts';
import { notVerified } from '../../sql/restore/verify-media.ts';
import { sessionFor, type SqlWork } from '../../sql/running/carry-out.ts';
import type {
  ActionPlanContext,
  ActionResult,
  ActionRunContext,
  ActionServices,
  StepAction,
} from '../action.ts';
import { instanceField, instanceOf, pathList, workOf } from '../database-fields.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { bytesText } from '../figures.ts';
import { descriptionsOf } from '../restore/described.ts';
import { showWork } from '../work-progress.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: instanceField(),
    from: pathList(l10n.t('Backup file, or a list: all stripes of a backup, or several backups.')),
    database: nonEmpty(
      l10n.t('Database that the backups must be of; without it any will do.'),
    ).optional(),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

function serverPaths({ from }: Parameters, { backupFiles }: ActionServices): string[] {
  return from.map(path => backupFiles.serverPath(path));
}

/** What the verification leaves open, so that nobody takes it for more than it is. */
function notProven(): string {
  return l10n.t(
    'This does not prove that the data in the backup are without damage: only a restore with DBCC CHECKDB proves that.',
  );
}

async function readBackups(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<{ backups: MediaBackup[]; server: ServerFacts }> {
  const instance = instanceOf(parameters.server, context, services);
  const { signal } = context;
  await using session = await services.sql.open(instance, signal);
  const server = await readServerFacts(session, instance.name, signal);
  const { account } = server;
  const reading: MediaReading = { session, instance: instance.name, account, signal };
  return { backups: await readMedia(reading, serverPaths(parameters, services)), server };
}

async function plan(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<StepPlan> {
  const instance = instanceOf(parameters.server, context, services);
  const effect = { kind: 'reads' as const, servers: [instance.host] };
  const paths = serverPaths(parameters, services);
  const head = l10n.t(
    'Read {0} on {1}: labels, headers, file lists, every page (VERIFYONLY), and the hash.',
    paths.join(', '),
    instance.name,
  );
  try {
    const { backups } = await readBackups(parameters, context, services);
    return {
      lines: [head, ...backups.map(backupLine), notProven()],
      effect,
      losses: [],
      facts: {},
    };
  } catch (error) {
    const later = new Set([...unreachableCodes, 'SQL-BACKUP-UNREADABLE', 'SQL-LOGIN-REFUSED']);
    const open = context.mode === 'rehearse' && error instanceof Problem && later.has(error.code);
    if (!open) throw error;
    const line = l10n.t('Not looked at yet: {0}', error.data.what);
    return { lines: [head, line], effect, losses: [], facts: {} };
  }
}

/** Backups that this server could not restore, as it is of another version. */
function versionFindings(
  backups: readonly MediaBackup[],
  server: ServerFacts,
  instance: string,
): BackupFinding[] {
  return backups.flatMap(backup => {
    const problem = versionProblem(backup, server, instance);
    return problem === undefined
      ? []
      : [{ path: backup.media.paths.join(', '), text: problem.data.what }];
  });
}

/** What the headers say against the backups. */
function headerFindings(
  backups: readonly MediaBackup[],
  database: string | undefined,
): BackupFinding[] {
  const findings: BackupFinding[] = [];
  for (const { media, header } of backups) {
    const path = `${media.paths.join(', ')} (${header.position})`;
    const add = (text: string): number => findings.push({ path, text });
    if (header.unfinished) add(l10n.t('The backup is incomplete: it was cut off.'));
    if (header.damaged)
      add(l10n.t('SQL Server noted while it made the backup that it is damaged.'));
    if (header.incompleteMetadata) add(l10n.t('The backup of the log has incomplete metadata.'));
    if (database !== undefined && header.database.toLowerCase() !== database.toLowerCase())
      add(l10n.t('The backup is of another database: {0}, not {1}.', header.database, database));
  }
  return findings;
}

async function verifyWithServer(
  work: SqlWork,
  backups: readonly MediaBackup[],
): Promise<BackupFinding[]> {
  const findings: BackupFinding[] = [];
  for await (const { path, outcome } of notVerified(work, backups)) {
    const { end, theirs } = outcome;
    const words = theirs.map(({ number, text }) => `${number ?? ''} ${text}`.trim());
    const lost = end.kind === 'lost' ? [end.reason] : [];
    const silent = l10n.t('SQL Server did not say that the backup is valid.');
    const texts = [...words, ...lost];
    findings.push({ path, text: texts.length === 0 ? silent : texts.join(' ') });
  }
  return findings;
}

interface Hashed {
  readonly path: string;
  readonly sha256: string;
  readonly listed: boolean;
}

async function hashFiles(
  paths: readonly string[],
  context: ActionRunContext,
  { backupFiles }: ActionServices,
): Promise<{ hashed: Hashed[]; findings: BackupFinding[] }> {
  const hashed: Hashed[] = [];
  const findings: BackupFinding[] = [];
  for (const path of paths) {
    const found = await backupFiles.setOf(path);
    const now = await backupFiles.hash(path, {
      signal: context.signal,
      onProgress: showWork(context.output, l10n.t('Hashing')),
    });
    hashed.push({ path, sha256: now.sha256, listed: found?.listed !== undefined });
    const { listed } = found ?? {};
    if (listed === undefined) {
      const line =
        found?.state === 'sealed'
          ? l10n.t('The manifest of {0} does not know {1}.', found.set, path)
          : l10n.t('{0} is in no sealed set: there is no manifest to compare it with.', path);
      context.output.write('warning', `${line}\n`);
    } else if (listed.sha256 !== now.sha256)
      findings.push({ path, text: hashDiffers(path, listed, now).data.what });
  }
  return { hashed, findings };
}

function headerTable(backups: readonly MediaBackup[]): Table {
  return {
    columns: [
      'file',
      'position',
      'type',
      'database',
      'server',
      'finished',
      'first LSN',
      'last LSN',
      'recovery fork',
      'checksums',
      'copy only',
      'bytes',
      'version',
    ],
    rows: backups.map(({ media, header }) => [
      media.paths.join(', '),
      String(header.position),
      header.kind,
      header.database,
      header.server,
      header.finished,
      String(header.firstLsn),
      String(header.lastLsn),
      header.fork,
      String(header.checksums),
      String(header.copyOnly),
      String(header.bytes),
      header.software.join('.'),
    ]),
  };
}

async function fileLines(work: SqlWork, backups: readonly MediaBackup[]): Promise<string[]> {
  await using session = await sessionFor(work);
  const { instance, signal } = work;
  const reading: MediaReading = { session, instance: instance.name, account: undefined, signal };
  const lines: string[] = [];
  for (const backup of backups) {
    for (const { logical, physical, type, bytes } of await readFileList(reading, backup))
      lines.push(`${backup.header.position} ${type} ${logical} ${physical} ${bytesText(bytes)}`);
  }
  return lines;
}

async function run(
  parameters: Parameters,
  context: ActionRunContext,
  services: ActionServices,
): Promise<ActionResult> {
  const instance = instanceOf(parameters.server, context, services);
  const work = workOf(instance, context, services);
  const { backups, server } = await readBackups(parameters, context, services);
  context.output.table(headerTable(backups));
  await descriptionsOf(backups, services);
  const paths = serverPaths(parameters, services);
  const { hashed, findings } = await hashFiles(paths, context, services);
  findings.push(...headerFindings(backups, parameters.database));
  findings.push(...versionFindings(backups, server, instance.name));
  findings.push(...(await verifyWithServer(work, backups)));
  if (findings.length > 0) throw backupFailsVerification(findings);
  for (const { media, header } of backups) {
    if (header.checksums) continue;
    const path = media.paths.join(', ');
    const line = l10n.t('{0} has no checksums: its pages were read, not checked.', path);
    context.output.write('warning', `${line}\n`);
  }
  const summary = l10n.t('{0} backups in {1} files are valid.', backups.length, paths.length);
  context.output.write('output', `${summary}\n${notProven()}\n`);
  return {
    summary,
    evidence: [
      {
        kind: 'text',
        title: l10n.t('Verified backups'),
        text: [
          summary,
          ...backups.map(backupLine),
          ...(await fileLines(work, backups)),
          ...hashed.map(({ path, sha256, listed }) =>
            listed
              ? l10n.t('{0}: {1}, as in the manifest', path, sha256)
              : l10n.t('{0}: {1}, in no manifest', path, sha256),
          ),
          notProven(),
        ].join('\n'),
      },
    ],
  };
}

/** Reads backups with the server's eyes and ours, and says what that does not prove. */
export function verifyBackup(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'verify-backup',
    description: l10n.t(
      'Reads SQL Server backups: their headers, every page with its checksum, and their hashes against the manifest.',
    ),
    example: [
      'verify-backup:',
      '  server: sql01.contoso.com\\rtc',
      '  from: $Backup/sql/LcsCDR.bak',
      '  database: LcsCDR',
    ].join('\n'),
    schema: schema(),
    plan,
    run: (parameters, _plan, context, services) => run(parameters, context, services),
    reconcile: () =>
      Promise.resolve({
        finding: 'not-done',
        lines: [l10n.t('A verification only reads; run it again.')],
      }),
  };
}
