import * as l10n from '@vscode/l10n';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { cancelled } from '../../errors/problem.ts';
import type { LogEditors } from '../log-view/log-editors.ts';
import { logFolders } from '../log-view/log-folders.ts';
import { listingWords } from '../log-view/pick-log.ts';
import type { ReviewPages } from '../log-view/review-pages.ts';
import { askText, chooseOne, newList } from '../questions.ts';
import type { LoadServices } from '../services.ts';

export interface ReviewParts {
  readonly load: LoadServices;
  readonly pages: ReviewPages;
  readonly editors: LogEditors;
}

function runOf(file: string): string {
  return basename(file).replace(/\.recovery-log\.jsonl$/, '');
}

/** Shows two runs side by side; the other one is asked for, those of the same runbook first. */
export async function compareLogs(file: string, parts: ReviewParts): Promise<void> {
  const services = await parts.load();
  const listings = await services.logs.list(logFolders(services.dataFolder));
  const own = listings.find(each => each.file === file)?.runbook?.title;
  const items = listings
    .filter(each => each.file !== file)
    .sort((a, b) => Number(b.runbook?.title === own) - Number(a.runbook?.title === own))
    .map(listing => ({ ...listingWords(listing), detail: listing.run, target: listing.file }));
  const placeHolder = l10n.t('Run to compare with');
  const picked = await chooseOne(items, { placeHolder, matchOnDetail: true });
  if (picked === undefined) throw cancelled();
  const [before = '', after = ''] = [file, picked.target].sort((a, b) =>
    runOf(a) < runOf(b) ? -1 : 1,
  );
  const page = await services.logs.comparison(before, after);
  await parts.pages.show(`${runOf(before)} – ${runOf(after)}`, page);
}

type Form = 'show' | 'html' | 'md';

/** Shows the report of a run, or writes it as one file. */
export async function reportLog(file: string, parts: ReviewParts): Promise<void> {
  const items: readonly { label: string; form: Form; anonymous: boolean }[] = [
    { label: l10n.t('Show the report'), form: 'show', anonymous: false },
    { label: l10n.t('Write an HTML file…'), form: 'html', anonymous: false },
    { label: l10n.t('Write a Markdown file…'), form: 'md', anonymous: false },
    {
      label: l10n.t('Write an HTML file without names of people, computers and folders…'),
      form: 'html',
      anonymous: true,
    },
  ];
  const picked = await chooseOne(items, { title: l10n.t('Report') });
  if (picked === undefined) throw cancelled();
  const services = await parts.load();
  const { form, anonymous } = picked;
  if (form === 'show') {
    const page = await services.logs.report(file, { format: 'md', anonymous });
    await parts.pages.show(l10n.t('Report {0}', runOf(file)), page);
    return;
  }
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(file.replace(/\.recovery-log\.jsonl$/, `.report.${form}`)),
    filters: form === 'html' ? { HTML: ['html'] } : { Markdown: ['md'] },
  });
  if (target === undefined) throw cancelled();
  const text = await services.logs.report(file, { format: form, anonymous });
  await vscode.workspace.fs.writeFile(target, Buffer.from(text));
  const open = l10n.t('Open');
  const message = l10n.t('Report written to {0}', target.fsPath);
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await vscode.env.openExternal(target);
  }
}

/** Looks through all logs for a text and shows the place that is chosen. */
export async function searchLogs(parts: ReviewParts): Promise<void> {
  const services = await parts.load();
  const text = await askText({
    title: l10n.t('Search all recovery logs'),
    prompt: l10n.t(
      'A text. Before it may stand server:FQDN, outcome:failed, runbook:NAME, since:2026-11-01, until:2026-11-30.',
    ),
  });
  if (text === undefined || text.trim() === '') throw cancelled();
  const stop = new AbortController();
  const pick = newList<vscode.QuickPickItem & { file: string; seq?: number }>();
  pick.title = l10n.t('Recovery logs with {0}', text.trim());
  pick.busy = true;
  pick.matchOnDetail = true;
  pick.onDidHide(() => {
    stop.abort();
    pick.dispose();
  });
  pick.onDidAccept(() => {
    const [chosen] = pick.selectedItems;
    pick.hide();
    if (chosen !== undefined) void parts.editors.show(chosen.file, chosen.seq);
  });
  pick.show();
  const { logs, dataFolder } = services;
  const found: (vscode.QuickPickItem & { file: string; seq?: number })[] = [];
  try {
    for await (const hit of logs.search(logFolders(dataFolder), queryOf(text), stop.signal)) {
      const words = listingWords(hit);
      const first = hit.lines[0];
      found.push({
        ...words,
        file: hit.file,
        detail: [...hit.lines, ...hit.notes].map(line => line.text.trim()).join('  …  '),
        ...(first === undefined ? {} : { seq: first.seq }),
      });
      pick.items = [...found];
    }
    if (found.length === 0) pick.placeholder = l10n.t('Nothing was found.');
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
  } finally {
    pick.busy = false;
  }
}

const queryWords = ['server', 'outcome', 'runbook', 'since', 'until'] as const;

/** What is looked for, from one line: words with a colon narrow it down, the rest is the text. */
function queryOf(line: string): Readonly<Record<string, string>> {
  const query: Record<string, string> = {};
  let rest = line.trim();
  for (const name of queryWords) {
    const pattern = new RegExp(`(?:^|\\s)${name}:(?:"([^"]*)"|(\\S+))`);
    const match = pattern.exec(rest);
    if (match === null) continue;
    query[name] = match[1] ?? match[2] ?? '';
    rest = rest.replace(match[0], ' ').trim();
  }
  return rest === '' ? query : { ...query, text: rest };
}

/** Writes the user's public key to a file, for others to trust. */
export async function exportLogKey(load: LoadServices): Promise<void> {
  const { logs, user } = await load();
  const { text, fingerprint } = await logs.ownKey();
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(`${user}.recovery-log-key.json`),
    filters: { JSON: ['json'] },
  });
  if (target === undefined) throw cancelled();
  await writeFile(target.fsPath, text);
  void vscode.window.showInformationMessage(
    l10n.t('Your public key {0} was written to {1}.', fingerprint, target.fsPath),
  );
}

/** Puts the keys of a file on the user's list. */
export async function trustLogKey(load: LoadServices): Promise<void> {
  const { logs } = await load();
  const picked = await vscode.window.showOpenDialog({ filters: { JSON: ['json'] } });
  const file = picked?.[0]?.fsPath;
  if (file === undefined) throw cancelled();
  const names = (await logs.trust(file)).map(({ name }) => name).join(', ');
  void vscode.window.showInformationMessage(l10n.t('Trusted from now on: {0}.', names));
}
