import type { SqlMessage } from '../backend.ts';

function numberAt(value: object, key: string): number | undefined {
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'number' ? found : undefined;
}

function textAt(value: object, key: string): string {
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' ? found : '';
}

/** A message of the server in one of the driver's objects; `undefined` for a failure of the line. */
export function messageOf(value: unknown): SqlMessage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const number = numberAt(value, 'number');
  const severity = numberAt(value, 'class');
  if (number === undefined || severity === undefined) return undefined;
  return {
    number,
    severity,
    state: numberAt(value, 'state') ?? 0,
    text: textAt(value, 'message'),
    line: numberAt(value, 'lineNumber') ?? 0,
    procedure: textAt(value, 'procName'),
  };
}

/** A failure that is none of the server's messages. */
export interface LineFailure {
  readonly code: string;
  readonly text: string;
}

export function lineFailureOf(value: unknown): LineFailure {
  if (!(value instanceof Error)) return { code: 'UNKNOWN', text: String(value) };
  return { code: textAt(value, 'code'), text: value.message };
}

/** Names of the columns of a result set, in order. */
export function columnNames(columns: unknown): string[] {
  const list: unknown[] = Array.isArray(columns) ? columns : [];
  return list.map(column =>
    typeof column === 'object' && column !== null ? textAt(column, 'name') : '',
  );
}
