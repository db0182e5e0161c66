import type {
  SetComparison,
  SetSummary,
  SetVerification,
  VerifyLevel,
  WorkOptions,
} from '../backup/sets.ts';
import type { Diagnostic } from '../errors/diagnostic.ts';
import type { Estate } from '../estate/model.ts';
import type { Verification } from '../log/record.ts';
import type { RunState } from '../log/state.ts';
import type { OpenedKit } from '../recovery/kit/open-kit.ts';
import type { RunDriver } from '../run/driver.ts';
import type { Incident } from '../run/open.ts';
import type { RunPeople } from '../run/people.ts';
import type { RunMode } from '../runbook/execution.ts';
import type { RunbookDocument } from '../runbook/markdown/document.ts';
import type { Runbook } from '../runbook/model.ts';
import type { ServerServices } from './estate/server-services.ts';
import type { Authoring } from './language/authoring.ts';
import type { LogRoom } from './log-services.ts';
import type { ServerStates } from './trees/server-states.ts';

/** A recovery log as lists show it. */
export interface LogEntry {
  /** Absolute path. */
  readonly file: string;
  /** `undefined` for a file that cannot be read as a log; `problem` says why then. */
  readonly state: RunState | undefined;
  readonly problem?: string;
  /** Whether a process has the log open for writing now. */
  readonly held: boolean;
}

/** A run that the editor asks for. Paths are absolute. */
export interface RunRequest {
  readonly runbook: Runbook;
  readonly estate: Estate;
  /** Values given by hand, by name; secrets are never among them. */
  readonly given: ReadonlyMap<string, string>;
  readonly people: RunPeople;
  readonly logsFolder: string;
  readonly signal: AbortSignal;
}

/**
 * Everything but the display, made by the composition root and loaded when it is first needed, so that
 * activation costs next to nothing. Methods throw a `Problem` for what an operator can meet.
 */
export interface EditorServices {
  /** Name of the operator, as logs attribute it. */
  readonly user: string;
  /** Folder for what belongs to the user and to no workspace. */
  readonly dataFolder: string;
  readDocument(bytes: Uint8Array, file: string): RunbookDocument;
  writeDocument(document: RunbookDocument): Uint8Array;
  readRunbook(bytes: Uint8Array, file: string): Runbook;
  /** Diagnostics, completion and hover. */
  readonly authoring: Authoring;
  /** Whether a live run of this runbook wants the incident and when it was declared. */
  needsIncident(runbook: Runbook): boolean;
  /** Findings of an estate file, and the estate where there are none. */
  readEstate(file: string): Promise<{ estate?: Estate; findings: readonly Diagnostic[] }>;
  serverStates(estate: Estate): Promise<ServerStates>;
  /** Checks of servers, their recovery runbooks, topologies. */
  readonly servers: ServerServices;
  listSets(estate: Estate): Promise<readonly SetSummary[]>;
  verifySet(
    estate: Estate,
    set: string,
    level: VerifyLevel,
    options: WorkOptions,
  ): Promise<SetVerification>;
  /** Two sealed sets by their manifests. */
  compareSets(estate: Estate, left: string, right: string): Promise<SetComparison>;
  /** Copies the recovery kit of a set (folder of this computer) into a new or empty folder. */
  openKit(set: string, to: string): Promise<OpenedKit>;
  /** Writes the script that starts the command line; where it is and its folder. */
  installCommandLine(): Promise<{ readonly folder: string; readonly file: string }>;
  /** Writes an installed script anew after an update; `undefined` where none is installed. */
  refreshCommandLine(): Promise<{ readonly folder: string } | undefined>;
  /** Names of the secrets that the estate file gives. */
  secretNames(estate: Estate): readonly string[];
  /** Local folder of a path as the estate writes it. */
  localPath(estate: Estate, path: string): string;
  /** Logs below a folder, newest first; an absent folder has none. `live`: states known, by file. */
  listLogs(folder: string, live?: ReadonlyMap<string, RunState>): Promise<readonly LogEntry[]>;
  readLog(file: string): Promise<LogEntry>;
  verifyLog(file: string): Promise<Verification>;
  /** What can be done with logs that lie on a disk. */
  readonly logs: LogRoom;
  /** Whole output of the latest attempt of a step, as it was. */
  outputOf(file: string, step: string): Promise<string>;
  begin(request: RunRequest & { mode: RunMode; incident?: Incident }): Promise<RunDriver>;
  resume(request: RunRequest & { logFile: string }): Promise<RunDriver>;
  /** Ends a run that is not open here: its log gets the summary, with what was interrupted as it is. */
  closeRun(logFile: string): Promise<void>;
  /**
   * Values that the defaults of the runbook's variables give before a run, as text, with those given
   * by hand; a secret is left out.
   */
  defaultValues(
    runbook: Runbook,
    estate: Estate | undefined,
    given: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, string>>;
  /** Makes a practice estate in an empty or new folder; returns its estate file. */
  createPractice(folder: string): Promise<string>;
  losePractice(estate: Estate, server: string): Promise<void>;
}

/** Gives the services, loading them on the first call. */
export type LoadServices = () => Promise<EditorServices>;
