import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { nonEmpty, schemaOf, span } from '../fields.ts';

/** Parameters of `preflight`; `describe` makes the reference. */
export const preflightSchema = schemaOf(() =>
  z.strictObject({
    servers: z
      .array(nonEmpty(l10n.t('FQDN of a server.')))
      .default([])
      .describe(l10n.t('Servers that will be rebuilt.')),
    at: nonEmpty(
      l10n.t('Server that is left, whose management shell is asked; without it nobody is asked.'),
    ).optional(),
    sql: z
      .array(nonEmpty(l10n.t('SQL Server instance, host\\instance.')))
      .default([])
      .describe(l10n.t('Instances that must come back under the name that the topology has.')),
    'running-sql': z
      .array(nonEmpty(l10n.t('SQL Server instance, host\\instance.')))
      .default([])
      .describe(l10n.t('Instances that must run now, because what is rebuilt needs them.')),
    'file-stores': z
      .array(nonEmpty(l10n.t('Path of a file store.')))
      .default([])
      .describe(l10n.t('File stores that must come back at the path that the topology has.')),
    'imports-users-of': z
      .array(nonEmpty(l10n.t('FQDN of a pool.')))
      .default([])
      .describe(l10n.t('Pools whose user data is imported; none of them may be failed over.')),
    'central-store': z
      .enum(['present', 'lost'])
      .default('present')
      .describe(
        l10n.t(
          'present: the Central Management store must answer; lost: it is made anew by this recovery, and nobody may answer as its active master.',
        ),
      ),
    set: nonEmpty(
      l10n.t('Backup set that is restored from; without it none is looked at.'),
    ).optional(),
    'max-age': span(
      l10n.t('Oldest set that is allowed; without it the rpo of the estate file.'),
    ).optional(),
  }),
);

export type PreflightParameters = z.output<ReturnType<typeof preflightSchema>>;
