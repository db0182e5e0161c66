import { hash } from 'node:crypto';
import type { Diagnostic } from '../errors/diagnostic.ts';
import { readStepAttributes, type ReadAttributes } from './attributes/step-attributes.ts';
import { checkLayout } from './checks/check-layout.ts';
import { checkSteps } from './checks/check-steps.ts';
import { checkVariables } from './checks/check-variables.ts';
import { readFrontMatter } from './front-matter.ts';
import { decodeText } from './markdown/encoding.ts';
import { outdent } from './markdown/fence.ts';
import { readLayout, stepText, type Layout, type Part, type StepPart } from './markdown/layout.ts';
import { lfSlice, lineText, rangeInLine, type TextLines } from './markdown/lines.ts';
import { plainText, StepTitles } from './markdown/titles.ts';
import type {
  Position,
  ProseText,
  Runbook,
  Step,
  StepAttributes,
  StepLanguage,
  TextRange,
} from './model.ts';
import { StepRanges } from './positions.ts';

/** A step with what the checks need beside it. */
export interface ReadStep {
  readonly step: Step;
  readonly attributes: ReadAttributes;
  /** Range of the first line of the fence, from the fence to the end of the info string. */
  readonly opening: TextRange;
  readonly closed: boolean;
  readonly ranges: StepRanges;
}

/**
 * Identifies what a step does: its language, attributes and text. Order and spelling (quotes, blanks)
 * of the attributes and the fence do not count.
 */
function stepHash(language: StepLanguage, attributes: StepAttributes, text: string): string {
  const pairs = attributes.all.map(({ key, value }) => [key, value ?? true] as const);
  const sorted = pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return hash('sha256', JSON.stringify([language, sorted, text]));
}

function fenceRange(lines: TextLines, part: StepPart): TextRange {
  const last = lineText(lines, part.fenceEnd - 1);
  return {
    start: { line: part.fence + 1, column: part.opening.indent.length + 1 },
    end: { line: part.fenceEnd, column: last.length + 1 },
  };
}

/** Where the text of a step begins: after the indentation that its fence takes from the line. */
function textStart(lines: TextLines, part: StepPart): Position {
  const line = part.fence + 2;
  const limit = part.opening.indent.length;
  if (limit === 0) return { line, column: 1 };
  const first = lineText(lines, part.fence + 1);
  return { line, column: first.length - outdent(first, part.opening.indent).length + 1 };
}

function readStep(
  lines: TextLines,
  part: StepPart,
  ordinal: number,
  title: string | undefined,
): ReadStep {
  const { indent, fence, gap, info } = part.opening;
  const line = part.fence + 1;
  const column = indent.length + fence.length + gap.length + 1;
  const attributes = readStepAttributes(info, { line, column });
  const text = stepText(lines, part);
  const id = attributes.id ?? `step-${ordinal}`;
  const step: Step = {
    id,
    ordinal,
    language: part.language,
    text,
    attributes: attributes.attributes,
    title: title ?? id,
    range: fenceRange(lines, part),
    textStart: textStart(lines, part),
    hash: stepHash(part.language, attributes.attributes, text),
  };
  const length = fence.length + gap.length + info.length;
  const opening = rangeInLine(line, indent.length + 1, length);
  return { step, attributes, opening, closed: part.closed, ranges: new StepRanges(step) };
}

function readSteps(layout: Layout): ReadStep[] {
  const titles = new StepTitles(layout);
  const steps: ReadStep[] = [];
  let prose: Part | undefined;
  for (const part of layout.parts) {
    if (part.kind === 'step') {
      steps.push(readStep(layout.lines, part, steps.length + 1, titles.next(part, prose)));
      prose = undefined;
    } else if (part.kind === 'prose') prose = part;
  }
  return steps;
}

/** The steps, with `requires` in the spelling of the ids that it names. */
function withRequiredIds(steps: readonly ReadStep[]): Step[] {
  const ids = new Map([...steps].reverse().map(({ step }) => [step.id.toLowerCase(), step.id]));
  return steps.map(({ step }) => {
    if (step.attributes.requires.length === 0) return step;
    const requires = step.attributes.requires.map(id => ids.get(id.toLowerCase()) ?? id);
    return { ...step, attributes: { ...step.attributes, requires } };
  });
}

/** File name without its folders and `.runbook.md` or `.md`. */
function nameOf(file: string): string {
  return file.replace(/^.*[\\/]/, '').replace(/(?:\.runbook)?\.md$/i, '');
}

function firstHeading(layout: Layout): string | undefined {
  const heading = layout.headings[0];
  const text = heading && plainText(heading.text);
  return text === '' ? undefined : text;
}

function proseOf({ lines, parts }: Layout): ProseText[] {
  return parts.flatMap(part => {
    if (part.kind === 'step') return [];
    const text = lfSlice(lines, part.from, part.to);
    return [{ kind: part.kind === 'prose' ? 'prose' : 'yaml', line: part.from + 1, text }];
  });
}

/** Sorts by place, so that people meet the findings as they read. */
function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) => a.line - b.line || a.column - b.column);
}

/**
 * Reads a runbook. Throws a `Problem` (usage) only for bytes that are no UTF-8 text; everything else
 * that is wrong is a diagnostic, and a diagnostic with severity `error` forbids a run.
 */
export function readRunbook(bytes: Uint8Array, file: string): Runbook {
  const { text } = decodeText(bytes, file);
  const layout = readLayout(text);
  const front = readFrontMatter(layout.frontMatter);
  const steps = readSteps(layout);
  return {
    file,
    title: front.title ?? firstHeading(layout) ?? nameOf(file),
    description: front.description,
    variables: front.variables,
    appliesTo: front.appliesTo,
    steps: withRequiredIds(steps),
    prose: proseOf(layout),
    diagnostics: inOrder([
      ...layout.diagnostics,
      ...front.diagnostics,
      ...steps.flatMap(({ attributes }) => attributes.diagnostics),
      ...checkLayout(layout, steps),
      ...checkSteps(steps),
      ...checkVariables(steps, front.variables),
    ]),
    hash: hash('sha256', bytes),
  };
}
