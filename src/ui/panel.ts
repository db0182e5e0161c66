/** MIME type of the outputs that the panel renderer shows. */
export const panelMime = 'application/vnd.recovery-runbooks.panel+json';

/** Id of the renderer in package.json. */
export const panelRenderer = 'recovery-runbooks.panel';

/** What a button of a panel asks for; the extension decides what comes of it. */
export type PanelAction =
  | 'run-again'
  | 'skip'
  | 'edit-step'
  | 'edit-attributes'
  | 'whole-output'
  | 'open-log'
  | 'resume'
  | 'close-run'
  | 'open-sets'
  | 'open-estate'
  | 'trust'
  | 'show-problems';

export interface PanelButton {
  readonly action: PanelAction;
  readonly label: string;
}

/** A labelled fact, for example *Takes*: `about 21 min`. */
export interface PanelFact {
  readonly label: string;
  readonly text: string;
  readonly tone?: PanelTone;
}

/** `warning`: something needs a person. `danger`: data is lost. */
export type PanelTone = 'plain' | 'warning' | 'danger';

/** What a person can be asked for; every text in it is data and shown as text. */
export type PanelAsk =
  | {
      readonly ask: 'confirm';
      readonly lines: readonly string[];
      readonly losses: readonly string[];
      /** Servers whose names have to be typed. */
      readonly destroys: readonly string[];
    }
  | {
      readonly ask: 'manual';
      readonly instruction: string;
      readonly evidenceAsked: readonly string[];
    }
  | { readonly ask: 'override'; readonly detail: readonly string[] }
  | {
      readonly ask: 'approve';
      readonly command: readonly string[];
      readonly purpose: string;
      /** The other commands of the estate file, each as one line. */
      readonly others: readonly string[];
    }
  | { readonly ask: 'interrupted'; readonly finding: string; readonly lines: readonly string[] };

/** What the renderer shows in one output. */
export type Panel =
  | {
      readonly panel: 'ask';
      /** Correlates the answer; made anew for each question. */
      readonly id: string;
      readonly title: string;
      readonly tone: PanelTone;
      readonly question: PanelAsk;
      readonly labels: Readonly<Record<string, string>>;
    }
  | {
      readonly panel: 'problem';
      readonly step: string;
      readonly what: string;
      readonly where?: string;
      readonly theirs: readonly string[];
      readonly changed?: string;
      readonly next: readonly string[];
      readonly nextLabel: string;
      readonly buttons: readonly PanelButton[];
    }
  | {
      readonly panel: 'notice';
      readonly step: string;
      readonly tone: PanelTone;
      readonly title: string;
      readonly lines: readonly string[];
      readonly buttons: readonly PanelButton[];
    }
  | {
      readonly panel: 'header';
      readonly title: string;
      readonly description: string;
      readonly facts: readonly PanelFact[];
      readonly banner?: {
        readonly tone: PanelTone;
        readonly text: string;
        readonly buttons: readonly PanelButton[];
      };
    }
  | {
      readonly panel: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (string | null)[])[];
      readonly more: string;
    };

/** What a person answered in a panel; only the fields that its question has are used. */
export interface PanelAnswer {
  readonly decision: string;
  /** Note, reason, or nothing. */
  readonly text: string;
  /** Server names as typed, in the order of `destroys`. */
  readonly typed: readonly string[];
  /** Evidence as written, in the order of `evidenceAsked`, then one more that was not asked for. */
  readonly evidence: readonly string[];
}

/** From the renderer to the extension. */
export type PanelMessage =
  | { readonly message: 'answer'; readonly id: string; readonly answer: PanelAnswer }
  | { readonly message: 'action'; readonly action: PanelAction; readonly step: string };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(each => typeof each === 'string');
}

const actions: readonly string[] = [
  'run-again',
  'skip',
  'edit-step',
  'edit-attributes',
  'whole-output',
  'open-log',
  'resume',
  'close-run',
  'open-sets',
  'open-estate',
  'trust',
  'show-problems',
] satisfies PanelAction[];

function isAction(value: unknown): value is PanelAction {
  return typeof value === 'string' && actions.includes(value);
}

/** Whether something is an answer; what comes from a webview is data of unknown shape. */
export function isPanelAnswer(value: unknown): value is PanelAnswer {
  return (
    isRecord(value) &&
    typeof value.decision === 'string' &&
    typeof value.text === 'string' &&
    isTextList(value.typed) &&
    isTextList(value.evidence)
  );
}

/** Whether something is a message of the panel renderer. */
export function isPanelMessage(value: unknown): value is PanelMessage {
  if (!isRecord(value)) return false;
  if (value.message === 'answer')
    return typeof value.id === 'string' && isPanelAnswer(value.answer);
  return value.message === 'action' && isAction(value.action) && typeof value.step === 'string';
}

/** Whether something is a panel, as the renderer finds it in an output. */
export function isPanel(value: unknown): value is Panel {
  return isRecord(value) && typeof value.panel === 'string';
}
