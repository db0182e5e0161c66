import { say } from './language.ts';

export type DiagnosticSeverity = 'error' | 'warning' | 'information';

/** A finding in a text that a person wrote; positions are 1-based and count UTF-16 units. */
export interface Diagnostic {
  /** Stable, lower case with dashes, for example `unknown-attribute`. */
  readonly code: string;
  readonly severity: DiagnosticSeverity;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Text that would mend it when put in place of the range. */
  readonly fix?: string;
}

/** `file:line:column: severity: message [code]`, as compilers print it, in the reader's language. */
export function formatDiagnostic(file: string, found: Diagnostic): string {
  const { line, column, severity, message, code } = found;
  return `${file}:${line}:${column}: ${severity}: ${say(message)} [${code}]`;
}
