import { Marked, type Tokens } from 'marked';
import { htmlText } from '../../runbook/html-text.ts';

/** Values by the name of their variable; what has no value yet is absent. */
export type KnownValues = ReadonlyMap<string, string>;

export interface PrintableSource {
  readonly title: string;
  /** Markdown without its front matter. */
  readonly markdown: string;
  readonly values: KnownValues;
  /** Words around it, in the language of the reader. */
  readonly words: { readonly values: string; readonly printed: string };
}

function lookUp(values: KnownValues, name: string): string | undefined {
  const key = name.toLowerCase();
  return [...values].find(([known]) => known.toLowerCase() === key)?.[1];
}

/** `$Name` and `${Name}` with their values; a doubled dollar sign is one. */
export function filledIn(text: string, values: KnownValues): string {
  return text.replaceAll(
    /\$\$|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g,
    (whole, braced: string | undefined, bare: string | undefined) => {
      if (whole === '$$') return '$';
      return lookUp(values, braced ?? bare ?? '') ?? whole;
    },
  );
}

function usedIn(text: string, values: KnownValues, sign: string): [string, string][] {
  return [...values].filter(([name]) => new RegExp(`[${sign}]\\{?${name}\\b`, 'i').test(text));
}

/** A script as a person can type it: its variables get their values first. */
export function withValues(language: string, text: string, values: KnownValues): string {
  switch (language) {
    case 'powershell':
    case 'ps1':
    case 'pwsh': {
      const lines = usedIn(text, values, '$').map(
        ([name, value]) => `$${name} = '${value.replaceAll("'", "''")}'`,
      );
      return [...lines, text].join('\n');
    }
    case 'sql':
    case 'tsql': {
      const lines = usedIn(text, values, '@').map(
        ([name, value]) => `DECLARE @${name} nvarchar(4000) = N'${value.replaceAll("'", "''")}';`,
      );
      return [...lines, filledIn(text, values)].join('\n');
    }
    default:
      return filledIn(text, values);
  }
}

/** Links lead to pages of the kit or to the web, nowhere else. */
function safeLink(href: string): string | undefined {
  if (/^https?:\/\//i.test(href) || href.startsWith('#')) return href;
  if (/^[\w./-]+\.runbook\.md$/.test(href)) return href.replace(/\.md$/, '.html');
  return /^[\w./-]+$/.test(href) && !href.includes('..') ? href : undefined;
}

const style = `
body { font: 11pt/1.45 system-ui, sans-serif; max-width: 48em; margin: 2em auto; padding: 0 1em; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.6em; } h2 { font-size: 1.25em; margin-top: 1.8em; border-bottom: 1px solid #999; }
pre { border: 1px solid #888; padding: .6em; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 10pt/1.4 ui-monospace, Consolas, monospace; } p code, td code { overflow-wrap: anywhere; }
figure { margin: 1em 0; break-inside: avoid; } figcaption { font-size: .85em; color: #444; }
figcaption::before { content: '\\2610\\00a0'; font-size: 1.3em; }
table { border-collapse: collapse; } td, th { border: 1px solid #888; padding: .25em .6em; text-align: left; vertical-align: top; }
footer { margin-top: 3em; font-size: .85em; color: #444; }
@media print { body { margin: 0; max-width: none; } a { color: inherit; text-decoration: none; } }`;

/** A page around HTML that is made here; `title` and `footer` are text. */
export function htmlPage(title: string, body: string, footer: string): string {
  return [
    '<!DOCTYPE html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${htmlText(title)}</title><style>${style}</style></head><body>`,
    body,
    `<footer>${htmlText(footer)}</footer>`,
    '</body></html>',
    '',
  ].join('\n');
}

/** Markdown as HTML without scripts: HTML inside it is shown as the text that it is. */
export function markdownAsHtml(markdown: string, values: KnownValues): string {
  const marked = new Marked({ gfm: true, async: false });
  const text = (plain: string): string => htmlText(filledIn(plain, values));
  marked.use({
    renderer: {
      html: ({ text: raw }: Tokens.HTML | Tokens.Tag) => htmlText(raw),
      codespan: ({ text: raw }: Tokens.Codespan) => `<code>${text(raw)}</code>`,
      image: ({ text: alt }: Tokens.Image) => text(alt),
      text(token: Tokens.Text | Tokens.Escape) {
        if ('tokens' in token && Array.isArray(token.tokens)) {
          return this.parser.parseInline(token.tokens);
        }
        return text(token.text);
      },
      link(token: Tokens.Link) {
        const inner = this.parser.parseInline(token.tokens);
        const href = safeLink(token.href);
        return href === undefined ? inner : `<a href="${htmlText(href)}">${inner}</a>`;
      },
      code: ({ text: raw, lang }: Tokens.Code) => {
        const language = /^[^\s{]*/.exec(lang ?? '')?.[0] ?? '';
        const shown = htmlText(withValues(language, raw, values));
        const attributes = (lang ?? '').slice(language.length).trim();
        const caption = [language, filledIn(attributes, values)].filter(part => part !== '');
        return `<figure><figcaption>${htmlText(caption.join(' '))}</figcaption><pre><code>${shown}</code></pre></figure>\n`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

/** A runbook for a person with paper and pencil: every value in place, nothing that runs. */
export function printableRunbook({ title, markdown, values, words }: PrintableSource): string {
  const rows = [...values].map(
    ([name, value]) =>
      `<tr><th>${htmlText(name)}</th><td><code>${htmlText(value)}</code></td></tr>`,
  );
  const table =
    rows.length === 0 ? '' : `<h2>${htmlText(words.values)}</h2><table>${rows.join('')}</table>`;
  return htmlPage(title, `${markdownAsHtml(markdown, values)}${table}`, words.printed);
}
