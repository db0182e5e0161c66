/** Rows of Markdown. */

/** A text as one cell: no line break, no bar that would begin another cell. */
function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/gu, ' ');
}

/** A table with its heads; each row has as many texts as there are heads. */
export function table(heads, rows) {
  const line = texts => `| ${texts.map(cell).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)];
}

/** A page: one line feed at its end, whatever its lines end with. */
export function page(lines) {
  return `${lines.join('\n').trimEnd()}\n`;
}
