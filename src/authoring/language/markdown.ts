/** A text of a person, a file or a server as Markdown that shows it and nothing else. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$@:]/gu, '\\$&').replace(/\r?\n/gu, '  \n');
}

/** Inline code; the marks are longer than any run of them inside. */
export function code(text: string): string {
  let marks = '`';
  while (text.includes(marks)) marks += '`';
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${marks}${pad}${text.replace(/\s+/gu, ' ')}${pad}${marks}`;
}

/** A block of code in a language. */
export function codeBlock(language: string, text: string): string {
  let marks = '```';
  while (text.includes(marks)) marks += '`';
  return `${marks}${language}\n${text}\n${marks}`;
}
