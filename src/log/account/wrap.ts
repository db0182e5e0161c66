/** Signs that take two columns where letters have one width: CJK, Hangul, full-width forms, emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\ud83c-\ud83e][\udc00-\udfff]/;
const wideAll = new RegExp(wide.source, 'g');
const plain = /^[\t -\u10ff]*$/;

/** Tabs become spaces up to the next of these columns. */
const tabStop = 8;

function withoutTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let made = '';
  for (const sign of line) {
    made += sign === '\t' ? ' '.repeat(tabStop - (made.length % tabStop)) : sign;
  }
  return made;
}

/** Columns of a text, an approximation for scripts whose signs are joined or stacked. */
export function columnsOf(text: string): number {
  if (plain.test(text)) return text.length;
  return text.length + (text.match(wideAll)?.filter(sign => sign.length === 1).length ?? 0);
}

/**
 * One line of text in pieces of at most so many columns; no sign is cut or lost. An empty line is one
 * empty piece.
 */
export function wrapLine(text: string, columns: number): string[] {
  const line = withoutTabs(text);
  if (line.length * 2 <= columns || columnsOf(line) <= columns) return [line];
  const pieces: string[] = [];
  if (plain.test(line)) {
    for (let at = 0; at < line.length; at += columns) pieces.push(line.slice(at, at + columns));
    return pieces;
  }
  let piece = '';
  let used = 0;
  for (const sign of line) {
    const width = columnsOf(sign);
    if (used + width > columns && piece !== '') {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += sign;
    used += width;
  }
  pieces.push(piece);
  return pieces;
}

/** How many pieces `wrapLine` makes, without making them where that is easy to know. */
export function wrappedCount(text: string, columns: number): number {
  if (text.length * 2 <= columns && !text.includes('\t')) return 1;
  if (plain.test(text) && !text.includes('\t')) {
    return Math.max(1, Math.ceil(text.length / columns));
  }
  return wrapLine(text, columns).length;
}
