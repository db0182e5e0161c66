/** First line of what PowerShell writes to a redirected standard error, whatever it was asked for. */
const header = '#< CLIXML';

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
};

function plain(text: string): string {
  return text
    .replace(/&(?:lt|gt|amp|quot|apos);/gu, entity => entities[entity] ?? entity)
    .replace(/_x([0-9A-Fa-f]{4})_/gu, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/**
 * Text as a person reads it, from a standard error that may hold CLIXML documents between plain lines.
 * Strings of the error, warning, verbose and debug streams stay, progress records go.
 */
export function readableError(text: string): string {
  if (!text.includes(header)) return text;
  return text
    .replaceAll(header, '')
    .replace(/<Objs\b[\s\S]*?(?:<\/Objs>|$)/gu, document =>
      [...document.matchAll(/<S S="\w+">([\s\S]*?)<\/S>/gu)]
        .map(match => plain(match[1] ?? ''))
        .join(''),
    )
    .replace(/^(?:\r?\n)+/u, '');
}
