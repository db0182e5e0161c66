import type { Diagnostic } from '../../errors/diagnostic.ts';
import * as findings from '../../errors/runbook-diagnostics.ts';
import { attributeKeys } from '../attributes/step-attributes.ts';
import { languageWord, readOpening, stepLanguage } from '../markdown/fence.ts';
import type { Layout, OtherFence, Part, StepPart } from '../markdown/layout.ts';
import { lfSlice, lineText, rangeInLine } from '../markdown/lines.ts';
import type { ReadStep } from '../read.ts';
import { at, nearest } from './findings.ts';

/** What other tools call the languages of steps. */
const otherNames: Readonly<Record<string, string>> = {
  'power-shell': 'powershell',
  'powershell-interactive': 'powershell',
  'powershell-core': 'powershell',
  ps: 'powershell',
  posh: 'powershell',
  psh: 'powershell',
  't-sql': 'sql',
  'transact-sql': 'sql',
  mssql: 'sql',
  sqlserver: 'sql',
  steps: 'step',
  'recovery-step': 'step',
};

const attributesOfStep = new RegExp(
  `\\{(?:[^}]*\\s)?(?:#\\p{L}|(?:${attributeKeys.join('|')})(?=[\\s=}]))`,
  'u',
);

/** The language of steps that the language of another block most likely means. */
function meantLanguage(info: string): string | undefined {
  const word = languageWord(info).toLowerCase();
  if (word === '') {
    const inBraces = /^\{\s*\.?([\p{L}\d]+)/u.exec(info)?.[1] ?? '';
    return stepLanguage(inBraces) === undefined ? undefined : inBraces.toLowerCase();
  }
  const bare = word.replace(/[^\p{L}\d-]/gu, '');
  if (stepLanguage(bare) !== undefined) return bare;
  return otherNames[bare] ?? (bare.length > 7 ? nearest(bare, ['powershell']) : undefined);
}

/** A block that was most likely meant to be a step, and is prose. */
function checkOther({ fence, opening }: OtherFence): Diagnostic[] {
  const { indent, fence: marks, gap, info } = opening;
  const meant = meantLanguage(info);
  if (meant === undefined && !attributesOfStep.test(info)) return [];
  const word = languageWord(info);
  const column = indent.length + marks.length + gap.length + 1;
  const range = rangeInLine(fence + 1, column, (word === '' ? info : word).length);
  return [at(range, findings.notAStep(word, meant))];
}

/** Lines in a block that begin a step: the closing fence between them is missing. */
function swallowed({ lines }: Layout, { fence, fenceEnd, opening }: OtherFence): Diagnostic[] {
  const mark = opening.fence;
  if (!lfSlice(lines, fence + 1, fenceEnd - 1).includes(mark)) return [];
  const found: Diagnostic[] = [];
  for (let line = fence + 1; line < fenceEnd; line += 1) {
    const inner = readOpening(lineText(lines, line));
    if (inner?.fence.startsWith(mark) !== true || stepLanguage(inner.info) === undefined) continue;
    const length = inner.fence.length + inner.gap.length + inner.info.length;
    const range = rangeInLine(line + 1, inner.indent.length + 1, length);
    found.push(at(range, findings.stepInStep(mark, fence + 1)));
  }
  return found;
}

const farFromMargin = /^(?: {4,}| {0,3}\t)[ \t]*(?:`{3,}|~{3,})[ \t]*([^\s`{]+)/;

/** Fences of steps with so much indentation that they are indented code, or text. */
function indented({ lines, parts, otherFences, nested }: Layout): Diagnostic[] {
  const elsewhere = new Set(nested);
  for (const { fence, fenceEnd } of otherFences) {
    for (let line = fence; line < fenceEnd; line += 1) elsewhere.add(line);
  }
  return parts.flatMap(part => {
    if (part.kind !== 'prose') return [];
    const text = lfSlice(lines, part.from, part.to);
    if (!/^(?: {4}| {0,3}\t)[ \t]*(?:```|~~~)/m.test(text)) return [];
    return text.split('\n').flatMap((written, index) => {
      const line = part.from + index;
      const language = farFromMargin.exec(written)?.[1] ?? '';
      if (stepLanguage(language) === undefined || elsewhere.has(line)) return [];
      if (isInComment(lfSlice(lines, part.from, line))) return [];
      const column = written.search(/[`~]/) + 1;
      const range = rangeInLine(line + 1, column, written.length - column + 1);
      return [at(range, findings.indentedStep())];
    });
  });
}

function isInComment(before: string): boolean {
  return before.lastIndexOf('<!--') > before.lastIndexOf('-->');
}

function isStep(part: Part): part is StepPart {
  return part.kind === 'step';
}

/** What the fences of a file say: blocks that are no steps though they look like it, and open ones. */
export function checkLayout(layout: Layout, steps: readonly ReadStep[]): Diagnostic[] {
  const nested = layout.nested.map(line => {
    const text = lineText(layout.lines, line);
    const column = Math.max(0, text.search(/`{3}|~{3}/)) + 1;
    return at(rangeInLine(line + 1, column, text.length - column + 1), findings.nestedStep());
  });
  const open = steps.filter(({ closed }) => !closed);
  return [
    ...nested,
    ...indented(layout),
    ...layout.otherFences.flatMap(checkOther),
    ...[...layout.otherFences, ...layout.parts.filter(isStep)].flatMap(block =>
      swallowed(layout, block),
    ),
    ...open.map(({ opening }) => at(opening, findings.unclosedStep())),
    ...(steps.length === 0 ? [at(rangeInLine(1, 1, 0), findings.noSteps())] : []),
  ];
}
