import { liveOnPracticeEstate, practiceOnLiveEstate } from '../errors/run.ts';
import type { Estate } from '../estate/model.ts';
import type { RunMode } from '../runbook/execution.ts';

/** Throws where the mode and the kind of the estate do not go together; `rehearse` goes with both. */
export function checkMode(mode: RunMode, estate: Pick<Estate, 'kind' | 'file'>): void {
  if (mode === 'practice' && estate.kind !== 'practice') throw practiceOnLiveEstate(estate.file);
  if (mode === 'live' && estate.kind === 'practice') throw liveOnPracticeEstate(estate.file);
}
