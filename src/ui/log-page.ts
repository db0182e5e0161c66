import type { Stretch } from '../log/view/row.ts';

/** How something is meant; words say it too. */
export type Mood = 'good' | 'bad' | 'neutral' | 'open' | 'warning';

/** A row of the list, worded. */
export interface PageRow {
  /** Line of the file, counted from 1. */
  readonly line: number;
  /** Wall clock of the reader, `03:41:05`. */
  readonly clock: string;
  readonly text: string;
  readonly tone: string;
  readonly part: number;
  readonly step?: string;
  readonly head?: {
    readonly id: number;
    readonly open: boolean;
    readonly foldable: boolean;
    readonly outcome: string;
    readonly mood: Mood;
    /** Id of the step, or nothing. */
    readonly name: string;
    /** Server, kind, duration, waiting. */
    readonly facts: readonly string[];
    /** Last line of the file that belongs to the part. */
    readonly lastLine: number;
  };
}

/** A target and what was reached. */
export interface PageObjective {
  readonly what: string;
  readonly name: string;
  readonly value: string;
  readonly target: string;
  readonly verdict: string;
  readonly mood: Mood;
  /** Records that it rests on. */
  readonly evidence: readonly number[];
}

export interface PageChoice {
  readonly value: string;
  readonly label: string;
}

/** Everything above the list, worded. */
export interface PageHead {
  readonly title: string;
  readonly outcome: string;
  readonly mood: Mood;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly objectives: readonly PageObjective[];
  readonly people: readonly string[];
  readonly timeline: {
    readonly from: number;
    readonly to: number;
    readonly summary: string;
    readonly lanes: readonly { readonly label: string; readonly stretches: readonly Stretch[] }[];
    readonly marks: readonly { readonly at: number; readonly label: string }[];
    readonly start: string;
    readonly end: string;
  };
  readonly outcomes: readonly PageChoice[];
  readonly servers: readonly PageChoice[];
  readonly kinds: readonly PageChoice[];
  /** What is to be said of the file before anything else; mostly nothing. */
  readonly remark: string;
  /** What is going on while the log is read or written. */
  readonly progress: string;
  readonly live: boolean;
}

export interface PageBadge {
  readonly text: string;
  readonly mood: Mood;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly remarks: readonly string[];
  /** What a log that is not what was written has to be read with; nothing for a sound one. */
  readonly warning: string;
  /** 1-based line that was changed, or behind which lines are missing. */
  readonly line?: number;
  /** 1-based line from which on nothing is proven. */
  readonly doubtedFrom?: number;
}

/** Something that people added beside the log. */
export interface PageNote {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly mood: Mood;
}

/** Words of the page itself, by their English ones. */
export type PageLabels = Readonly<Record<string, string>>;

/** What the page can ask to be done. */
export type PageAction =
  | 'open-runbook'
  | 'open-text'
  | 'compare'
  | 'report'
  | 'note'
  | 'evidence'
  | 'finding'
  | 'sign-off'
  | 'copy'
  | 'whole-output';

/** From the extension to the page. */
export type ToPage =
  | { readonly say: 'labels'; readonly labels: PageLabels }
  | { readonly say: 'head'; readonly head: PageHead; readonly total: number }
  | { readonly say: 'badge'; readonly badge: PageBadge }
  | { readonly say: 'notes'; readonly notes: readonly PageNote[]; readonly remark: string }
  | {
      readonly say: 'rows';
      readonly id: number;
      readonly from: number;
      readonly total: number;
      readonly rows: readonly PageRow[];
    }
  | { readonly say: 'place'; readonly id: number; readonly row: number; readonly total: number }
  | { readonly say: 'done'; readonly id: number; readonly total: number }
  | {
      readonly say: 'found';
      readonly query: string;
      readonly lines: readonly number[];
      readonly done: boolean;
    }
  /** Shows the step's latest part. */
  | { readonly say: 'show'; readonly seq: number }
  | { readonly say: 'failed'; readonly id?: number; readonly lines: readonly string[] };

/** From the page to the extension, `request` aside, which is a `ViewRequest`. */
export type FromPage =
  | { readonly message: 'ready' }
  | { readonly message: 'request'; readonly id: number; readonly request: unknown }
  | {
      readonly message: 'do';
      readonly action: PageAction;
      readonly step?: string;
      readonly text?: string;
    }
  /** A picture or file that was pasted or dropped. */
  | { readonly message: 'attach'; readonly name: string; readonly bytes: Uint8Array };

const actions: readonly string[] = [
  'open-runbook',
  'open-text',
  'compare',
  'report',
  'note',
  'evidence',
  'finding',
  'sign-off',
  'copy',
  'whole-output',
] satisfies PageAction[];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether something is a message of the page; what comes from a webview is data of unknown shape. */
export function isFromPage(value: unknown): value is FromPage {
  if (!isRecord(value)) return false;
  const { message, id, action, step, text, name, bytes } = value;
  switch (message) {
    case 'ready':
      return true;
    case 'request':
      return typeof id === 'number' && Number.isSafeInteger(id);
    case 'do':
      return (
        typeof action === 'string' &&
        actions.includes(action) &&
        (step === undefined || typeof step === 'string') &&
        (text === undefined || typeof text === 'string')
      );
    case 'attach':
      return typeof name === 'string' && bytes instanceof Uint8Array;
    default:
      return false;
  }
}
