import type { Diagnostic } from '../../errors/diagnostic.ts';
import type { StepLanguage } from '../model.ts';
import { readBlocks, type Span } from './blocks.ts';
import { closesFence, outdent, readOpening, stepLanguage, type FenceOpening } from './fence.ts';
import { findFrontMatter, type FrontMatterBlock } from './front-matter-block.ts';
import { isBlankLine, lfSlice, lineCount, lineText, textLines, type TextLines } from './lines.ts';

/**
 * A part of the file as whole lines (from 0). The parts of a file follow each other without a gap;
 * blank lines belong to the part before them, at the beginning of the file to the first part.
 */
export type Part = PlainPart | StepPart;

interface PlainPart {
  readonly kind: 'front-matter' | 'prose';
  readonly from: number;
  readonly to: number;
}

export interface StepPart extends StepFence {
  readonly kind: 'step';
  readonly from: number;
  readonly to: number;
}

/** An executable fence at top level. */
interface StepFence {
  /** Line of the opening fence, and the line after the closing fence. */
  readonly fence: number;
  readonly fenceEnd: number;
  readonly opening: FenceOpening;
  readonly closed: boolean;
  readonly language: StepLanguage;
}

/** A fence at top level that is not executable: lines as of a step. */
export type OtherFence = Pick<StepFence, 'fence' | 'fenceEnd' | 'opening'>;

/** A heading at top level, by its line (from 0). */
export interface HeadingLine {
  readonly line: number;
  readonly text: string;
}

/** A runbook file cut into its parts. */
export interface Layout {
  readonly lines: TextLines;
  readonly parts: readonly Part[];
  readonly headings: readonly HeadingLine[];
  /** Lines (from 0) of executable fences inside lists and quotations. */
  readonly nested: readonly number[];
  readonly otherFences: readonly OtherFence[];
  readonly frontMatter: FrontMatterBlock | undefined;
  /** About the front matter only. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Turns ascending offsets into lines. */
class LineFinder {
  readonly #starts: readonly number[];
  #line = 0;

  constructor(starts: readonly number[]) {
    this.#starts = starts;
  }

  /** The line that begins at or holds the offset; one that is past the end for the text's length. */
  at(offset: number): number {
    while ((this.#starts[this.#line + 1] ?? Infinity) <= offset) this.#line++;
    return this.#line;
  }
}

interface TopFences {
  readonly steps: StepFence[];
  readonly others: OtherFence[];
}

function topFences(lines: TextLines, spans: readonly Span[], offset: number): TopFences {
  const finder = new LineFinder(lines.starts);
  const found: TopFences = { steps: [], others: [] };
  for (const { start, end } of spans) {
    const fence = finder.at(start + offset);
    const opening = readOpening(lineText(lines, fence));
    if (opening === undefined) continue;
    const fenceEnd = finder.at(end + offset);
    const language = stepLanguage(opening.info);
    if (language === undefined) {
      found.others.push({ fence, fenceEnd, opening });
      continue;
    }
    const closed =
      fenceEnd > fence + 1 && closesFence(opening.fence, lineText(lines, fenceEnd - 1));
    found.steps.push({ fence, fenceEnd, opening, closed, language });
  }
  return found;
}

/** The text of a step: LF, without the indentation of its fence and the last line end. */
export function stepText(lines: TextLines, part: StepPart): string {
  const end = part.closed ? part.fenceEnd - 1 : part.fenceEnd;
  const text = lfSlice(lines, part.fence + 1, end);
  const content = text.endsWith('\n') ? text.slice(0, -1) : text;
  const { indent } = part.opening;
  if (indent === '') return content;
  return content
    .split('\n')
    .map(line => outdent(line, indent))
    .join('\n');
}

function skipBlank(lines: TextLines, from: number): number {
  let line = from;
  while (line < lineCount(lines) && isBlankLine(lines, line)) line++;
  return line;
}

function cutParts(lines: TextLines, front: number, fences: readonly StepFence[]): Part[] {
  const parts: Part[] = [];
  let from = 0;
  if (front > 0) {
    from = skipBlank(lines, front);
    parts.push({ kind: 'front-matter', from: 0, to: from });
  }
  for (const step of fences) {
    if (step.fence > from && skipBlank(lines, from) < step.fence) {
      parts.push({ kind: 'prose', from, to: step.fence });
      from = step.fence;
    }
    const to = skipBlank(lines, step.fenceEnd);
    parts.push({ kind: 'step', from, to, ...step });
    from = to;
  }
  if (from < lineCount(lines)) parts.push({ kind: 'prose', from, to: lineCount(lines) });
  return parts;
}

/** Cuts the text of a runbook (without byte order mark) into its parts. Never throws. */
export function readLayout(text: string): Layout {
  const lines = textLines(text);
  const { block, diagnostics } = findFrontMatter(lines);
  const front = block?.endLine ?? 0;
  const offset = lines.starts[front] ?? 0;
  const blocks = readBlocks(lfSlice(lines, front, lineCount(lines)));
  const finder = new LineFinder(lines.starts);
  const headings = blocks.headings.map(heading => ({
    line: finder.at(heading.offset + offset),
    text: heading.text,
  }));
  const nestedFinder = new LineFinder(lines.starts);
  const { steps, others } = topFences(lines, blocks.fences, offset);
  return {
    lines,
    parts: cutParts(lines, front, steps),
    headings,
    nested: blocks.nested.map(at => nestedFinder.at(at + offset)),
    otherFences: others,
    frontMatter: block,
    diagnostics,
  };
}
