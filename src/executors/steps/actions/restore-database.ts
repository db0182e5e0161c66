import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { notWith } from '../../../errors/step-cells.ts';
import type { StepAction } from '../action.ts';
import { databaseField, instanceField, pathList } from '../database-fields.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { planRestoreStep } from '../restore/plan-step.ts';
import { reconcileRestore } from '../restore/reconcile.ts';
import { runRestoreStep } from '../restore/run-step.ts';

/** Where files go. */
const placeKeys = schemaOf(() =>
  z.object({
    'data-folder': nonEmpty(
      l10n.t('Folder for the data files, as the SQL Server computer sees it.'),
    ).optional(),
    'log-folder': nonEmpty(
      l10n.t('Folder for the log files, as the SQL Server computer sees it.'),
    ).optional(),
    move: z
      .record(z.string().min(1), z.string().trim().min(1))
      .default({})
      .describe(l10n.t('Paths by logical name, as RESTORE FILELISTONLY gives the names.')),
    'make-folders': z
      .boolean()
      .default(false)
      .describe(l10n.t('Whether folders that are not there are made.')),
    'overwrite-files': z
      .boolean()
      .default(false)
      .describe(l10n.t('Whether files that belong to no database may be replaced.')),
  }),
);

/** What happens once the data are there. */
const afterKeys = schemaOf(() =>
  z.object({
    recovery: z
      .boolean()
      .default(true)
      .describe(
        l10n.t(
          'Whether the database is opened; false leaves it RESTORING for more logs or a mirror.',
        ),
      ),
    checkdb: z
      .boolean()
      .default(true)
      .describe(l10n.t('Whether DBCC CHECKDB runs afterwards; its output is kept as evidence.')),
    'server-role': z
      .array(nonEmpty(l10n.t('Windows group or user, DOMAIN\\name.')))
      .default([])
      .describe(
        l10n.t(
          'Who must be in the database role ServerRole of Lync, as in CONTOSO\\RTCComponentUniversalServices; login and user are made where they are missing.',
        ),
      ),
  }),
);

const schema = schemaOf(() =>
  z
    .strictObject({
      server: instanceField(),
      database: databaseField(l10n.t('Database, by its name in the backup.')),
      as: databaseField(
        l10n.t('Name that the database gets; by default the name in the backup.'),
      ).optional(),
      from: pathList(
        l10n.t(
          'Backup file, or a list: all stripes of a backup, and the differential and log backups to restore after it, in any order.',
        ),
      ),
      position: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe(l10n.t('Which backup of a file that holds several; by default the newest.')),
      'stop-at': z
        .string()
        .regex(/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?$/u)
        .optional()
        .describe(
          l10n.t(
            'Moment to restore to, as in 2026-11-22 02:00:00, local time of the server that made the backups; needs log backups.',
          ),
        ),
      replace: z
        .boolean()
        .default(false)
        .describe(l10n.t('Whether a database that is there may be replaced; its data are lost.')),
      disconnect: z
        .boolean()
        .default(false)
        .describe(l10n.t('Whether sessions in the database are ended and their work rolled back.')),
      ...placeKeys().shape,
      'tail-log': nonEmpty(
        l10n.t('New file for the tail of the log of the database that is replaced.'),
      ).optional(),
      'lose-tail-log': z
        .boolean()
        .default(false)
        .describe(l10n.t('Whether what came after the last log backup may be lost.')),
      ...afterKeys().shape,
      'unverified-set': nonEmpty(
        l10n.t(
          'Reason for restoring a file that no sealed and verified backup set vouches for; it is kept in the log.',
        ),
      ).optional(),
    })
    .refine(value => value['tail-log'] === undefined || !value['lose-tail-log'], {
      error: () => notWith('lose-tail-log', 'tail-log'),
    })
    .refine(value => value['stop-at'] === undefined || value.recovery, {
      error: () => notWith('stop-at', 'recovery'),
    }),
);

export type RestoreParameters = z.output<ReturnType<typeof schema>>;

/** Restores a database from its backups, with every check before and after. */
export function restoreDatabase(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'restore-database',
    description: l10n.t(
      'Restores a SQL Server database from a sealed and verified backup set, with checks before and after.',
    ),
    example: [
      'restore-database:',
      '  server: sql01.contoso.com\\rtc',
      '  database: LcsCDR',
      '  from: $Backup/sql/LcsCDR.bak',
      '  replace: true',
    ].join('\n'),
    schema: schema(),
    plan: planRestoreStep,
    run: runRestoreStep,
    reconcile: reconcileRestore,
  };
}
