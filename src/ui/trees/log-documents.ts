import * as vscode from 'vscode';
import { logUnreadable } from '../../errors/editor.ts';
import type { LoadServices } from '../services.ts';
import { logDocument } from './log-document.ts';

/** Scheme of the read-only pages that show recovery logs. */
const scheme = 'recovery-log';

/** Recovery logs as read-only pages, made anew each time that they are opened. */
export class LogDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #load: LoadServices;
  readonly #registration: vscode.Disposable;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(load: LoadServices) {
    this.#load = load;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const file = new URLSearchParams(uri.query).get('log') ?? '';
    const services = await this.#load();
    const verification = await services.verifyLog(file);
    const entry = await services.readLog(file);
    if (entry.state === undefined) throw logUnreadable(file, entry.problem ?? '');
    return logDocument(entry.state, verification);
  }

  /** Shows the page of a log beside what is open. */
  async open(file: string): Promise<void> {
    const name = file.replace(/^.*[\\/]/, '').replace(/\.recovery-log\.jsonl$/, '');
    const query = new URLSearchParams({ log: file }).toString();
    const uri = vscode.Uri.from({ scheme, path: `/${name}.md`, query });
    this.#changed.fire(uri);
    await vscode.workspace.openTextDocument(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
