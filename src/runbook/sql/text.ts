/** A stretch of T-SQL text. Regions follow each other without a gap; quotes belong to their region. */
export interface SqlRegion {
  readonly kind: 'code' | 'string' | 'bracket' | 'quoted' | 'comment';
  readonly start: number;
  readonly end: number;
}

/** After the closing mark of what begins at `from`; a doubled mark does not close. */
function afterMark(text: string, from: number, mark: string): number {
  let at = text.indexOf(mark, from);
  while (at >= 0 && text[at + 1] === mark) at = text.indexOf(mark, at + 2);
  return at < 0 ? text.length : at + 1;
}

/** After a block comment that begins at `from`; T-SQL nests them. */
function afterComment(text: string, from: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  let depth = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

function afterLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

function regionAt(text: string, start: number): SqlRegion {
  switch (text[start]) {
    case "'":
      return { kind: 'string', start, end: afterMark(text, start + 1, "'") };
    case '"':
      return { kind: 'quoted', start, end: afterMark(text, start + 1, '"') };
    case '[':
      return { kind: 'bracket', start, end: afterMark(text, start + 1, ']') };
    case '-':
      return { kind: 'comment', start, end: afterLine(text, start) };
    default:
      return { kind: 'comment', start, end: afterComment(text, start) };
  }
}

/** Cuts T-SQL into code, strings, delimited identifiers and comments. What is not closed goes on to the end. */
export function sqlRegions(text: string): SqlRegion[] {
  const regions: SqlRegion[] = [];
  const opening = /['"[]|--|\/\*/g;
  let from = 0;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    if (match.index > from) regions.push({ kind: 'code', start: from, end: match.index });
    const region = regionAt(text, match.index);
    regions.push(region);
    from = region.end;
    opening.lastIndex = from;
  }
  if (from < text.length) regions.push({ kind: 'code', start: from, end: text.length });
  return regions;
}
