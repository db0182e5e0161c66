import type { Diagnostic } from '../errors/diagnostic.ts';

/** Executable languages; aliases (`ps1`, `pwsh`, `tsql`) are folded into these. */
export type StepLanguage = 'powershell' | 'sql' | 'step';

/** 1-based; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface TextRange {
  readonly start: Position;
  readonly end: Position;
}

export type VariableType = 'string' | 'fqdn' | 'server' | 'path' | 'backup-set' | 'secret';

/** A variable as the front matter declares it. */
export interface VariableDeclaration {
  readonly name: string;
  readonly type: VariableType;
  readonly description?: string;
  /** May hold `${estate.…}` and `${OtherVariable}`. */
  readonly default?: string;
  readonly required: boolean;
  readonly range: TextRange;
}

export type OnError =
  | { readonly kind: 'stop' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'retry'; readonly times: number };

/** One attribute as written, in order; unknown ones are kept. A flag has no value. */
export interface Attribute {
  readonly key: string;
  readonly value?: string;
  readonly range: TextRange;
}

/** The attributes of a step, understood. Durations are in milliseconds. */
export interface StepAttributes {
  /** Server, SQL instance, pool, `role:NAME`, or a list of them with commas. */
  readonly target?: string;
  /** On several targets one after the other, where it would be all at once. */
  readonly rolling: boolean;
  /** On how many targets at once, 1 to 999. */
  readonly throttle?: number;
  readonly requires: readonly string[];
  readonly when?: string;
  readonly confirm: boolean;
  readonly timeoutMs?: number;
  readonly onError: OnError;
  readonly expectMs?: number;
  /** Everything as written, for display and editing. */
  readonly all: readonly Attribute[];
}

/** An executable step of a runbook. */
export interface Step {
  /** `#id`, else `step-<ordinal>`. */
  readonly id: string;
  /** 1-based among the steps. */
  readonly ordinal: number;
  readonly language: StepLanguage;
  /** The text between the fences, line ends as LF, without the last line end. */
  readonly text: string;
  readonly attributes: StepAttributes;
  /** Heading or first sentence above the step, for lists and reports. */
  readonly title: string;
  /** The whole fence. */
  readonly range: TextRange;
  /** Where `text` begins in the file. */
  readonly textStart: Position;
  /** SHA-256, hex, over language, attributes (sorted, canonical) and text. */
  readonly hash: string;
}

/** Text of a runbook that is no step, line ends as LF. */
export interface ProseText {
  /** Front matter with the marks around it, or Markdown. */
  readonly kind: 'yaml' | 'prose';
  /** Its first line in the file, 1-based. */
  readonly line: number;
  readonly text: string;
}

/** Which servers the runbook is for. */
export interface AppliesTo {
  readonly roles: readonly string[];
  readonly editions: readonly string[];
  /** `2013`, `2015`, `2019`, `SE`; 2013 by default. */
  readonly productVersion: string;
}

/** A runbook, read. `diagnostics` with severity `error` forbid a run. */
export interface Runbook {
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly VariableDeclaration[];
  readonly appliesTo: AppliesTo;
  readonly steps: readonly Step[];
  /** What stands before, between and behind the steps, in the order of the file. */
  readonly prose: readonly ProseText[];
  readonly diagnostics: readonly Diagnostic[];
  /** SHA-256, hex, of the file's bytes. */
  readonly hash: string;
}
