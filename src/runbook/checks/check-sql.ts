import type { Diagnostic } from '../../errors/diagnostic.ts';
import { badReference, unknownVariable, type Finding } from '../../errors/runbook-diagnostics.ts';
import * as findings from '../../errors/runbook-sql-diagnostics.ts';
import { rangeInLine } from '../markdown/lines.ts';
import { filePosition } from '../positions.ts';
import type { ReadStep } from '../read.ts';
import { splitBatches, type SqlBatch } from '../sql/batches.ts';
import { sqlReferences, type SqlReference } from '../sql/references.ts';
import { factFinding, type DeclaredNames } from './declared-names.ts';
import { at } from './findings.ts';

function parameterFinding(
  { name, local }: SqlReference & { kind: 'parameter' },
  assigned: boolean,
  declared: DeclaredNames,
): Finding | undefined {
  const declaration = declared.use(name);
  if (local) return declaration && findings.shadowedSqlVariable(declaration.name);
  if (declaration !== undefined || assigned) return undefined;
  const meant = declared.nearest(name);
  return meant === undefined ? undefined : findings.unknownSqlVariable(name, meant);
}

function valueFinding(
  { name, fact, where }: SqlReference & { kind: 'value' },
  declared: DeclaredNames,
): Finding | undefined {
  const declaration = fact ? undefined : declared.use(name);
  if (!fact && declaration === undefined)
    return unknownVariable(name, declared.nearest(name), `\${${name}}`);
  const inFact = fact ? factFinding(name, declared) : undefined;
  if (inFact !== undefined) return inFact;
  if (where === 'bare') return findings.bareSqlReference(name, fact);
  return declaration?.type === 'secret' ? findings.secretInSql(declaration.name) : undefined;
}

function findingOf(
  reference: SqlReference,
  batch: SqlBatch,
  declared: DeclaredNames,
): Finding | undefined {
  switch (reference.kind) {
    case 'parameter': {
      // `EXEC proc @name = value` names a parameter of the procedure.
      const assigned = /^\s*=/.test(batch.text.slice(reference.end));
      return parameterFinding(reference, assigned, declared);
    }
    case 'value':
      return valueFinding(reference, declared);
    case 'malformed':
      return badReference(reference.text);
    case 'dollar': {
      const declaration = declared.use(reference.name);
      return declaration && findings.dollarInSql(declaration.name, reference.inString);
    }
    case 'escape':
      return undefined;
  }
}

/** References and `GO` lines of a SQL step. */
export function checkSqlStep(read: ReadStep, declared: DeclaredNames): Diagnostic[] {
  const { step } = read;
  if (!/[@$]|^[ \t]*go/im.test(step.text)) return [];
  const { batches, refused } = splitBatches(step.text);
  const diagnostics = refused.map(({ text, line, column }) => {
    const place = filePosition(step, line, column);
    return at(rangeInLine(place.line, place.column, text.length), findings.refusedGo(text));
  });
  for (const batch of batches) {
    const base = read.ranges.places.startOf(batch.line);
    const seen = new Set<string>();
    for (const reference of sqlReferences(batch.text)) {
      const finding = findingOf(reference, batch, declared);
      if (finding === undefined) continue;
      if (finding.severity === 'warning') {
        if (seen.has(finding.message)) continue;
        seen.add(finding.message);
      }
      const range = read.ranges.range(base + reference.start, base + reference.end);
      diagnostics.push(at(range, finding));
    }
  }
  return diagnostics;
}
