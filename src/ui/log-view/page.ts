import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PageLabels } from '../log-page.ts';

/** Text inside an HTML attribute or element. */
function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, mark => marks[mark] ?? '');
}

/**
 * The page of the log viewer: no text of a log is in it, and the only script that runs is ours. What
 * the page shows comes by messages and is set as text.
 */
export function pageHtml(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(18).toString('base64');
  const source = (name: string): string =>
    escaped(webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString());
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="${source('log-view-style.css')}">
<title>${escaped(l10n.t('Recovery log'))}</title>
</head>
<body>
<main id="page"></main>
<script nonce="${nonce}" src="${source('log-view.js')}"></script>
</body>
</html>
`;
}

/** Words that the page itself uses. */
export function pageLabels(): PageLabels {
  return {
    loading: l10n.t('Reading the log…'),
    checking: l10n.t('checking integrity…'),
    integrity: l10n.t('Integrity'),
    verifyAgain: l10n.t('Verify again'),
    showLine: l10n.t('Show line {0}'),
    facts: l10n.t('Details'),
    objectives: l10n.t('Recovery time and age of data'),
    what: l10n.t('Measure'),
    name: l10n.t('Server or data'),
    value: l10n.t('Reached'),
    target: l10n.t('Target'),
    verdict: l10n.t('Result'),
    evidence: l10n.t('Records'),
    people: l10n.t('Participants'),
    notes: l10n.t('Notes, findings and sign-offs'),
    record: l10n.t('Record {0}'),
    find: l10n.t('Find in the log'),
    findHint: l10n.t('Find in all text and output'),
    next: l10n.t('Next match'),
    previous: l10n.t('Previous match'),
    matches: l10n.t('{0} of {1}'),
    noMatch: l10n.t('no match'),
    searching: l10n.t('searching: {0} so far'),
    outcome: l10n.t('Outcome'),
    server: l10n.t('Server'),
    kind: l10n.t('Kind'),
    all: l10n.t('all'),
    unfoldAll: l10n.t('Unfold all'),
    foldAll: l10n.t('Fold all'),
    follow: l10n.t('Follow'),
    openRunbook: l10n.t('Open runbook'),
    openStep: l10n.t('Open step in runbook'),
    openText: l10n.t('Open as text'),
    compare: l10n.t('Compare with…'),
    report: l10n.t('Report…'),
    addNote: l10n.t('Add note…'),
    addEvidence: l10n.t('Add evidence…'),
    addFinding: l10n.t('Add finding…'),
    signOff: l10n.t('Sign off…'),
    wholeOutput: l10n.t('Open whole output'),
    list: l10n.t('Steps and records'),
    listHelp: l10n.t(
      'Arrow keys move, left and right fold and unfold, Enter unfolds, Ctrl+F finds.',
    ),
    nothing: l10n.t('No part of the log fits the filter.'),
    folded: l10n.t('folded'),
    attached: l10n.t('A picture or file that is pasted or dropped here is added as evidence.'),
  };
}
