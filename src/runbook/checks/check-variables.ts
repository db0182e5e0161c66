import type { Diagnostic } from '../../errors/diagnostic.ts';
import * as findings from '../../errors/runbook-diagnostics.ts';
import { namesOf, readCondition } from '../attributes/condition.ts';
import type { TextRange, VariableDeclaration } from '../model.ts';
import { nameKey, NameMap } from '../names.ts';
import type { NameAt } from '../powershell/variables.ts';
import { powershellVariables } from '../powershell/variables.ts';
import type { ReadStep } from '../read.ts';
import { namesInText, readReferences, type TextPart } from '../variables/references.ts';
import { checkSqlStep } from './check-sql.ts';
import { checkStepText } from './check-step-text.ts';
import { DeclaredNames, factFinding } from './declared-names.ts';
import { at } from './findings.ts';

function checkCondition(read: ReadStep, declared: DeclaredNames): Diagnostic[] {
  const { when } = read.step.attributes;
  if (when === undefined) return [];
  const condition = readCondition(when);
  const range = (start: number, end: number): TextRange =>
    read.attributes.rangeInValue('when', start, end) ?? read.opening;
  if ('reason' in condition) {
    declared.useAllIn(when);
    const end = Math.max(condition.end, condition.start + 1);
    return [at(range(condition.start, end), findings.conditionFault(condition))];
  }
  const compared = new Set(namesOf(condition, 'compared'));
  return namesOf(condition).flatMap(operand => {
    const { start, end } = operand;
    if (operand.kind === 'fact') {
      const finding = factFinding(operand.path, declared);
      return finding === undefined ? [] : [at(range(start, end), finding)];
    }
    const { name } = operand;
    const declaration = declared.use(name);
    if (declaration === undefined) {
      const written = when.slice(start, end);
      const found = findings.unknownVariable(name, declared.nearest(name), written);
      return [at(range(start, end), found)];
    }
    return declaration.type === 'secret' && compared.has(operand)
      ? [at(range(start, end), findings.secretInCondition(declaration.name))]
      : [];
  });
}

function targetFinding(
  part: Exclude<TextPart, { kind: 'literal' }>,
  declared: DeclaredNames,
): findings.Finding | undefined {
  if (part.kind === 'malformed') return findings.badReference(part.text);
  if (part.kind === 'fact') return factFinding(part.name, declared);
  const declaration = declared.use(part.name);
  if (declaration === undefined) {
    return findings.unknownVariable(part.name, declared.nearest(part.name), part.text);
  }
  return declaration.type === 'secret' ? findings.secretInText(declaration.name) : undefined;
}

function checkTarget(read: ReadStep, declared: DeclaredNames): Diagnostic[] {
  return readReferences(read.step.attributes.target ?? '').flatMap(part => {
    const finding = part.kind === 'literal' ? undefined : targetFinding(part, declared);
    if (finding === undefined) return [];
    const end = part.offset + part.text.length;
    return [at(read.attributes.rangeInValue('target', part.offset, end) ?? read.opening, finding)];
  });
}

/** Finds what a PowerShell step takes from an earlier one without a declaration. */
class SessionVariables {
  readonly #declared: DeclaredNames;
  /** Step that set the name last. */
  readonly #setBy = new NameMap<string>();

  constructor(declared: DeclaredNames) {
    this.#declared = declared;
  }

  /** To be asked for the PowerShell steps in order. */
  check(read: ReadStep): Diagnostic[] {
    const { assigned, used } = powershellVariables(read.step.text);
    const first = new NameMap<number>();
    for (const { name, offset } of [...assigned].reverse()) first.set(name, offset);
    const reported = new Set<string>();
    const found = used.filter(use => {
      const own = first.get(use.name);
      if (this.#declared.use(use.name) !== undefined || !this.#setBy.has(use.name)) return false;
      if ((own !== undefined && own < use.offset) || reported.has(nameKey(use.name))) return false;
      reported.add(nameKey(use.name));
      return true;
    });
    const diagnostics = found.map(use => this.#diagnostic(read, use));
    for (const { name } of assigned) {
      if (this.#declared.use(name) === undefined) this.#setBy.set(name, read.step.id);
    }
    return diagnostics;
  }

  #diagnostic(read: ReadStep, { name, offset }: NameAt): Diagnostic {
    const range = read.ranges.range(offset, offset + name.length + 1);
    return at(range, findings.sessionVariable(name, this.#setBy.get(name) ?? ''));
  }
}

/** What the steps say of variables: unknown, misused, unused, or kept only in a session. */
export function checkVariables(
  steps: readonly ReadStep[],
  variables: readonly VariableDeclaration[],
): Diagnostic[] {
  const declared = new DeclaredNames(variables);
  const session = new SessionVariables(declared);
  const diagnostics: Diagnostic[] = [];
  for (const read of steps) {
    diagnostics.push(...checkCondition(read, declared), ...checkTarget(read, declared));
    const { language } = read.step;
    if (language === 'powershell') diagnostics.push(...session.check(read));
    else if (language === 'sql') diagnostics.push(...checkSqlStep(read, declared));
    else diagnostics.push(...checkStepText(read, declared));
  }
  for (const { default: text } of variables) namesInText(text ?? '').forEach(n => declared.use(n));
  const unused = variables.filter(({ name }) => !declared.isUsed(name));
  return [
    ...diagnostics,
    ...unused.map(({ name, range }) => at(range, findings.unusedVariable(name))),
  ];
}
