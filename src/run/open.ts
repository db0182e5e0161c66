import { formatDiagnostic } from '../errors/diagnostic.ts';
import { incidentNeeded, runbookHasErrors } from '../errors/run.ts';
import type { Estate } from '../estate/model.ts';
import type { LoggedEstate, LoggedOperator, LoggedRunbook, LoggedTool } from '../log/events.ts';
import type { LogSink } from '../log/sink.ts';
import { applyRecord, emptyState } from '../log/state.ts';
import type { RunMode, StepExecutor } from '../runbook/execution.ts';
import type { Runbook, StepLanguage } from '../runbook/model.ts';
import type { RunVariables } from '../runbook/variables/resolve.ts';
import type { RunClock } from './clock.ts';
import { RunDriver } from './driver.ts';
import { checkMode } from './mode.ts';
import type { RunPeople } from './people.ts';
import { scopeValues } from './values.ts';

/** An incident and when it was declared; recovery time is counted from there. */
export interface Incident {
  readonly id: string;
  /** UTC, ISO 8601. */
  readonly declared: string;
}

/** What a new run and a resumed one both need. */
export interface RunSetup {
  readonly runbook: Runbook;
  readonly estate: Estate;
  readonly executors: ReadonlyMap<StepLanguage, StepExecutor>;
  readonly people: RunPeople;
  readonly variables: RunVariables;
  readonly clock: RunClock;
  readonly operator: LoggedOperator;
  readonly tool: LoggedTool;
}

export interface NewRun extends RunSetup {
  readonly mode: RunMode;
  readonly incident?: Incident;
  /** Where the runbook's text can be found again, if it can. */
  readonly origin?: Pick<LoggedRunbook, 'commit' | 'changedSince'>;
  /** Makes the log; called after every check has passed, so that a refused run leaves none. */
  readonly openLog: () => Promise<LogSink>;
}

/**
 * Whether the runbook restores: it starts from a backup set and does not make one. In `live` such a
 * run wants the incident.
 */
export function isRecovery(runbook: Runbook): boolean {
  const takesSet = runbook.variables.some(variable => variable.type === 'backup-set');
  const makesSet = runbook.steps.some(
    step => step.language === 'step' && /^\s*new-backup-set\s*:/m.test(step.text),
  );
  return takesSet && !makesSet;
}

/** Throws where the runbook has errors; a run never begins on one. */
export function checkRunbook(runbook: Runbook): void {
  const errors = runbook.diagnostics.filter(found => found.severity === 'error');
  if (errors.length === 0) return;
  throw runbookHasErrors(
    runbook.file,
    errors.map(found => formatDiagnostic(runbook.file, found)),
  );
}

function loggedRunbook(runbook: Runbook, origin: NewRun['origin']): LoggedRunbook {
  const { file, title, hash } = runbook;
  return { file, title, hash, ...origin };
}

function loggedEstate(estate: Estate): LoggedEstate {
  const { file, name, kind, hash, backup } = estate;
  return {
    file,
    name,
    kind,
    hash,
    ...(backup?.rtoMs === undefined ? {} : { rtoMs: backup.rtoMs }),
    ...(backup?.rpoMs === undefined ? {} : { rpoMs: backup.rpoMs }),
  };
}

/**
 * Begins a run. Throws a `Problem` where the runbook has errors, the mode does not go with the estate,
 * or a live recovery has no incident; no log is made then.
 */
export async function openRun(setup: NewRun): Promise<RunDriver> {
  checkRunbook(setup.runbook);
  checkMode(setup.mode, setup.estate);
  if (setup.mode === 'live' && isRecovery(setup.runbook) && setup.incident === undefined) {
    throw incidentNeeded();
  }
  const incident = setup.incident ?? practisedIncident(setup);
  const log = await setup.openLog();
  const started = await log.append({
    type: 'run-started',
    runbook: loggedRunbook(setup.runbook, setup.origin),
    estate: loggedEstate(setup.estate),
    mode: setup.mode,
    operator: setup.operator,
    tool: setup.tool,
    variables: scopeValues(setup.variables),
    ...(incident === undefined ? {} : { incident }),
  });
  const state = applyRecord(emptyState(), started);
  return new RunDriver({ ...setup, log, state, by: setup.operator.user, opening: [started] });
}

/** A practised recovery counts from its own beginning, unless an incident is given. */
function practisedIncident({ mode, runbook, clock }: NewRun): Incident | undefined {
  if (mode !== 'practice' || !isRecovery(runbook)) return undefined;
  return { id: 'practice', declared: new Date(clock.now()).toISOString() };
}
