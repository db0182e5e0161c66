/** What a line at top level begins, as far as the line itself tells. */
export type LineKind =
  | 'blank'
  | 'fence'
  | 'heading'
  | 'text'
  /** An HTML comment that ends on its line. */
  | 'comment'
  /** May begin a list, a quotation, a rule or indented code. */
  | 'container'
  /** May begin HTML, some of which goes on over blank lines. */
  | 'html';

const fenceLine = /`{3,}[^`\n]*(?:\n|$)|~{3,}/y;
const headingLine = /#{1,6}(?:[ \t\n]|$)/y;
const listMarker = /(?:[-+*]|\d{1,9}[.)])(?:[ \t\n]|$)/y;
const ruleLine = /(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})(?:\n|$)/y;
const wholeComment = /<!--(?!-?>)(?:(?!-->)[^\n])*-->[ \t]*(?:\n|$)/y;
const underline = / {0,3}(?:=+|-+)[ \t]*(?:\n|$)/y;

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Whether the line makes a heading of the paragraph above it. */
export function isUnderline(text: string, lineStart: number): boolean {
  return matchesAt(underline, text, lineStart);
}

/** The kind of a line by its first character that is no blank, which stands at `at`. */
function kindAt(text: string, at: number): LineKind {
  switch (text[at]) {
    case '`':
    case '~':
      return matchesAt(fenceLine, text, at) ? 'fence' : 'text';
    case '#':
      return matchesAt(headingLine, text, at) ? 'heading' : 'text';
    case '<':
      return matchesAt(wholeComment, text, at) ? 'comment' : 'html';
    case '>':
      return 'container';
    case '-':
    case '*':
    case '_':
      if (matchesAt(ruleLine, text, at)) return 'container';
      return matchesAt(listMarker, text, at) ? 'container' : 'text';
    default:
      return matchesAt(listMarker, text, at) ? 'container' : 'text';
  }
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code >= 0x80;
}

/** The kind of the line that begins at `lineStart`; four blanks before a paragraph's text are no code. */
export function lineKind(text: string, lineStart: number, inParagraph: boolean): LineKind {
  if (isLetter(text.charCodeAt(lineStart))) return 'text';
  let at = lineStart;
  let tab = false;
  for (
    let code = text.charCodeAt(at);
    code === 0x20 || code === 0x09;
    code = text.charCodeAt(++at)
  ) {
    tab ||= code === 0x09;
  }
  if (at === text.length || text.charCodeAt(at) === 0x0a) return 'blank';
  if (tab || at - lineStart > 3) return inParagraph ? 'text' : 'container';
  return kindAt(text, at);
}

/** Offset of the line after the one that holds `at`; the text's length where there is none. */
export function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
