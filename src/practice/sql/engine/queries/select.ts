import type { Expression, FunctionCall, OrderItem, SelectBody } from '../../language/ast.ts';
import { compareValues, valueKey } from '../../values/operations.ts';
import { bigintType, intType, type SqlType, type SqlValue } from '../../values/types.ts';
import { bind } from '../expressions/bind.ts';
import { bindCondition } from '../expressions/conditions.ts';
import {
  expressionKey,
  sameName,
  type Bound,
  type Frame,
  type Grouping,
  type Relation,
  type Scope,
  type ScopeColumn,
} from '../expressions/scope.ts';
import { hasAggregate } from '../expressions/walk.ts';
import { aggregate, aggregateNames, aggregateType } from '../functions/aggregates.ts';
import { notSupported, sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';
import { bindSource } from './sources.ts';

type Row = readonly SqlValue[];

/** A select list item with its name, ready to be evaluated. */
interface Output {
  readonly column: ScopeColumn;
  readonly bound: Bound;
}

export interface SelectResult extends Relation {
  /** 1-based output columns that the rows are ordered by; empty when there are others in ORDER BY. */
  readonly orderedBy: readonly number[];
}

/** Rows compared by several values; NULL comes first. */
export function compareKeys(a: Row, b: Row, descending: readonly boolean[]): number {
  for (const [n, down] of descending.entries()) {
    const left = a[n] ?? null;
    const right = b[n] ?? null;
    const nulls = left === right ? 0 : left === null ? -1 : 1;
    const order = left === null || right === null ? nulls : compareValues(left, right);
    if (order !== 0) return down ? -order : order;
  }
  return 0;
}

function aggregateOf(
  execution: Execution,
  call: FunctionCall,
  scope: Scope,
): { type: SqlType; over: (frames: readonly Frame[]) => SqlValue } {
  const [argument] = call.arguments;
  if (call.star || argument === undefined) {
    const type = call.name === 'COUNT_BIG' ? bigintType : intType;
    return { type, over: frames => BigInt(frames.length) };
  }
  const bound = bind(execution, argument, scope);
  return {
    type: aggregateType(call.name, bound.type),
    over: frames =>
      aggregate(
        call.name,
        frames.map(frame => bound.evaluate(frame)),
        bound.type,
        call.distinct,
      ),
  };
}

/** Rows to groups: grouping values first, then aggregates, in slots. */
class Groups implements Grouping {
  readonly keys: ReadonlyMap<string, { slot: number; type: SqlType }>;
  readonly #execution: Execution;
  readonly #scope: Scope;
  readonly #keyBounds: readonly Bound[];
  readonly #aggregates: {
    key: string;
    type: SqlType;
    over: (frames: readonly Frame[]) => SqlValue;
  }[] = [];

  constructor(execution: Execution, scope: Scope, groupBy: readonly Expression[]) {
    this.#execution = execution;
    this.#scope = scope;
    this.#keyBounds = groupBy.map(expression => bind(execution, expression, scope));
    const keys = new Map<string, { slot: number; type: SqlType }>();
    for (const [slot, expression] of groupBy.entries()) {
      const entry = { slot, type: this.#keyBounds[slot]?.type ?? intType };
      keys.set(expressionKey(expression), entry);
      // A column may be grouped by with its table's name and selected without it.
      if (expression.kind === 'column') {
        const bare = expression.name.parts.slice(-1);
        keys.set(
          expressionKey({ kind: 'column', name: { ...expression.name, parts: bare } }),
          entry,
        );
        const { column } = this.#describe(expression);
        const full = { ...expression.name, parts: [column.table, column.name] };
        keys.set(expressionKey({ kind: 'column', name: full }), entry);
      }
    }
    this.keys = keys;
  }

  #describe(expression: Extract<Expression, { kind: 'column' }>): { column: ScopeColumn } {
    const name = expression.name.parts.at(-1) ?? '';
    const column = this.#scope.columns.find(candidate => sameName(candidate.name, name));
    return { column: column ?? { table: '', name, type: intType } };
  }

  aggregate(call: FunctionCall): { slot: number; type: SqlType } {
    const key = expressionKey(call);
    let at = this.#aggregates.findIndex(known => known.key === key);
    if (at < 0) {
      const made = aggregateOf(this.#execution, call, this.#scope);
      at = this.#aggregates.push({ key, ...made }) - 1;
    }
    return { slot: this.#keyBounds.length + at, type: this.#aggregates[at]?.type ?? intType };
  }

  rows(frames: readonly Frame[]): Row[] {
    const groups = new Map<string, { keys: Row; frames: Frame[] }>();
    for (const frame of frames) {
      const keys = this.#keyBounds.map(bound => bound.evaluate(frame));
      const name = keys.map(valueKey).join('\u0000');
      const group = groups.get(name);
      if (group === undefined) groups.set(name, { keys, frames: [frame] });
      else group.frames.push(frame);
    }
    if (groups.size === 0 && this.#keyBounds.length === 0) groups.set('', { keys: [], frames: [] });
    return [...groups.values()].map(group => [
      ...group.keys,
      ...this.#aggregates.map(one => one.over(group.frames)),
    ]);
  }
}

/** Windowed calls; their results stand behind the row's own columns. */
class Windows {
  readonly #execution: Execution;
  readonly #scope: Scope;
  readonly #calls: {
    type: SqlType;
    partition: readonly Bound[];
    order: readonly { bound: Bound; descending: boolean }[];
    over: (
      frames: readonly Frame[],
      n: number,
      keys: readonly Row[],
      descending: readonly boolean[],
    ) => SqlValue;
  }[] = [];

  constructor(execution: Execution, scope: Scope) {
    this.#execution = execution;
    this.#scope = scope;
  }

  add(call: FunctionCall): { slot: number; type: SqlType } {
    const execution = this.#execution;
    const over = call.over ?? { partition: [], order: [] };
    const partition = over.partition.map(item => bind(execution, item, this.#scope));
    const order = over.order.map(item => ({
      bound: bind(execution, item.expression, this.#scope),
      descending: item.descending,
    }));
    const slot = this.#scope.columns.length + this.#calls.length;
    if (aggregateNames.has(call.name)) {
      if (order.length > 0) throw notSupported('An aggregate OVER (… ORDER BY …)', call.line);
      const made = aggregateOf(execution, call, this.#scope);
      this.#calls.push({ type: made.type, partition, order, over: frames => made.over(frames) });
      return { slot, type: made.type };
    }
    if (!['ROW_NUMBER', 'RANK', 'DENSE_RANK'].includes(call.name))
      throw notSupported(`${call.name} OVER`, call.line);
    if (order.length === 0) throw sqlError(4112, call.name);
    this.#calls.push({
      type: bigintType,
      partition,
      order,
      over: (_, n, keys, descending) => {
        if (call.name === 'ROW_NUMBER') return BigInt(n + 1);
        const same = (a: number): boolean =>
          compareKeys(keys[a] ?? [], keys[n] ?? [], descending) === 0;
        const first = keys.findIndex((_key, a) => same(a));
        if (call.name === 'RANK') return BigInt(first + 1);
        return BigInt(
          new Set(keys.slice(0, first + 1).map(key => key.map(valueKey).join('\u0000'))).size,
        );
      },
    });
    return { slot, type: bigintType };
  }

  /** The frames with the windowed results appended. */
  extend(frames: readonly Frame[]): readonly Frame[] {
    if (this.#calls.length === 0) return frames;
    const results = frames.map(frame => [...frame.values]);
    for (const call of this.#calls) {
      const partitions = new Map<string, number[]>();
      for (const [n, frame] of frames.entries()) {
        const key = call.partition.map(bound => valueKey(bound.evaluate(frame))).join('\u0000');
        partitions.set(key, [...(partitions.get(key) ?? []), n]);
      }
      const descending = call.order.map(item => item.descending);
      for (const members of partitions.values()) {
        const keyed = members.map(n => ({
          n,
          frame: frames[n] ?? { values: [] },
          key: call.order.map(item => item.bound.evaluate(frames[n] ?? { values: [] })),
        }));
        keyed.sort((a, b) => compareKeys(a.key, b.key, descending));
        const inOrder = keyed.map(one => one.frame);
        const keys = keyed.map(one => one.key);
        for (const [at, one] of keyed.entries())
          results[one.n]?.push(call.over(inOrder, at, keys, descending));
      }
    }
    return frames.map((frame, n) => ({
      values: results[n] ?? [],
      ...(frame.outer && { outer: frame.outer }),
    }));
  }
}

function expandItems(
  execution: Execution,
  body: SelectBody,
  relation: Relation,
  scope: Scope,
): Output[] {
  return body.items.flatMap((item): Output[] => {
    if (item.kind === 'star') {
      if (body.from === undefined) throw sqlError(263);
      const { table } = item;
      const wanted = relation.columns
        .map((column, index) => ({ column, index }))
        .filter(({ column }) => table === undefined || sameName(column.table, table));
      if (wanted.length === 0) throw sqlError(107, table ?? '');
      return wanted.map(({ column, index }) => ({
        column,
        bound: { type: column.type, evaluate: frame => frame.values[index] ?? null },
      }));
    }
    const bound = bind(execution, item.expression, scope);
    if (item.kind === 'assign')
      return [{ column: { table: '', name: item.variable, type: bound.type }, bound }];
    const own = item.expression.kind === 'column' ? item.expression.name.parts.at(-1) : undefined;
    const source =
      item.expression.kind === 'column'
        ? relation.columns.find(column => sameName(column.name, own ?? ''))
        : undefined;
    return [
      {
        column: {
          table: '',
          name: item.alias ?? own ?? '',
          type: bound.type,
          ...(source?.nullable !== undefined && { nullable: source.nullable }),
          ...(source?.identity !== undefined && { identity: source.identity }),
        },
        bound,
      },
    ];
  });
}

/** ORDER BY items: a number or an alias means an output column, anything else is an expression. */
function bindOrder(
  execution: Execution,
  items: readonly OrderItem[],
  outputs: readonly Output[],
  scope: Scope,
): { bound: Bound; column: number; descending: boolean }[] {
  return items.map(({ expression, descending }) => {
    let column = -1;
    if (expression.kind === 'integer') {
      column = Number(expression.text) - 1;
      if (outputs[column] === undefined) throw sqlError(108, column + 1);
    } else if (expression.kind === 'column' && expression.name.parts.length === 1) {
      const name = expression.name.parts[0] ?? '';
      column = outputs.findIndex(output => sameName(output.column.name, name));
    }
    const bound = outputs[column]?.bound ?? bind(execution, expression, scope);
    return { bound, column, descending };
  });
}

function distinctRows<T extends { readonly output: Row }>(rows: readonly T[]): T[] {
  const seen = new Set<string>();
  return rows.filter(({ output }) => {
    const key = output.map(valueKey).join('\u0000');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** How many rows TOP leaves of `total`. */
function topCount(execution: Execution, body: SelectBody, total: number, frame: Frame): number {
  if (body.top === undefined) return total;
  const value = bind(execution, body.top.count, { columns: [] }).evaluate(frame);
  const count = Number(value ?? 0);
  return body.top.percent ? Math.ceil((total * count) / 100) : Math.min(total, count);
}

/** One SELECT, bound; its rows are computed each time they are asked for. */
export function bindSelect(
  execution: Execution,
  body: SelectBody,
  orderBy: readonly OrderItem[],
  outer: Scope,
): SelectResult {
  const relation: Relation =
    body.from === undefined
      ? { columns: [], rows: () => [[]] }
      : bindSource(execution, body.from, outer);
  const plain: Scope = { columns: relation.columns, outer };
  const where = body.where && bindCondition(execution, body.where, plain);
  const expressions = body.items.flatMap(item => (item.kind === 'star' ? [] : [item.expression]));
  const grouped =
    body.groupBy.length > 0 ||
    body.having !== undefined ||
    expressions.some(hasAggregate) ||
    orderBy.some(item => hasAggregate(item.expression));
  const groups = grouped ? new Groups(execution, plain, body.groupBy) : undefined;
  const windows = new Windows(execution, plain);
  const scope: Scope = groups
    ? { ...plain, grouping: groups }
    : { ...plain, window: call => windows.add(call) };
  const outputs = expandItems(execution, body, groups ? { ...relation } : relation, scope);
  const having = body.having && bindCondition(execution, body.having, scope);
  const order = bindOrder(execution, orderBy, outputs, scope);
  if (body.distinct && order.some(item => item.column < 0)) throw sqlError(145);
  if (body.top?.ties === true && order.length === 0) throw sqlError(1062);
  const descending = order.map(item => item.descending);
  return {
    columns: outputs.map(output => output.column),
    orderedBy: order.every(item => item.column >= 0) ? order.map(item => item.column + 1) : [],
    rows: outerFrame => {
      const around = outerFrame && { outer: outerFrame };
      let frames: readonly Frame[] = relation
        .rows(outerFrame)
        .map(values => ({ values, ...around }));
      if (where) frames = frames.filter(frame => where(frame) === true);
      if (groups) frames = groups.rows(frames).map(values => ({ values, ...around }));
      else frames = windows.extend(frames);
      if (having) frames = frames.filter(frame => having(frame) === true);
      let rows = frames.map(frame => ({
        output: outputs.map(output => output.bound.evaluate(frame)),
        keys: order.map(item => item.bound.evaluate(frame)),
      }));
      if (body.distinct) rows = distinctRows(rows);
      if (order.length > 0) rows.sort((a, b) => compareKeys(a.keys, b.keys, descending));
      let count = topCount(execution, body, rows.length, outerFrame ?? { values: [] });
      const last = rows[count - 1];
      if (body.top?.ties === true && last !== undefined)
        while (compareKeys(rows[count]?.keys ?? [], last.keys, descending) === 0 && rows[count])
          count++;
      return rows.slice(0, count).map(row => row.output);
    },
  };
}
