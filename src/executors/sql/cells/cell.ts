import type { EffectKind, PlanContext } from '../../../runbook/execution.ts';
import type { Step } from '../../../runbook/model.ts';
import { executableBatches, type SqlBatch } from '../../../runbook/sql/batches.ts';
import { sqlReferences } from '../../../runbook/sql/references.ts';
import { renderBatch, type SqlParameter } from '../../../runbook/sql/rendering.ts';
import type { VariableScope } from '../../../runbook/variables.ts';
import { sqlEffect } from './effects.ts';
import { namedDatabases } from './named-databases.ts';

/** A batch ready to be sent, with its values. */
export interface CellBatch {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
  /** 1-based line of the step's text for a 1-based line of what is sent. */
  lineOf(sent: number): number;
}

/** A SQL step, resolved. */
export interface SqlCell {
  readonly batches: readonly CellBatch[];
  readonly kind: EffectKind;
  readonly losses: readonly string[];
  /** Whether a rehearsal may send it. */
  readonly rehearsable: boolean;
  /** Databases that it backs up, restores or alters. */
  readonly databases: readonly string[];
}

const lineEnds = (text: string): number => text.split('\n').length - 1;

/**
 * Lines that the values of a batch add, by the line of the batch on which they stand: a value with line
 * ends moves everything after it down.
 */
function addedLines(batch: SqlBatch, scope: VariableScope): { at: number; lines: number }[] {
  return sqlReferences(batch.text).flatMap(reference => {
    if (reference.kind !== 'value') return [];
    const alone = renderBatch({ text: `'\${${reference.name}}'`, line: batch.line }, scope).text;
    const lines = lineEnds(alone);
    const at = lineEnds(batch.text.slice(0, reference.start)) + 1;
    return lines === 0 ? [] : [{ at, lines }];
  });
}

function prepare(batch: SqlBatch, scope: VariableScope): CellBatch {
  const { text, parameters } = renderBatch(batch, scope);
  const added = lineEnds(text) === lineEnds(batch.text) ? [] : addedLines(batch, scope);
  return {
    text,
    parameters,
    lineOf: sent => {
      let own = sent;
      for (const { at, lines } of added) {
        if (own > at + lines) own -= lines;
        else if (own > at) own = at;
      }
      return batch.line + own - 1;
    },
  };
}

const strength: Readonly<Record<EffectKind, number>> = { reads: 0, changes: 1, destroys: 2 };

/** Resolves a step. Throws a `Problem` (usage) for values and batches that cannot be. */
export function sqlCell(step: Step, { scope }: Pick<PlanContext, 'scope'>): SqlCell {
  const batches = executableBatches(step.text).map(batch => prepare(batch, scope));
  const effects = batches.map(({ text }) => sqlEffect(text));
  const kinds = effects.map(({ kind }) => kind).sort((a, b) => strength[b] - strength[a]);
  return {
    batches,
    kind: kinds[0] ?? 'reads',
    losses: batches.flatMap((batch, i) =>
      (effects[i]?.losses ?? []).map(loss =>
        // The text names lines of the batch; people see those of the cell.
        loss.replace(/\d+/u, sent => String(batch.lineOf(Number(sent)))),
      ),
    ),
    rehearsable: effects.every(({ rehearsable }) => rehearsable),
    databases: [...new Set(batches.flatMap(namedDatabases))],
  };
}
