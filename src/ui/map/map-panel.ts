import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { asProblem, describeProblem } from '../../errors/problem.ts';
import type { Estate } from '../../estate/model.ts';
import type { Background } from '../background.ts';
import type { Estates } from '../estate/estates.ts';
import { isFromMap, type FromMap, type MapRun, type ToMap } from '../map-page.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import type { NotebookRun } from '../run/notebook-run.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { LoadServices } from '../services.ts';
import { webviewHtml } from '../webview-html.ts';
import { mapLabels, mapPageOf, runOf } from './map-page-of.ts';

export interface MapParts {
  readonly estates: Estates;
  readonly desk: RunDesk;
  readonly reader: RunbookReader;
  readonly load: LoadServices;
  readonly background: Background;
  /** Folder with the bundles. */
  readonly dist: vscode.Uri;
}

/** The estate as a picture: one panel, kept up to date while it is open. */
export class EstateMapPanel implements vscode.Disposable {
  readonly #parts: MapParts;
  readonly #subscriptions: vscode.Disposable[] = [];
  #panel: vscode.WebviewPanel | undefined;
  #run: NotebookRun | undefined;
  /** What the operator supposes lost; `undefined` for what is known to be lost. */
  #supposed: readonly string[] | undefined;

  constructor(parts: MapParts) {
    this.#parts = parts;
  }

  /** Shows the map. Throws a `Problem` where there is no estate file or it has errors. */
  async show(): Promise<void> {
    await this.#parts.estates.read();
    this.#run = this.#parts.desk.front ?? this.#run;
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      await this.#tell();
      return;
    }
    this.#supposed = undefined;
    const panel = vscode.window.createWebviewPanel(
      'recoveryRunbooks.map',
      l10n.t('Estate map'),
      vscode.ViewColumn.Beside,
      { enableScripts: true, localResourceRoots: [this.#parts.dist] },
    );
    this.#panel = panel;
    const { background, desk, estates } = this.#parts;
    this.#subscriptions.push(
      panel.onDidDispose(() => {
        this.#panel = undefined;
        this.#clear();
      }),
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isFromMap(message)) background(this.#take(message));
      }),
      estates.onDidChange(() => {
        background(this.#tell());
      }),
      desk.onDidChange(({ run }) => {
        this.#run = run;
        background(this.#tell());
      }),
    );
    panel.webview.html = webviewHtml(panel.webview, this.#parts.dist, {
      name: 'map',
      title: l10n.t('Estate map'),
    });
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#clear();
  }

  #clear(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
  }

  async #take(message: FromMap): Promise<void> {
    switch (message.message) {
      case 'ready':
        await this.#post({ say: 'labels', labels: mapLabels() });
        await this.#tell();
        break;
      case 'suppose':
        this.#supposed = message.lost;
        await this.#tell();
        break;
      case 'open':
        await vscode.commands.executeCommand('recoveryRunbooks.openServerInEstate', {
          target: message.name,
        });
        break;
      case 'recover':
        await vscode.commands.executeCommand('recoveryRunbooks.recoverServer', {
          target: message.lost[0],
          lost: message.lost.slice(1),
        });
        break;
      case 'show-step':
        await this.#showStep(message.step);
        break;
    }
  }

  async #tell(): Promise<void> {
    if (this.#panel === undefined) return;
    try {
      const estate = await this.#parts.estates.read();
      const lost = this.#supposed ?? (await this.#knownLost(estate));
      await this.#post({ say: 'page', page: mapPageOf(estate, lost, await this.#progress()) });
    } catch (thrown) {
      await this.#post({ say: 'failed', lines: describeProblem(asProblem(thrown).data) });
    }
  }

  async #knownLost(estate: Estate): Promise<readonly string[]> {
    const services = await this.#parts.load();
    const states = await services.serverStates(estate);
    return [...states].flatMap(([name, { state }]) => (state === 'lost' ? [name] : []));
  }

  async #progress(): Promise<MapRun | undefined> {
    const run = this.#run;
    if (run === undefined || run.notebook.isClosed) return undefined;
    const { runbook } = await this.#parts.reader.of(run.notebook);
    return { ...runOf(runbook.steps, run.state), title: runbook.title };
  }

  async #showStep(id: string): Promise<void> {
    const run = this.#run;
    if (run === undefined || run.notebook.isClosed) return;
    const { notebook } = run;
    const editor = await vscode.window.showNotebookDocument(notebook);
    const { stepAt } = await this.#parts.reader.of(notebook);
    const index = [...stepAt].find(([, step]) => step.id === id)?.[0];
    if (index === undefined) return;
    const range = new vscode.NotebookRange(index, index + 1);
    editor.selections = [range];
    editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  }

  async #post(message: ToMap): Promise<void> {
    await this.#panel?.webview.postMessage(message);
  }
}
