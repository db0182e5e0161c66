import { printable } from '../account/printable.ts';

/** Signs that mean something in Markdown, wherever they stand in a line. */
const meaning = /[\\`*_{}[\]()#+\-.!|<>&~^=:"'$@]/g;

/**
 * Text of a server, file or person inside Markdown: nothing in it is markup, a link or HTML. Line ends
 * become spaces.
 */
export function plain(text: string): string {
  return printable(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim()
    .replaceAll(meaning, sign => {
      // an entity, so that no reader of Markdown sees a sign of its own
      return sign === '-' || sign === '.' || sign === "'" || sign === '$' ? sign : entity(sign);
    })
    .replaceAll(/www\./gi, sign => `${sign.slice(0, 3)}&#46;`) // readers make links of such words
    .replaceAll(/^(\d+)([.)])/g, '$1&#46;')
    .replaceAll(/^([-+])/g, '&#45;');
}

function entity(sign: string): string {
  return `&#${sign.charCodeAt(0)};`;
}

/** Ends a line in a cell of a table; the only HTML in a report. */
export const lineEnd = '<br>';

/** Lines of text as one cell of a table, indented as they were. */
export function cellLines(texts: readonly string[]): string {
  return texts
    .flatMap(text => text.split('\n'))
    .map(line => '\u00a0'.repeat(line.search(/[^ ]|$/)) + plain(line))
    .join(` ${lineEnd} `);
}

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

/** A block of text as it was, in a fence that it cannot leave. */
export function block(text: string): string[] {
  const clean = printable(text).replace(/\n$/, '');
  const longest = Math.max(2, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, clean, fence, ''];
}
