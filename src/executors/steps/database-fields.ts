import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { systemDatabase, valueRefused } from '../../errors/sql-restore.ts';
import type { SqlInstance } from '../../estate/model.ts';
import { requireSqlInstance } from '../sql/connection/instances.ts';
import type { SqlWork } from '../sql/running/carry-out.ts';
import type { ActionPlanContext, ActionRunContext, ActionServices } from './action.ts';
import { nonEmpty } from './fields.ts';

/** The key `server` of the steps on databases. */
export function instanceField(): z.ZodOptional<z.ZodString> {
  return nonEmpty(
    l10n.t(
      'SQL Server instance, host\\instance, or a server that has only one; by default the target of the step.',
    ),
  ).optional();
}

export function databaseField(description: string): z.ZodString {
  return z.string().min(1).describe(description);
}

/** One path or several, as a list. */
export function pathList(
  description: string,
): z.ZodPipe<
  z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>,
  z.ZodTransform<string[], string | string[]>
> {
  return z
    .union([z.string().trim().min(1), z.array(z.string().trim().min(1)).min(1).max(64)])
    .transform(value => (typeof value === 'string' ? [value] : value))
    .describe(description);
}

const ownDatabases = new Set(['master', 'model', 'msdb', 'tempdb', 'mssqlsystemresource']);
/** Longest `sysname`. */
const longestName = 128;

/** Throws for a name that SQL Server cannot have, and for the server's own databases. */
export function requireDatabaseName(key: string, name: string): string {
  if (ownDatabases.has(name.trim().toLowerCase())) throw systemDatabase(name.trim());
  if (name.length > longestName)
    throw valueRefused(key, name, l10n.t('a name has at most {0} characters.', longestName));
  if (/\p{Cc}/u.test(name))
    throw valueRefused(key, JSON.stringify(name), l10n.t('it has control characters in it.'));
  return name;
}

/** The instance that a step is for. */
export function instanceOf(
  server: string | undefined,
  context: ActionPlanContext,
  { estate }: ActionServices,
): SqlInstance {
  return requireSqlInstance(estate, server ?? context.target, context.stepId);
}

/** What the work of a step on an instance needs. */
export function workOf(
  instance: SqlInstance,
  { output, signal }: ActionRunContext,
  { sql }: ActionServices,
): SqlWork {
  return {
    instance,
    sessions: sql,
    output,
    signal,
    now: () => performance.now(),
    ...(sql.watch === undefined ? {} : { watch: sql.watch }),
  };
}
