import { restoreUnverifiedSet } from '../../errors/runbook-rules.ts';
import { nameKey } from '../../runbook/names.ts';
import { rangeOf, stepRange, type StepFacts } from '../step-facts.ts';
import { argumentOf, operations, parameterOf, takes, type Operation } from './operations.ts';
import { at, type RunbookRule } from './rule.ts';
import { sqlCode } from './sql-code.ts';

/** Commands that put back what was exported. */
const imports =
  /^(?:import-cs(?:userdata|configuration|lisconfiguration|rgsconfiguration|persistentchatdata)|update-csuserdata)$/u;

/** A local store is fed from an export of the moment, not from a backup. */
function restores(operation: Operation): boolean {
  if (!imports.test(operation.name) || takes(operation, 'ByteInput')) return false;
  return !takes(operation, 'LocalStore');
}

/** A verification: where it is, and of what, where only one set can be meant. */
interface Verified {
  readonly ordinal: number;
  /** The set as it is written; empty for any. */
  readonly root: string;
}

function verifications(steps: readonly StepFacts[]): Verified[] {
  return steps.flatMap(facts => {
    const { ordinal } = facts.step;
    const action = facts.parsed?.action?.name;
    if (action === 'verify-backup-set') {
      const set = parameterOf(facts, action, 'set');
      return [{ ordinal, root: typeof set === 'string' ? set : '' }];
    }
    const sql = facts.step.language === 'sql' && /\bRESTORE\s+VERIFYONLY\b/iu.test(facts.step.text);
    return action === 'verify-backup' || sql ? [{ ordinal, root: '' }] : [];
  });
}

/**
 * Whether something that comes from these places was verified before. Two sets are told apart only
 * where both are named by a variable that is declared as a set.
 */
function isVerified(
  ordinal: number,
  from: string,
  all: readonly Verified[],
  sets: ReadonlySet<string>,
): boolean {
  const named = setsIn(from, sets);
  return all.some(({ ordinal: place, root }) => {
    if (place >= ordinal) return false;
    const [verified] = setsIn(root, sets);
    return verified === undefined || named.length === 0 || named.includes(verified);
  });
}

/** Names of the variables for sets that a text holds. */
function setsIn(text: string, sets: ReadonlySet<string>): string[] {
  return Array.from(text.matchAll(/\$\{?([\p{L}_][\p{L}\p{Nd}_]*)/gu), match =>
    nameKey(match[1] ?? ''),
  ).filter(name => sets.has(name));
}

/** `RESTORE DATABASE … FROM …` in a SQL step. */
const sqlRestore = /\bRESTORE\s+(?:DATABASE|LOG)\b/iu;

function isFromBackup(facts: StepFacts): boolean {
  const from = parameterOf(facts, 'copy-files', 'from');
  return typeof from === 'string' && /\$\{?(?:Backup|Saved)/iu.test(from);
}

/** Restores from a backup set that nothing has verified before. */
export const verifiedSet: RunbookRule = ({ steps, runbook }) => {
  const verified = verifications(steps);
  const declared = runbook.variables.filter(({ type }) => type === 'backup-set');
  const sets = new Set(declared.map(({ name }) => nameKey(name)));
  // what the same runbook has exported before is no backup that was kept
  const exported = new Set<string>();
  const commands = operations(steps).flatMap(operation => {
    const { facts, command } = operation;
    if (operation.name.startsWith('export-')) exported.add(operation.name);
    const written = facts.step.text.slice(command.start, command.end);
    if (!restores(operation) || isVerified(facts.step.ordinal, written, verified, sets)) return [];
    if (exported.has(operation.name.replace(/^(?:import|update)/u, 'export'))) return [];
    const name = command.name ?? '';
    if (argumentOf(command.args, 'WhatIf') !== undefined) return [];
    return [at(rangeOf(facts, command.nameSpan), restoreUnverifiedSet(name))];
  });
  const typed = steps.flatMap(facts => {
    const action = facts.parsed?.action?.name;
    const sql = facts.step.language === 'sql' && sqlRestore.test(sqlCode(facts.step.text));
    const restoring = action === 'restore-database' || isFromBackup(facts) || sql;
    if (!restoring || isVerified(facts.step.ordinal, facts.step.text, verified, sets)) return [];
    return [at(stepRange(facts.step), restoreUnverifiedSet(action ?? 'RESTORE'))];
  });
  return [...commands, ...typed];
};
