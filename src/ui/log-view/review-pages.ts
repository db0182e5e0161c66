import * as vscode from 'vscode';

/** Scheme of read-only pages that are made for one look: comparisons and reports. */
const scheme = 'recovery-review';

/** Pages that are kept at most. */
const most = 20;

/** Markdown pages in memory, shown by the editor's own preview, which runs nothing that is in them. */
export class ReviewPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #registration: vscode.Disposable;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #pages = new Map<string, string>();

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#pages.get(uri.path) ?? '';
  }

  /** Shows a page under a name; the same name shows the new text. */
  async show(name: string, markdown: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name.replaceAll(/[\\/]/g, '-')}.md` });
    this.#pages.delete(uri.path);
    this.#pages.set(uri.path, markdown);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= most) break;
      this.#pages.delete(oldest);
    }
    this.#changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
