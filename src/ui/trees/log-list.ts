import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { say } from '../../errors/language.ts';
import type { DrilledRun } from '../../log/folder/overdue.ts';
import type { RunState } from '../../log/state.ts';
import type { Background } from '../background.ts';
import { teamFolder } from '../log-view/log-folders.ts';
import { logsFolder } from '../run/logs-folder.ts';
import type { LoadServices, LogEntry } from '../services.ts';
import { logNodes } from './logs.ts';
import type { TreeNode } from './node.ts';

export interface LogListParts {
  readonly load: LoadServices;
  readonly background: Background;
  /** States of the runs of this window, by file; their growing logs are not read again and again. */
  readonly live: () => ReadonlyMap<string, RunState>;
  /** Something that was looked at in the background is known now. */
  readonly changed: () => void;
}

/** Logs of the newest runs whose integrity the list shows. */
const verified = 200;

/** The team's folder is asked for at most this often, ms: a share that is away makes one wait. */
const shareEveryMs = 60_000;

/** Logs of this workspace and of the team, with what needs a person. */
export class LogList {
  readonly #parts: LogListParts;
  #sharedAt = 0;
  #remark: string | undefined;
  overdue = 0;

  constructor(parts: LogListParts) {
    this.#parts = parts;
  }

  async load(): Promise<TreeNode[]> {
    const services = await this.#parts.load();
    const own = logsFolder(services.dataFolder);
    const team = teamFolder();
    const mine = await services.listLogs(own, this.#parts.live());
    const theirs = team === undefined ? [] : await this.#ofTeam(team);
    const known = new Set(mine.map(nameOf));
    const shared = theirs.filter(entry => !known.has(nameOf(entry)));
    const all = [...mine, ...shared].sort((a, b) => (nameOf(a) < nameOf(b) ? 1 : -1));
    if (team !== undefined) this.#parts.background(this.#share(own, team));
    const finished = all.filter(({ state }) => state?.finished !== undefined);
    const files = finished.slice(0, verified).map(({ file }) => file);
    const integrity = services.logs.integrity(files, this.#parts.changed);
    // a procedure that is being run for the first time is under way, not overdue
    const ended = all.filter(({ held, state }) => !held || state?.finished !== undefined);
    const overdue = services.logs.overdue(ended.flatMap(runOf), drillDays());
    this.overdue = overdue.length;
    const ofTeam = new Set(shared.map(({ file }) => file));
    const remark = this.#remark === undefined ? {} : { remark: this.#remark };
    return logNodes(all, { team: ofTeam, integrity, overdue, ...remark });
  }

  async #ofTeam(team: string): Promise<readonly LogEntry[]> {
    const services = await this.#parts.load();
    try {
      return await services.listLogs(team);
    } catch {
      return []; // sharing says what is wrong
    }
  }

  /** Shares what the team does not have yet; while its folder is away, that is said in the list. */
  async #share(own: string, team: string): Promise<void> {
    if (Date.now() - this.#sharedAt < shareEveryMs) return;
    this.#sharedAt = Date.now();
    const services = await this.#parts.load();
    const { shared, left } = await services.logs.shareAll(own, team);
    const [first] = left;
    const remark =
      first === undefined ? undefined : l10n.t('Not shared yet: {0}', say(first.problem.data.what));
    const changed = remark !== this.#remark || shared.some(({ state }) => state !== 'known');
    this.#remark = remark;
    if (changed) this.#parts.changed();
  }
}

function drillDays(): number {
  const settings = vscode.workspace.getConfiguration('recoveryRunbooks');
  return settings.get<number>('drills.everyDays', 90);
}

function nameOf({ file }: LogEntry): string {
  return file.replace(/^.*[\\/]/, '');
}

/** What overdue drills are worked out from. */
function runOf({ state }: LogEntry): DrilledRun[] {
  if (state === undefined) return [];
  const { finished, started, lastTime, runbook, mode } = state;
  return [
    {
      runbook,
      mode,
      ...(finished === undefined ? {} : { outcome: finished.outcome }),
      ...(started === undefined ? {} : { started }),
      ...(lastTime === undefined ? {} : { lastTime }),
    },
  ];
}
