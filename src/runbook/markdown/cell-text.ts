import {
  closesEarly,
  fenceFor,
  languageWord,
  outdent,
  stepLanguage,
  stepLanguageOfId,
  type Fence,
} from './fence.ts';
import {
  isBlank,
  linesOf,
  mainLineEnd,
  toLf,
  withoutBlankLines,
  type Line,
  type LineEnd,
} from './lines.ts';

/** Lines of prose, with the blank lines at its ends apart. */
interface ProseLines {
  readonly lead: readonly Line[];
  readonly body: readonly Line[];
  readonly trail: readonly Line[];
}

function proseLines(raw: string): ProseLines {
  const lines = linesOf(raw);
  let first = 0;
  while (first < lines.length && isBlank(lines[first]?.text ?? '')) first++;
  let last = lines.length;
  while (last > first && isBlank(lines[last - 1]?.text ?? '')) last--;
  return { lead: lines.slice(0, first), body: lines.slice(first, last), trail: lines.slice(last) };
}

/** The text that a cell shows of prose: LF, without blank lines at its ends. */
export function proseText(raw: string): string {
  return withoutBlankLines(toLf(raw));
}

/**
 * Lines as they stand in a file. An empty line after a lone CR ends in CR too: an LF there would make
 * one line end of the two.
 */
function joinLines(lines: readonly Line[]): string {
  let text = '';
  for (const line of lines) {
    const merges = line.text === '' && line.end === '\n' && text.endsWith('\r');
    text += merges ? '\r' : line.text + line.end;
  }
  return text;
}

/**
 * The lines of a changed text: those that stayed at its beginning and end as they were in the file,
 * the others new.
 */
function mergeLines(
  old: readonly Line[],
  text: string,
  shown: (line: Line) => string,
  made: (text: string) => Line,
): Line[] {
  const wanted = text === '' ? [] : text.split('\n');
  let head = 0;
  const shorter = Math.min(old.length, wanted.length);
  const same = (a: number, b: number): boolean => {
    const line = old[a];
    return line !== undefined && shown(line) === wanted[b];
  };
  while (head < shorter && same(head, head)) head++;
  let tail = 0;
  while (tail < shorter - head && same(old.length - 1 - tail, wanted.length - 1 - tail)) tail++;
  return [
    ...old.slice(0, head),
    ...wanted.slice(head, wanted.length - tail).map(made),
    ...old.slice(old.length - tail),
  ];
}

/** Gives every line an end, but for the last one the end that it is told. */
function withEnds(lines: readonly Line[], end: LineEnd, last: LineEnd): Line[] {
  return lines.map((line, at) => {
    if (at === lines.length - 1) return { text: line.text, end: last };
    return line.end === '' ? { text: line.text, end } : line;
  });
}

/** Prose with a new text; blank lines around it stay. */
export function rebuildProse(raw: string, text: string, lineEnd: LineEnd): string {
  const { lead, body, trail } = proseLines(raw);
  const end = mainLineEnd(raw, lineEnd);
  const merged = mergeLines(
    body,
    text,
    line => line.text,
    made => ({ text: made, end }),
  );
  return joinLines([...lead, ...withEnds(merged, end, body.at(-1)?.end ?? end), ...trail]);
}

interface FrontMatterLines {
  readonly opening: Line;
  readonly content: readonly Line[];
  readonly closing: Line;
  readonly trail: readonly Line[];
}

function frontMatterLines(raw: string): FrontMatterLines | undefined {
  const lines = linesOf(raw);
  const close = lines.findIndex((line, at) => at > 0 && /^---[ \t]*$/.test(line.text));
  const [opening, closing] = [lines[0], lines[close]];
  if (opening?.text !== '---' || closing === undefined) return undefined;
  const trail = lines.slice(close + 1);
  if (!trail.every(line => isBlank(line.text))) return undefined;
  return { opening, content: lines.slice(1, close), closing, trail };
}

/** The YAML between the `---` lines: LF, without the last line end. */
export function frontMatterText(raw: string): string | undefined {
  return frontMatterLines(raw)
    ?.content.map(line => line.text)
    .join('\n');
}

/** Front matter with a new text. */
export function rebuildFrontMatter(raw: string, text: string, lineEnd: LineEnd): string {
  const lines = frontMatterLines(raw);
  if (lines === undefined) return newFrontMatter(text, lineEnd);
  const end = mainLineEnd(raw, lineEnd);
  const content = mergeLines(
    lines.content,
    text,
    line => line.text,
    made => ({ text: made, end }),
  );
  return joinLines([lines.opening, ...withEnds(content, end, end), lines.closing, ...lines.trail]);
}

export function newFrontMatter(text: string, lineEnd: LineEnd): string {
  return ['---', ...(text === '' ? [] : text.split('\n')), '---', ''].join(lineEnd);
}

/** The info string for a cell: its own, with the language word put right where the cell's changed. */
export function infoFor(languageId: string, info: string): string {
  const word = languageWord(info);
  const language = stepLanguageOfId(languageId);
  if (language === undefined ? word === languageId : stepLanguage(info) === language) return info;
  return (language ?? languageId) + info.slice(word.length).replace(/^(?=\{)/, ' ');
}

/** A fence that can hold the text and follow with the info string: a backtick there asks for `~`. */
function fenceThatFits(fence: string, info: string, text: string): string {
  const tildes = fence.startsWith('~') || info.includes('`');
  const wanted = tildes && !fence.startsWith('~') ? '~~~' : fence;
  if (!closesEarly(wanted, text)) return wanted;
  if (!tildes) return fenceFor(text);
  let longest = wanted.length;
  for (const [run] of text.matchAll(/~+/g)) longest = Math.max(longest, run.length);
  return '~'.repeat(longest + 1);
}

/** A fence with a new text or info string; `close` puts a closing fence where there was none. */
export function rebuildFence(
  fence: Fence,
  next: { readonly text: string; readonly info: string; readonly close: boolean },
  lineEnd: LineEnd,
): string {
  const end = mainLineEnd(joinLines(fence.content) + fence.openingEnd, lineEnd);
  const marks = fenceThatFits(fence.fence, next.info, next.text);
  const content = mergeLines(
    fence.content,
    next.text,
    line => outdent(line.text, fence.indent),
    text => ({ text: text === '' ? '' : fence.indent + text, end }),
  );
  const kept = fence.closing;
  const closing: Line | undefined =
    kept !== undefined && marks === fence.fence
      ? kept
      : kept !== undefined || next.close
        ? { text: fence.indent + marks, end: kept?.end ?? end }
        : undefined;
  const lastEnd = closing === undefined ? (fence.content.at(-1)?.end ?? end) : end;
  const tail = content.at(-1)?.end;
  const gap = fence.gap === '' && next.info.startsWith(marks[0] ?? '`') ? ' ' : fence.gap;
  return joinLines([
    ...fence.lead,
    { text: fence.indent + marks + gap + next.info, end: fence.openingEnd || end },
    ...withEnds(content, end, closing !== undefined && tail ? tail : lastEnd),
    ...(closing === undefined ? [] : [closing]),
    ...fence.trail,
  ]);
}

/** A fence for a cell that was not in the file. */
export function newFence(text: string, info: string, lineEnd: LineEnd): string {
  const fence = fenceThatFits(fenceFor(text), info, text);
  const lines = text === '' ? [] : text.split('\n');
  return [fence + info, ...lines, fence, ''].join(lineEnd);
}
