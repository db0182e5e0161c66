import { objectivesOf } from '../account/objectives.ts';
import { participantsOf } from '../account/participants.ts';
import type { RunFold } from '../account/run-fold.ts';
import { summarise } from '../summary.ts';
import type { FileState, Overview } from './row.ts';

/** What a display needs to know beside the records. */
export interface Surroundings {
  readonly file: string;
  readonly state: FileState;
  /** Whether everything that the file holds was read. */
  readonly complete: boolean;
  /** Whether a process has the log open for writing. */
  readonly held: boolean;
}

/** Everything above the list of records. */
export function overviewOf(
  fold: RunFold,
  { file, state: ofFile, complete, held }: Surroundings,
): Overview {
  const { state } = fold;
  const { finished, runbook, tool } = state;
  const summary = finished?.summary ?? summarise(state);
  return {
    run: state.run,
    file,
    title: runbook.title,
    runbook,
    estate: { name: state.estate.name, kind: state.estate.kind },
    mode: state.mode,
    operator: state.operator,
    tool: `${tool.version} (${tool.front}, Node ${tool.node}, ${tool.platform})`,
    ...(state.incident === undefined ? {} : { incident: state.incident }),
    ...(state.started === undefined ? {} : { started: state.started }),
    ...(finished === undefined ? {} : { ended: finished.time }),
    outcome: finished?.outcome ?? (held ? 'running' : 'open'),
    ...(state.open === undefined ? {} : { openStep: state.open }),
    ...(state.waiting === undefined ? {} : { waitingFor: state.waiting.step }),
    durationMs: summary.durationMs,
    waitingMs: summary.waitingMs,
    interruptedMs: fold.interruptions.reduce((sum, { from, to }) => sum + ((to ?? from) - from), 0),
    objectives: objectivesOf(fold),
    participants: participantsOf(fold),
    counts: {
      steps: summary.steps.length,
      confirmations: summary.confirmations,
      overrides: summary.overrides,
      evidence: summary.evidence,
      notes: fold.of('note').length,
      clockJumps: fold.of('clock-jumped').length,
    },
    records: fold.records,
    state: ofFile,
    complete,
    ...choices(fold),
  };
}

function choices(fold: RunFold): Pick<Overview, 'servers' | 'languages' | 'outcomes'> {
  const servers = new Map<string, string>();
  const languages = new Set<string>();
  const outcomes = new Set<string>();
  for (const part of fold.attempts) {
    for (const server of part.servers) servers.set(server.toLowerCase(), server);
    if (part.language !== undefined) languages.add(part.language);
    outcomes.add(part.outcome);
  }
  return {
    servers: [...servers.values()].sort(),
    languages: [...languages].sort(),
    outcomes: [...outcomes].sort(),
  };
}
