import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import {
  interruptedUndecided,
  logBelongsToOtherRunbook,
  otherEstate,
  stepChanged,
} from '../errors/run.ts';
import type { RunEvent } from '../log/events.ts';
import type { LogRecord } from '../log/record.ts';
import type { LogSink } from '../log/sink.ts';
import { applyRecord, type RunState, type StepState } from '../log/state.ts';
import type { EffectKind, Reconciliation } from '../runbook/execution.ts';
import type { Step } from '../runbook/model.ts';
import { AttemptPeople, planFailure } from './attempt.ts';
import { RunDriver } from './driver.ts';
import { checkMode } from './mode.ts';
import { checkRunbook, type RunSetup } from './open.ts';
import { isSatisfied } from './requirements.ts';
import { targeted } from './targeted.ts';

export interface ResumedRun extends RunSetup {
  /** The log, reopened for writing: verified, its torn tail put aside, and locked. */
  readonly log: LogSink;
  /** The run as the log tells it. */
  readonly state: RunState;
  readonly signal: AbortSignal;
}

/**
 * Goes on with a run: variables and finished steps come back from the log. A finished step whose text
 * has changed, and a step whose end was never recorded, are put before the operator. Throws a
 * `Problem` of kind `refused` where that is not decided; the log stays as it was then, but for the
 * record that the run was opened again.
 */
export async function resumeRun(setup: ResumedRun): Promise<RunDriver> {
  checkRunbook(setup.runbook);
  checkMode(setup.state.mode, setup.estate);
  checkSame(setup);
  restoreVariables(setup);
  let { state } = setup;
  const opening: LogRecord<RunEvent>[] = [];
  const stop = setup.log.onRecord(record => {
    opening.push(record);
    state = applyRecord(state, record);
  });
  try {
    await setup.log.append({
      type: 'run-resumed',
      operator: setup.operator,
      tool: setup.tool,
    });
    for (const done of state.steps.values()) {
      if (isSatisfied(state, done.step)) await settleChanged(done, setup);
    }
    for (const open of state.steps.values()) {
      if (open.outcome === 'interrupted' || open.outcome === 'running') {
        await settleInterrupted(open, setup);
      }
    }
  } finally {
    stop();
  }
  return new RunDriver({ ...setup, state, by: setup.operator.user, opening });
}

function checkSame({ log, state, runbook, estate }: ResumedRun): void {
  const logged = state.runbook;
  if (logged.hash !== runbook.hash && fileName(logged.file) !== fileName(runbook.file)) {
    throw logBelongsToOtherRunbook(log.file, logged.file, runbook.file);
  }
  if (state.estate.name !== estate.name || state.estate.kind !== estate.kind) {
    throw otherEstate(log.file, state.estate.name, estate.name);
  }
}

function fileName(path: string): string {
  return basename(path.replaceAll('\\', '/'));
}

/** Secrets are not in the log; the scope has them from their source already. */
function restoreVariables({ state, variables }: ResumedRun): void {
  for (const [name, value] of state.variables) {
    if (typeof value === 'string' && variables.has(name)) variables.set(name, value);
  }
}

/** What of a step's text went and what came, one line each. */
function textDifference(before: string, after: string): string[] {
  const old = before.split('\n');
  const now = after.split('\n');
  const gone = old.filter(line => !now.includes(line)).map(line => `- ${line}`);
  const come = now.filter(line => !old.includes(line)).map(line => `+ ${line}`);
  const difference = [...gone, ...come];
  return difference.length > 0 ? difference : [l10n.t('its attributes or the order of its lines')];
}

async function settleChanged(done: StepState, setup: ResumedRun): Promise<void> {
  if (done.textHash === undefined) return;
  const step = setup.runbook.steps.find(each => each.id === done.step);
  if (step?.hash === done.textHash) return;
  const detail =
    step === undefined
      ? [l10n.t('the runbook no longer has it')]
      : textDifference(done.text ?? '', step.text);
  const answer =
    step === undefined
      ? undefined
      : await setup.people.override({ step, rule: 'changed-step', detail }, setup.signal);
  if (answer === undefined) throw stepChanged(done.step, detail);
  await setup.log.append({
    type: 'override',
    step: done.step,
    rule: 'changed-step',
    detail: detail.join('\n'),
    reason: answer.reason,
    by: answer.by,
  });
}

async function settleInterrupted(open: StepState, setup: ResumedRun): Promise<void> {
  const step = setup.runbook.steps.find(each => each.id === open.step);
  const reconciliation = await reconcile(step, open, setup);
  const request = {
    stepId: open.step,
    attempt: open.attempts,
    reconciliation,
    destroys: open.plan?.effect.kind === ('destroys' satisfies EffectKind),
  };
  const answer = await setup.people.interrupted(request, setup.signal);
  if (answer === undefined || answer.decision === 'left-open') {
    const { finding, lines } = reconciliation;
    throw interruptedUndecided(open.step, findingText(finding), lines);
  }
  await setup.log.append({
    type: 'reconciled',
    step: open.step,
    attempt: open.attempts,
    reconciliation,
    decision: answer.decision,
    by: answer.by,
  });
}

function findingText(finding: Reconciliation['finding']): string {
  switch (finding) {
    case 'done':
      return l10n.t('done');
    case 'not-done':
      return l10n.t('not done');
    case 'partly-done':
      return l10n.t('partly done');
    case 'unknown':
      return l10n.t('it cannot be told');
  }
}

async function reconcile(
  step: Step | undefined,
  open: StepState,
  setup: ResumedRun,
): Promise<Reconciliation> {
  const executor = step === undefined ? undefined : setup.executors.get(step.language);
  if (step === undefined || executor === undefined) {
    return { finding: 'unknown', lines: [l10n.t('the runbook no longer has this step')] };
  }
  const around = {
    ...setup,
    approved: new Set(setup.state.approvedCommands.map(each => JSON.stringify(each))),
  };
  const people = new AttemptPeople(step, open.attempts, around, setup.signal);
  try {
    const at = targeted(step, executor, { ...setup, past: open });
    return await at.executor.reconcile(step, {
      mode: setup.state.mode,
      scope: setup.variables,
      target: at.target,
      signal: setup.signal,
      people,
      ...(open.started === undefined ? {} : { started: open.started }),
    });
  } catch (thrown) {
    const problem = planFailure(thrown);
    if (problem.kind === 'cancelled') throw thrown;
    return { finding: 'unknown', lines: [problem.what] };
  }
}
