import type { Estate } from '../../estate/model.ts';
import type { VariableDeclaration } from '../../runbook/model.ts';
import type { Span } from '../powershell/script.ts';

export type CompletionKind =
  | 'action'
  | 'key'
  | 'value'
  | 'variable'
  | 'fact'
  | 'server'
  | 'set'
  | 'step'
  | 'cmdlet'
  | 'parameter'
  | 'attribute'
  | 'snippet';

/** Something that could stand where the cursor is. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What takes the place of `span`; a snippet of the editor where `snippet` is set. */
  readonly insert: string;
  readonly snippet?: boolean;
  readonly span: Span;
  /** A few words beside the label. */
  readonly detail?: string;
  /** Markdown; what comes from files and servers in it is escaped. */
  readonly documentation?: string;
  /** What is offered first has the smaller text; by default the label. */
  readonly order?: string;
}

/** What is told of the word under the pointer. */
export interface Hover {
  /** Markdown; what comes from files and servers in it is escaped. */
  readonly markdown: string;
  readonly span: Span;
}

/** A step as others refer to it. */
export interface KnownStep {
  readonly id: string;
  readonly title: string;
}

/** A backup set that could be named. */
export interface KnownSet {
  readonly name: string;
  /** As the estate writes it. */
  readonly path: string;
  /** A few words: sealed and verified, unfinished. */
  readonly state: string;
}

/** What the cell that is typed in can refer to. */
export interface World {
  readonly variables: readonly VariableDeclaration[];
  readonly steps: readonly KnownStep[];
  readonly estate?: Estate;
  readonly sets: readonly KnownSet[];
  /** Version of the product that the runbook is for. */
  readonly version: string;
  /** Functions that other cells define. */
  readonly functions: readonly string[];
}
