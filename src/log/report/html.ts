import * as l10n from '@vscode/l10n';
import { Marked, type Tokens } from 'marked';
import { htmlText } from '../../runbook/html-text.ts';
import { breakable } from './breakable.ts';
import { lineEnd } from './markup.ts';

/**
 * Markdown as HTML without anything that can do harm, whoever wrote the text: HTML in it is shown as
 * text but for the end of a line, links and pictures become their words.
 */
export function safeHtml(markdown: string): string {
  const marked = new Marked({
    gfm: true,
    renderer: {
      html: ({ text }: Tokens.HTML | Tokens.Tag) => (text === lineEnd ? text : htmlText(text)),
      link({ tokens }) {
        return this.parser.parseInline(tokens);
      },
      image: ({ text }) => htmlText(text),
      tablecell({ tokens, header }) {
        const tag = header ? 'th' : 'td';
        return `<${tag}>${breakable(this.parser.parseInline(tokens))}</${tag}>\n`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

const style = `
:root { color-scheme: light; }
body { font: 11pt/1.45 system-ui, "Segoe UI", sans-serif; color: #1a1a1a; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin: 0 0 .6rem; }
h2 { font-size: 1.15rem; margin: 1.8rem 0 .5rem; border-bottom: 1px solid #999; padding-bottom: .15rem; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 .8rem; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border: 1px solid #bbb; overflow-wrap: break-word; }
.long { overflow-wrap: anywhere; }
.whole { white-space: nowrap; }
th { background: #f0f0f0; }
pre { background: #f6f6f6; border: 1px solid #ddd; padding: .5rem .7rem; white-space: pre-wrap; overflow-wrap: anywhere; font: .85rem/1.4 ui-monospace, Consolas, monospace; }
code { font-family: ui-monospace, Consolas, monospace; overflow-wrap: anywhere; }
@media print {
  body { margin: 0; max-width: none; padding: 0 1px; font-size: 9pt; }
  h2, ul:has(+ pre) { break-after: avoid; }
  th, td { padding: .15rem .3rem; }
  tr, pre { break-inside: avoid; }
  thead { display: table-header-group; }
  @page { size: landscape; margin: 14mm; }
}
`;

/** A report as one HTML file: printable, no script, nothing loaded from elsewhere. */
export function reportHtml(markdown: string): string {
  // the tag of the language that the texts of the report are in
  const language = l10n.t('en');
  const title = /^# (.*)$/m.exec(markdown)?.[1] ?? l10n.t('Recovery report');
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `<!DOCTYPE html>
<html lang="${htmlText(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${safeHtml(markdown)}</main>
</body>
</html>
`;
}
