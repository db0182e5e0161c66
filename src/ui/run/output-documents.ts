import * as vscode from 'vscode';
import type { LoadServices } from '../services.ts';

/** Scheme of read-only documents that show the whole output of a step. */
const scheme = 'recovery-output';

/** The whole output of a step, from its log, as a read-only document. */
export class OutputDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #load: LoadServices;
  readonly #registration: vscode.Disposable;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(load: LoadServices) {
    this.#load = load;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const query = new URLSearchParams(uri.query);
    const services = await this.#load();
    return services.outputOf(query.get('log') ?? '', query.get('step') ?? '');
  }

  async open(log: string, step: string): Promise<void> {
    const query = new URLSearchParams({ log, step }).toString();
    const uri = vscode.Uri.from({ scheme, path: `/${step}.txt`, query });
    this.#changed.fire(uri); // one that is open still may show an earlier attempt
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
