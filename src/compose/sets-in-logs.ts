import { logsInUnreadable } from '../errors/backup-retention.ts';
import { normalisePath, parsePath } from '../estate/unc.ts';
import { nodeFiles } from '../log/files.ts';
import { logsIn } from '../log/log-folder.ts';
import type { RunState } from '../log/state.ts';
import { LogShelf } from './log-shelf.ts';

/** A recovery log that restored from a set, or whose run may still. */
export interface SetInLog {
  readonly set: string;
  readonly log: string;
}

/**
 * The sets that a run worked from: those it verified to restore from, and those its variables name. The
 * run that made a set names it too and does not count: the set was sealed after that run began.
 */
function setsOfRun(state: RunState): { readonly set: string; readonly finished?: string }[] {
  const named = [...state.variables.values()].filter(value => typeof value === 'string');
  return [
    ...state.restoredFrom,
    ...named.filter(text => parsePath(text).path !== undefined).map(set => ({ set })),
  ];
}

function ownSets(state: RunState): ReadonlySet<string> {
  const began = Date.parse(state.started ?? '');
  const own = state.restoredFrom.filter(({ finished }) => Date.parse(finished) >= began);
  return new Set(own.map(({ set }) => keyOf(set)));
}

const keyOf = (set: string): string =>
  parsePath(set).path === undefined ? set : normalisePath(set).toLowerCase();

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
    const own = ownSets(state);
    for (const { set } of setsOfRun(state)) {
      if (!own.has(keyOf(set))) found.push({ set, log: file });
    }
  }
  return found;
}
