/** A stretch of PowerShell text; offsets into it. */
export interface PowerShellRegion {
  /** `expandable`: a string in double quotes, in which variables are replaced. */
  readonly kind: 'code' | 'literal' | 'expandable' | 'comment';
  readonly start: number;
  readonly end: number;
}

// PowerShell takes typographic quotes for straight ones.
const single = "'\u2018\u2019\u201A\u201B";
const double = '"\u201C\u201D\u201E';

/** What can begin a string or comment; a `#` only where a token can begin. */
const opening = new RegExp(
  `@[${single}][ \\t]*\\n|@[${double}][ \\t]*\\n|<#|\`[^]|(?<![^\\s;,(){}|&=])#|[${single}${double}]`,
  'gu',
);

/** After a string: a doubled quote does not end it, in expandable ones a backtick escapes. */
function afterString(text: string, from: number, expandable: boolean): number {
  const quotes = expandable ? double : single;
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? '';
    if (expandable && char === '`') at++;
    else if (quotes.includes(char)) {
      if (!quotes.includes(text[at + 1] ?? ' ')) return at + 1;
      at++;
    }
  }
  return text.length;
}

function afterMatch(text: string, from: number, end: RegExp): number {
  const pattern = new RegExp(end, 'gu');
  pattern.lastIndex = from;
  return pattern.exec(text) === null ? text.length : pattern.lastIndex;
}

function regionAt(text: string, mark: string, start: number): PowerShellRegion | undefined {
  const from = start + mark.length;
  if (mark === '<#') return { kind: 'comment', start, end: afterMatch(text, from, /#>/) };
  if (mark === '#') return { kind: 'comment', start, end: afterMatch(text, from, /(?=\n)|$/) };
  if (mark.startsWith('`')) return undefined;
  const expandable = double.includes(mark.startsWith('@') ? (mark[1] ?? '') : mark);
  const kind = expandable ? 'expandable' : 'literal';
  if (!mark.startsWith('@')) return { kind, start, end: afterString(text, from, expandable) };
  const end = expandable ? new RegExp(`\\n[${double}]@`) : new RegExp(`\\n[${single}]@`);
  return { kind, start, end: afterMatch(text, from - 1, end) };
}

/** Cuts PowerShell text (LF) into code, strings and comments. What is not closed goes on to the end. */
export function powershellRegions(text: string): PowerShellRegion[] {
  const regions: PowerShellRegion[] = [];
  let from = 0;
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const region = regionAt(text, match[0], match.index);
    if (region === undefined) continue;
    if (region.start > from) regions.push({ kind: 'code', start: from, end: region.start });
    regions.push(region);
    from = region.end;
    opening.lastIndex = from;
  }
  if (from < text.length) regions.push({ kind: 'code', start: from, end: text.length });
  return regions;
}
