import type { Diagnostic } from '../../errors/diagnostic.ts';
import * as findings from '../../errors/runbook-diagnostics.ts';
import type { TextRange } from '../model.ts';
import type { ReadStep } from '../read.ts';
import { findCircles } from './circles.ts';
import { at, nearest } from './findings.ts';

/** Ids are the same in upper and lower case: they name log entries and command line arguments. */
function idKey(id: string): string {
  return id.toLowerCase();
}

/** Steps by id; of several with the same, the first one. */
function stepsById(steps: readonly ReadStep[]): Map<string, ReadStep> {
  const byId = new Map<string, ReadStep>();
  for (const read of steps) {
    const key = idKey(read.step.id);
    if (!byId.has(key)) byId.set(key, read);
  }
  return byId;
}

function duplicates(steps: readonly ReadStep[], byId: ReadonlyMap<string, ReadStep>): Diagnostic[] {
  return steps.flatMap(read => {
    const first = byId.get(idKey(read.step.id));
    if (first === undefined || first === read) return [];
    // A written id that takes the number of another step is the one to change.
    const written = read.attributes.id === undefined ? first : read;
    const other = written === read ? first : read;
    const range = written.attributes.valueRange('id') ?? written.opening;
    const { line } = other.opening.start;
    return [at(range, findings.duplicateStep(read.step.id, line))];
  });
}

/** Where an id stands in the `requires` of a step. */
function requiredAt(read: ReadStep, id: string): TextRange {
  const written = read.step.attributes.all.find(({ key }) => key === 'requires')?.value ?? '';
  const match = new RegExp(`(?<![^\\s,])${id.replace(/\./g, '\\.')}(?![^\\s,])`, 'iu').exec(
    written,
  );
  const start = match?.index ?? 0;
  const end = match === null ? written.length : start + id.length;
  return read.attributes.rangeInValue('requires', start, end) ?? read.opening;
}

function checkRequired(read: ReadStep, byId: ReadonlyMap<string, ReadStep>): Diagnostic[] {
  return read.step.attributes.requires.flatMap(id => {
    const required = byId.get(idKey(id));
    if (required === undefined) {
      const ids = [...byId.values()].map(({ step }) => step.id);
      return [at(requiredAt(read, id), findings.unknownStep(id, nearest(id, ids)))];
    }
    return required.step.ordinal > read.step.ordinal
      ? [at(requiredAt(read, id), findings.requiresLater(required.step.id))]
      : [];
  });
}

/** The circles among steps that require each other. */
function circles(steps: readonly ReadStep[], byId: ReadonlyMap<string, ReadStep>): ReadStep[][] {
  return findCircles(steps, ({ step }) =>
    step.attributes.requires.flatMap(id => byId.get(idKey(id)) ?? []),
  );
}

/** Ids, and what steps require of each other. */
export function checkSteps(steps: readonly ReadStep[]): Diagnostic[] {
  const byId = stepsById(steps);
  const empty = steps.filter(({ step }) => step.text.trim() === '');
  const inCircle = circles(steps, byId).flatMap(circle => {
    const [first] = circle;
    if (first === undefined) return [];
    const ids = [...circle, first].map(({ step }) => step.id);
    const range = first.attributes.valueRange('requires') ?? first.opening;
    return [at(range, findings.circularRequires(ids))];
  });
  const circular = new Set(inCircle.map(({ line }) => line));
  const required = steps
    .flatMap(read => checkRequired(read, byId))
    .filter(({ code, line }) => code !== 'requires-later' || !circular.has(line));
  return [
    ...duplicates(steps, byId),
    ...required,
    ...inCircle,
    ...empty.map(({ opening }) => at(opening, findings.emptyStep())),
  ];
}
