/** A stretch of a text, by offsets (UTF-16 units). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What stands where a command takes a value. */
export type ScannedValue =
  /** A constant: a bare word, or a string in which nothing is replaced; `text` is what it stands for. */
  | (Span & { readonly kind: 'text'; readonly text: string; readonly quoted: boolean })
  /** A string or word in which values are replaced; `text` is what is written, without the quotes. */
  | (Span & { readonly kind: 'expandable'; readonly text: string })
  /** Nothing but one variable; `name` without `$` and scope. */
  | (Span & { readonly kind: 'variable'; readonly name: string })
  | (Span & { readonly kind: 'list'; readonly items: readonly ScannedValue[] })
  /** A script block. */
  | (Span & { readonly kind: 'block' })
  /** An expression: its value is known when it is run. */
  | (Span & { readonly kind: 'other' });

export type ScannedArgument =
  /** `-Name`; the span is the dash and the name. `value` is what a colon ties to it. */
  | (Span & { readonly kind: 'parameter'; readonly name: string; readonly value?: ScannedValue })
  | (Span & { readonly kind: 'value'; readonly value: ScannedValue })
  /** `@name`. */
  | (Span & { readonly kind: 'splat'; readonly name: string })
  /** `--%` and the rest of the line, which PowerShell does not read. */
  | (Span & { readonly kind: 'verbatim' });

/** A command as it is written. */
export interface ScannedCommand extends Span {
  /** Without its module and its extension; `undefined` where only running it tells. */
  readonly name: string | undefined;
  /** Where the name stands, its module left out. */
  readonly nameSpan: Span;
  readonly args: readonly ScannedArgument[];
  /** Whether it takes what another command or expression gives. */
  readonly piped: boolean;
}

/** A hash table that is assigned to a variable, as splatting uses them. */
export interface ScannedTable extends Span {
  /** Name of the variable. */
  readonly variable: string;
  readonly keys: readonly (Span & { readonly name: string; readonly value?: ScannedValue })[];
  /** Whether every key is a plain word or constant string. */
  readonly plain: boolean;
}

/** A PowerShell text, scanned. */
export interface ScannedScript {
  /** In the order of their names' places. */
  readonly commands: readonly ScannedCommand[];
  /** Names of functions and filters that the text defines. */
  readonly functions: readonly string[];
  readonly tables: readonly ScannedTable[];
}
