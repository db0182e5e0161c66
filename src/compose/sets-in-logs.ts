import { logsInUnreadable } from '../errors/backup-retention.ts';
import { parsePath } from '../estate/unc.ts';
import { nodeFiles } from '../log/files.ts';
import { logsIn } from '../log/folder/log-folder.ts';
import type { RunState } from '../log/state.ts';
import { LogShelf } from './log-shelf.ts';

/** A recovery log that restored from a set, or whose run may still. */
export interface SetInLog {
  readonly set: string;
  readonly log: string;
  /** When its run began, UTC ISO 8601: a run that began before a set was there made it. */
  readonly started?: string;
}

/** The sets that a run worked from: those it verified to restore from, and those its variables name. */
function setsOfRun(state: RunState): string[] {
  const named = [...state.variables.values()].filter(value => typeof value === 'string');
  const restored = state.restoredFrom.map(({ set }) => set);
  return [...restored, ...named.filter(text => parsePath(text).path !== undefined)];
}

/** Whether the run is one that only looked: a rehearsal restores nothing. */
function counts({ mode }: RunState): boolean {
  return mode !== 'rehearse';
}

/**
 * The sets that the recovery logs below a folder refer to. Throws a refusal where a log cannot be read:
 * what it refers to is not known then. A folder that is not there has no logs.
 */
export async function setsInLogs(folder: string): Promise<readonly SetInLog[]> {
  const shelf = new LogShelf();
  const found: SetInLog[] = [];
  for (const { file } of await logsIn(folder, nodeFiles)) {
    const { state, problem } = await shelf.read(file);
    if (state === undefined) throw logsInUnreadable(file, problem ?? '');
    if (!counts(state)) continue;
    const { started } = state;
    for (const set of setsOfRun(state)) {
      found.push({ set, log: file, ...(started === undefined ? {} : { started }) });
    }
  }
  return found;
}
