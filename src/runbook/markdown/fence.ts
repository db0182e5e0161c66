import type { StepLanguage } from '../model.ts';
import { isBlank, linesOf, withoutTrailingBlanks, type Line } from './lines.ts';

/** First line of a fenced code block, taken apart. */
export interface FenceOpening {
  /** 0 to 3 spaces. */
  readonly indent: string;
  /** The backticks or tildes. */
  readonly fence: string;
  /** Spaces between the fence and the info string. */
  readonly gap: string;
  /** Info string without the blanks around it: the language and what follows. */
  readonly info: string;
}

/** A fenced code block as it stands in a file, taken apart; line ends are kept. */
export interface Fence extends FenceOpening {
  /** Blank lines before the fence, which only the first cell of a file can have. */
  readonly lead: readonly Line[];
  readonly openingEnd: Line['end'];
  /** Lines between the fences, with the indentation that they have in the file. */
  readonly content: readonly Line[];
  /** The closing fence; without one the file ended first. */
  readonly closing: Line | undefined;
  /** Blank lines after the fence. */
  readonly trail: readonly Line[];
}

const openingPattern = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})([ \t]*)([^\n]*)$/;

export function readOpening(line: string): FenceOpening | undefined {
  const match = openingPattern.exec(line);
  if (match === null) return undefined;
  const [, indent = '', fence = '', gap = '', rest = ''] = match;
  return { indent, fence, gap, info: withoutTrailingBlanks(rest) };
}

/** Pattern text of a closing fence without its line ends. */
function closingText(fence: string): string {
  return ` {0,3}${fence[0] ?? '`'}{${fence.length},}[ \\t]*`;
}

const closings = new Map<string, RegExp>();

/** Whether a line closes the fence. */
export function closesFence(fence: string, line: string): boolean {
  return line.includes(fence) && new RegExp(`^${closingText(fence)}$`).test(line);
}

/**
 * Where the fence is closed in a text with LF line ends, looking at lines after offset `from`, which
 * is that of a line end: the offset after the closing line. Without one, the text's length.
 */
export function endOfFence(fence: string, text: string, from: number): number {
  let pattern = closings.get(fence);
  if (pattern === undefined) {
    pattern = new RegExp(`\\n${closingText(fence)}(?:\\n|$)`, 'g');
    if (closings.size < 100) closings.set(fence, pattern);
  }
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : text.length;
}

const languages = new Map<string, StepLanguage>([
  ['powershell', 'powershell'],
  ['ps1', 'powershell'],
  ['pwsh', 'powershell'],
  ['sql', 'sql'],
  ['tsql', 'sql'],
  ['step', 'step'],
]);

/** Language ids of the editor for the executable languages. */
export const languageIds: Readonly<Record<StepLanguage, string>> = {
  powershell: 'powershell',
  sql: 'sql',
  step: 'recovery-step',
};

/** The word of an info string that names the language, as written. */
export function languageWord(info: string): string {
  return /^[^\s{]*/.exec(info)?.[0] ?? '';
}

/** The executable language that an info string names; upper and lower case are the same. */
export function stepLanguage(info: string): StepLanguage | undefined {
  return languages.get(languageWord(info).toLowerCase());
}

/** The executable language of an editor's language id. */
export function stepLanguageOfId(languageId: string): StepLanguage | undefined {
  if (languageId === 'powershell' || languageId === 'sql') return languageId;
  return languageId === 'recovery-step' ? 'step' : undefined;
}

/** A content line without the indentation of its fence, as CommonMark takes it away. */
export function outdent(line: string, indent: string): string {
  let at = 0;
  while (at < indent.length && line[at] === ' ') at++;
  return at === 0 ? line : line.slice(at);
}

/** The text between the fences: LF, without the last line end. */
export function fenceText(fence: Fence): string {
  return fence.content.map(line => outdent(line.text, fence.indent)).join('\n');
}

/** Reads one fenced code block that fills `raw` but for blank lines; `undefined` for anything else. */
export function readFence(raw: string): Fence | undefined {
  const lines = linesOf(raw);
  let first = 0;
  while (first < lines.length && isBlank(lines[first]?.text ?? '')) first++;
  const openingLine = lines[first];
  const opening = openingLine && readOpening(openingLine.text);
  if (openingLine === undefined || opening === undefined) return undefined;
  let close = first + 1;
  while (close < lines.length && !closesFence(opening.fence, lines[close]?.text ?? '')) close++;
  const trail = lines.slice(close + 1);
  if (!trail.every(line => isBlank(line.text))) return undefined;
  return {
    ...opening,
    lead: lines.slice(0, first),
    openingEnd: openingLine.end,
    content: lines.slice(first + 1, close),
    closing: lines[close],
    trail,
  };
}

/** Backticks, one more than the longest run of them in the text, and three at the least. */
export function fenceFor(text: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return '`'.repeat(longest + 1);
}

/** Whether a line of the text would close the fence. */
export function closesEarly(fence: string, text: string): boolean {
  return text.split('\n').some(line => closesFence(fence, line));
}
