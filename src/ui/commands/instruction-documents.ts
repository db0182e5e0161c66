import * as vscode from 'vscode';

const scheme = 'recovery-instructions';

/** Plans as read-only Markdown documents, shown rendered. */
export class InstructionDocuments implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Shows the instructions of a runbook beside it, as they are now. */
  async show(runbook: vscode.Uri, made: { readonly markdown: string }): Promise<void> {
    const path = runbook.path.replace(/(?:\.runbook)?\.md$/iu, '.instructions.md');
    const uri = vscode.Uri.from({ scheme, path });
    this.#texts.set(uri.toString(), made.markdown);
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
    const commands = await vscode.commands.getCommands(true);
    // the preview of Markdown may be switched off; the text itself is as good
    if (commands.includes('markdown.showPreview')) {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
