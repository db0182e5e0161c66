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

/** What the same runbook has exported before is no backup that was kept. */
function exportedBefore(operation: Operation, before: readonly Operation[]): boolean {
  const wanted = operation.name.replace(/^(?:import|update)/u, 'export');
  return before.some(({ name }) => name === wanted);
}

function isVerified(steps: readonly StepFacts[], ordinal: number): boolean {
  return steps.some(
    ({ step, parsed }) =>
      step.ordinal < ordinal &&
      (parsed?.action?.name === 'verify-backup-set' || parsed?.action?.name === 'verify-backup'),
  );
}

function isFromBackup(facts: StepFacts): boolean {
  const from = parameterOf(facts, 'copy-files', 'from');
  return typeof from === 'string' && /\$\{?(?:Backup|Saved)/iu.test(from);
}

/** Restores from a backup set that nothing has verified before. */
export const verifiedSet: RunbookRule = ({ steps }) => {
  const all = operations(steps);
  const commands = all.flatMap((operation, index) => {
    const { facts, command } = operation;
    if (!restores(operation) || isVerified(steps, facts.step.ordinal)) return [];
    if (exportedBefore(operation, all.slice(0, index))) return [];
    const name = command.name ?? '';
    if (argumentOf(command.args, 'WhatIf') !== undefined) return [];
    return [at(rangeOf(facts, command.nameSpan), restoreUnverifiedSet(name))];
  });
  const typed = steps.flatMap(facts => {
    const action = facts.parsed?.action?.name;
    const restoring = action === 'restore-database' || isFromBackup(facts);
    if (!restoring || isVerified(steps, facts.step.ordinal)) return [];
    return [at(stepRange(facts.step), restoreUnverifiedSet(action ?? ''))];
  });
  return [...commands, ...typed];
};
