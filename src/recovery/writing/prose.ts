/** Lines of prose are at most this long where words allow it. */
const width = 100;

/** What would begin a list, a heading, a quotation, a fence or a table at the start of a line. */
const blockStart = /^(?:[-+*#>=~|]|\d+[.)]$|`{3,}|<)/u;

/**
 * Words, with code spans and what is glued to them kept whole; a space that does not break, as French
 * has before a colon, glues too.
 */
function wordsOf(paragraph: string): string[] {
  return paragraph.match(/(?:(`+)(?!`)[^]*?(?<!`)\1(?!`)|[^ \t\r\n`]|`)+/gu) ?? [];
}

/** One paragraph, broken into lines; a line never begins with what Markdown would take for a block. */
export function wrapped(paragraph: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of wordsOf(paragraph)) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (line !== '' && joined.length > width && !blockStart.test(word)) {
      lines.push(line);
      line = word;
    } else {
      line = joined;
    }
  }
  if (line !== '') lines.push(line);
  return lines.join('\n');
}

/** Paragraphs and lists (`- ` at the beginning) as Markdown, with a blank line between them. */
export function paragraphs(texts: readonly string[]): string[] {
  return texts.map(text => {
    const item = text.startsWith('- ');
    const body = wrapped(item ? text.slice(2) : text);
    return item ? `- ${body.replaceAll('\n', '\n  ')}` : body;
  });
}
