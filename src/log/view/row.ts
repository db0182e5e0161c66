import type { Objective } from '../account/objectives.ts';
import type { Participant } from '../account/participants.ts';
import type { LoggedRunbook, RunOutcome, StepOutcome } from '../events.ts';

/** What a section of the log is about. */
export type SectionKind = 'step' | 'run';

/** A run's part that can be folded: an attempt of a step, or an event of the run itself. */
export interface SectionHead {
  /** Position among all sections, from 0; the same for as long as the log is shown. */
  readonly id: number;
  readonly kind: SectionKind;
  readonly open: boolean;
  /** Whether there is something to unfold. */
  readonly foldable: boolean;
  /** Id of the step. */
  readonly step?: string;
  readonly attempt?: number;
  readonly outcome?: StepOutcome | 'pending' | 'running';
  /** Where it ran; several targets are joined by commas. */
  readonly server?: string;
  readonly language?: string;
  /** `reads`, `changes` or `destroys`. */
  readonly effect?: string;
  readonly durationMs?: number;
  readonly waitingMs?: number;
  /** Its last line in the file, counted from 1. */
  readonly lastLine: number;
}

/** How a line is meant; the display chooses colours and fonts. */
export type LineTone =
  'plain' | 'dim' | 'label' | 'code' | 'output' | 'error' | 'warning' | 'problem' | 'good';

/** One line of the display, all of the same height. */
export interface Row {
  /** Number of the record that it comes from. */
  readonly seq: number;
  /** Line of the file that it comes from, counted from 1. */
  readonly line: number;
  /** UTC, ISO 8601. */
  readonly time: string;
  readonly text: string;
  readonly tone: LineTone;
  /** Section that the row belongs to. */
  readonly part: number;
  /** Id of the section's step. */
  readonly step?: string;
  /** Set in the first row of a section. */
  readonly section?: SectionHead;
}

/** A stretch of the timeline; times are ms since 1970. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly tone: 'good' | 'bad' | 'neutral' | 'open';
  readonly label: string;
  /** Section that it belongs to. */
  readonly section?: number;
}

export interface Timeline {
  readonly from: number;
  readonly to: number;
  readonly steps: readonly Stretch[];
  readonly people: readonly Stretch[];
  readonly interruptions: readonly Stretch[];
  /** How many there are of each: close ones are drawn as one. */
  readonly counts: {
    readonly attempts: number;
    readonly withoutSuccess: number;
    readonly waits: number;
    readonly interruptions: number;
  };
  readonly marks: readonly { readonly at: number; readonly label: string }[];
}

/**
 * What is to be said of the file before anything else. `no-log`: none of its lines is a record.
 * `newer`: some records are not known to this version. `gone`: it was removed or cannot be reached any
 * more, and what was read of it is shown.
 */
export type FileState =
  | { readonly is: 'log' }
  | { readonly is: 'empty' }
  | { readonly is: 'no-log' }
  | { readonly is: 'newer'; readonly lines: number }
  | { readonly is: 'gone'; readonly why?: string };

/** Everything above the list. */
export interface Overview {
  readonly run: string;
  readonly file: string;
  readonly title: string;
  readonly runbook: LoggedRunbook;
  readonly estate: { readonly name: string; readonly kind: string };
  readonly mode: string;
  readonly operator: { readonly user: string; readonly host: string };
  readonly tool: string;
  readonly incident?: { readonly id: string; readonly declared: string };
  readonly started?: string;
  readonly ended?: string;
  /** `running`: a process writes it now. `open`: begun and not finished. */
  readonly outcome: RunOutcome | 'running' | 'open';
  /** Step that is running, or was when the process ended. */
  readonly openStep?: string;
  readonly waitingFor?: string;
  readonly durationMs: number;
  readonly waitingMs: number;
  readonly interruptedMs: number;
  readonly objectives: readonly Objective[];
  readonly participants: readonly Participant[];
  readonly counts: {
    readonly steps: number;
    readonly confirmations: number;
    readonly overrides: number;
    readonly evidence: number;
    readonly notes: number;
    readonly clockJumps: number;
  };
  readonly records: number;
  readonly state: FileState;
  /** Whether everything that the file holds was read. */
  readonly complete: boolean;
  /** What can be chosen in the filter. */
  readonly servers: readonly string[];
  readonly languages: readonly string[];
  readonly outcomes: readonly string[];
}

/** Which sections are shown; an empty choice shows all. */
export interface RowFilter {
  readonly outcome?: string;
  readonly server?: string;
  /** A language, or `people`: confirmations, notes, evidence, waiting, overrides. */
  readonly kind?: string;
}
