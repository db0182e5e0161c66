import { restoreUnverifiedSet } from '../../errors/runbook-rules.ts';
import { rangeOf, stepRange, type StepFacts } from '../step-facts.ts';
import { argumentOf, operations, parameterOf, takes, type Operation } from './operations.ts';
import { at, type RunbookRule } from './rule.ts';

/** Commands that put back what was exported. */
const imports =
  /^(?:import-cs(?:userdata|configuration|lisconfiguration|rgsconfiguration|persistentchatdata)|update-csuserdata)$/u;

/** A local store is fed from an export of the moment, not from a backup. */
function restores(operation: Operation): boolean {
  if (!imports.test(operation.name) || takes(operation, 'ByteInput')) return false;
  return !takes(operation, 'LocalStore');
}

/** Place of the first step that verifies a set; `Infinity` where none does. */
function firstVerified(steps: readonly StepFacts[]): number {
  const found = steps.find(
    ({ parsed }) =>
      parsed?.action?.name === 'verify-backup-set' || parsed?.action?.name === 'verify-backup',
  );
  return found?.step.ordinal ?? Infinity;
}

function isFromBackup(facts: StepFacts): boolean {
  const from = parameterOf(facts, 'copy-files', 'from');
  return typeof from === 'string' && /\$\{?(?:Backup|Saved)/iu.test(from);
}

/** Restores from a backup set that nothing has verified before. */
export const verifiedSet: RunbookRule = ({ steps }) => {
  const verified = firstVerified(steps);
  // what the same runbook has exported before is no backup that was kept
  const exported = new Set<string>();
  const commands = operations(steps).flatMap(operation => {
    const { facts, command } = operation;
    if (operation.name.startsWith('export-')) exported.add(operation.name);
    if (!restores(operation) || verified < facts.step.ordinal) return [];
    if (exported.has(operation.name.replace(/^(?:import|update)/u, 'export'))) return [];
    const name = command.name ?? '';
    if (argumentOf(command.args, 'WhatIf') !== undefined) return [];
    return [at(rangeOf(facts, command.nameSpan), restoreUnverifiedSet(name))];
  });
  const typed = steps.flatMap(facts => {
    const action = facts.parsed?.action?.name;
    const restoring = action === 'restore-database' || isFromBackup(facts);
    if (!restoring || verified < facts.step.ordinal) return [];
    return [at(stepRange(facts.step), restoreUnverifiedSet(action ?? ''))];
  });
  return [...commands, ...typed];
};
