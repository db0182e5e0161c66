import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { htmlText } from '../runbook/html-text.ts';

/**
 * A page of ours: no text of an estate or a log is in it, and the only script that runs is
 * `<name>.js` of `dist/` (its style sheet is `<name>-style.css`). What the page shows comes by messages and is set as text.
 */
export function webviewHtml(
  webview: vscode.Webview,
  dist: vscode.Uri,
  page: { readonly name: string; readonly title: string },
): string {
  const nonce = randomBytes(18).toString('base64');
  const source = (file: string): string =>
    htmlText(webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString());
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${htmlText(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${htmlText(policy)}">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="${source(`${page.name}-style.css`)}">
<title>${htmlText(page.title)}</title>
</head>
<body>
<main id="page"></main>
<script nonce="${nonce}" src="${source(`${page.name}.js`)}"></script>
</body>
</html>
`;
}
