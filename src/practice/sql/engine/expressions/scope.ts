import type { Expression, FunctionCall, ObjectName } from '../../language/ast.ts';
import type { SqlType, SqlValue } from '../../values/types.ts';
import { sqlError } from '../messages/sql-error.ts';

/** A row under evaluation, with the row of the query around it. */
export interface Frame {
  readonly values: readonly SqlValue[];
  readonly outer?: Frame;
}

/** An expression whose names are resolved. */
export interface Bound {
  readonly type: SqlType;
  evaluate(frame: Frame): SqlValue;
}

/** A condition: true, false or unknown. */
export type Condition = (frame: Frame) => boolean | null;

export interface ScopeColumn {
  /** Alias or name of its table. */
  readonly table: string;
  readonly name: string;
  readonly type: SqlType;
  readonly nullable?: boolean;
  readonly identity?: boolean;
}

/** Aggregates and group keys of a grouped query, as its select list refers to them. */
export interface Grouping {
  /** Text of a grouping expression to its place in the group's row. */
  readonly keys: ReadonlyMap<string, { readonly slot: number; readonly type: SqlType }>;
  /** Takes an aggregate and gives its place. */
  aggregate(call: FunctionCall): { readonly slot: number; readonly type: SqlType };
}

/** Rows with named columns: a table, a view, a derived table, a join. */
export interface Relation {
  readonly columns: readonly ScopeColumn[];
  /** `frame` is the row of the query around it, for correlated ones. */
  rows(frame: Frame | undefined): readonly (readonly SqlValue[])[];
}

/** The columns that an expression may name. */
export interface Scope {
  readonly columns: readonly ScopeColumn[];
  readonly outer?: Scope;
  /** Common table expressions by lower-case name. */
  readonly common?: ReadonlyMap<string, Relation>;
  readonly grouping?: Grouping;
  /** Takes a windowed call and gives its place; undefined where none may stand. */
  readonly window?: (call: FunctionCall) => { readonly slot: number; readonly type: SqlType };
}

export const emptyScope: Scope = { columns: [] };

/** An expression as text, the same for expressions that are written alike. */
export function expressionKey(expression: Expression): string {
  return JSON.stringify(expression, (key, value: unknown) =>
    key === 'line' ? undefined : typeof value === 'string' ? value.toLowerCase() : value,
  );
}

export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

interface Found {
  /** How many queries further out. */
  readonly depth: number;
  readonly index: number;
  readonly column: ScopeColumn;
}

/** The column that a name means; throws 207, 209 or 4104. */
export function resolveColumn(scope: Scope, name: ObjectName): Found {
  const column = name.parts.at(-1) ?? '';
  const table = name.parts.at(-2);
  let depth = 0;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const hits = at.columns
      .map((candidate, index) => ({ candidate, index }))
      .filter(
        ({ candidate }) =>
          sameName(candidate.name, column) &&
          (table === undefined || sameName(candidate.table, table)),
      );
    const [hit] = hits;
    if (hits.length > 1) throw atLine(sqlError(209, column), name);
    if (hit !== undefined) return { depth, index: hit.index, column: hit.candidate };
    depth++;
  }
  throw atLine(
    table === undefined ? sqlError(207, column) : missing(scope, name, table, column),
    name,
  );
}

function missing(
  scope: Scope,
  name: ObjectName,
  table: string,
  column: string,
): ReturnType<typeof sqlError> {
  const known = scope.columns.some(candidate => sameName(candidate.table, table));
  return known ? sqlError(207, column) : sqlError(4104, name.parts.join('.'));
}

function atLine<T extends { line: number | undefined }>(error: T, name: ObjectName): T {
  error.line = name.line;
  return error;
}
