import type { RunSummary, StepSummary } from './events.ts';
import { elapsedMs } from './session-time.ts';
import type { RunState } from './state.ts';

/** What the summary needs beside the log. Times are milliseconds. */
export interface SummaryOptions {
  /** Ids of the runbook's steps, in order; steps that the log does not name are `pending`. */
  readonly steps?: readonly string[];
  readonly recoveryTimeTargetMs?: number;
  readonly dataAgeTargetMs?: number;
}

/**
 * The figures of a run. Durations come from the monotonic clock and leave out the time between
 * sessions; recovery time runs from the declared incident to the last check that passed, waiting
 * for people and interruptions included; data age is that of the oldest set restored.
 */
export function summarise(state: RunState, options: SummaryOptions = {}): RunSummary {
  const { recoveryTimeTargetMs, dataAgeTargetMs } = options;
  const recoveryTimeMs = recoveryTime(state);
  const dataAgeMs = dataAge(state);
  return {
    steps: stepSummaries(state, options.steps ?? []),
    durationMs: elapsedMs(state.session),
    waitingMs: state.waitingMs,
    ...(recoveryTimeMs === undefined ? {} : { recoveryTimeMs }),
    ...(recoveryTimeTargetMs === undefined ? {} : { recoveryTimeTargetMs }),
    ...(dataAgeMs === undefined ? {} : { dataAgeMs }),
    ...(dataAgeTargetMs === undefined ? {} : { dataAgeTargetMs }),
    overrides: state.overrides,
    confirmations: state.confirmations,
    evidence: state.evidence,
  };
}

function stepSummaries(state: RunState, ids: readonly string[]): StepSummary[] {
  const all = new Set([...ids, ...state.steps.keys()]);
  return [...all].map(step => {
    const known = state.steps.get(step);
    const outcome = known?.outcome ?? 'pending';
    return {
      step,
      outcome: outcome === 'running' ? 'interrupted' : outcome,
      attempts: known?.attempts ?? 0,
      durationMs: known?.durationMs ?? 0,
      waitingMs: known?.waitingMs ?? 0,
    };
  });
}

function recoveryTime({ incident, lastCheckPassedAt }: RunState): number | undefined {
  if (incident === undefined || lastCheckPassedAt === undefined) return undefined;
  const ms = lastCheckPassedAt - Date.parse(incident.declared);
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}

/** 0 where the set is younger than the incident: nothing from before it was lost. */
function dataAge({ incident, restoredFrom }: RunState): number | undefined {
  if (incident === undefined) return undefined;
  const declared = Date.parse(incident.declared);
  const ages = restoredFrom.map(from => declared - Date.parse(from.finished));
  const known = ages.filter(age => !Number.isNaN(age));
  return known.length === 0 ? undefined : Math.max(0, ...known);
}
