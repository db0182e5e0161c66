import * as l10n from '@vscode/l10n';
import type { z } from 'zod';
import type { BackupSets, SetSummary } from '../../backup/sets.ts';
import { Problem } from '../../errors/problem.ts';
import { noBackupSet } from '../../errors/steps.ts';
import type { PlanContext } from '../../runbook/execution.ts';
import { nonEmpty } from './fields.ts';

/** Variable that points at the backup set of a run (domain facts, section 0). */
export const backupVariable = 'Backup';

/** The key `set`: without it the step works on `$Backup`. */
export function setField(description: string): z.ZodOptional<z.ZodString> {
  return nonEmpty(`${description} ${l10n.t('By default $Backup.')}`).optional();
}

/** The set that a step names, else `$Backup`. Throws a usage problem where that has no value. */
export function chosenSet(set: string | undefined, { scope }: Pick<PlanContext, 'scope'>): string {
  if (set !== undefined) return set;
  const value = scope.has(backupVariable) ? scope.variable(backupVariable) : undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw noBackupSet();
}

/**
 * The set's summary for a plan. `undefined` in a rehearsal in which an earlier step would make the
 * set: it cannot be read yet.
 */
export async function plannedSet(
  set: string,
  { mode }: Pick<PlanContext, 'mode'>,
  backup: BackupSets,
): Promise<SetSummary | undefined> {
  try {
    return await backup.summary(set);
  } catch (error) {
    if (mode === 'rehearse' && error instanceof Problem) return undefined;
    throw error;
  }
}

/** The line that a rehearsal shows for a set that is not there yet. */
export function notThereYet(set: string): string {
  return l10n.t('{0} is not there to look at; an earlier step would have to make it.', set);
}
