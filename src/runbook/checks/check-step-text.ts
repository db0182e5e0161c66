import { parseDocument, visit } from 'yaml';
import type { Diagnostic } from '../../errors/diagnostic.ts';
import * as findings from '../../errors/runbook-diagnostics.ts';
import type { ReadStep } from '../read.ts';
import { readReferences, type TextPart } from '../variables/references.ts';
import { factFinding, type DeclaredNames } from './declared-names.ts';
import { at } from './findings.ts';

/** A scalar value of a step cell as it is written, and where. */
interface WrittenScalar {
  readonly source: string;
  readonly offset: number;
}

function scalars(text: string): WrittenScalar[] {
  const found: WrittenScalar[] = [];
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string' || !node.range) return;
      const [start, end] = node.range;
      found.push({ source: text.slice(start, end), offset: start });
    },
  });
  return found;
}

type Reference = Exclude<TextPart, { kind: 'literal' }>;

function finding(
  part: Reference,
  alone: boolean,
  declared: DeclaredNames,
): findings.Finding | undefined {
  if (part.kind === 'fact') return factFinding(part.name, declared);
  if (part.kind === 'malformed') return findings.badReference(part.text);
  const declaration = declared.use(part.name);
  if (declaration === undefined) {
    return findings.unknownVariable(part.name, declared.nearest(part.name), part.text);
  }
  return declaration.type === 'secret' && !alone
    ? findings.secretInText(declaration.name)
    : undefined;
}

function checkScalar(
  read: ReadStep,
  { source, offset }: WrittenScalar,
  declared: DeclaredNames,
): Diagnostic[] {
  const content = source.replace(/^(["'])([^]*)\1$/, '$2').trim();
  return readReferences(source).flatMap(part => {
    if (part.kind === 'literal') return [];
    const found = finding(part, content === part.text, declared);
    const start = offset + part.offset;
    return found === undefined
      ? []
      : [at(read.ranges.range(start, start + part.text.length), found)];
  });
}

/**
 * References in the values of a step cell. The cell is parsed only where a quick look finds something
 * to report, since it may stand in a comment. Any mention of a name counts as use: actions take names
 * of variables to set as plain words.
 */
export function checkStepText(read: ReadStep, declared: DeclaredNames): Diagnostic[] {
  const { text } = read.step;
  declared.useAllIn(text);
  const suspicious = readReferences(text).some(
    part => part.kind !== 'literal' && finding(part, false, declared) !== undefined,
  );
  return suspicious ? scalars(text).flatMap(scalar => checkScalar(read, scalar, declared)) : [];
}
