import * as l10n from '@vscode/l10n';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { say } from '../../errors/language.ts';
import { asProblem, describeProblem } from '../../errors/problem.ts';
import { isViewRequest, type ViewAnswer, type ViewEvent } from '../../log/view/protocol.ts';
import { openLogView, type OpenView } from '../../log/view/view-thread.ts';
import type { Background } from '../background.ts';
import { isFromPage, type FromPage, type PageNote, type ToPage } from '../log-page.ts';
import { webviewHtml } from '../webview-html.ts';
import { badgeOf } from './badge-words.ts';
import { headOf } from './head-words.ts';
import { pageLabels } from './page-labels.ts';
import { pageRow } from './row-words.ts';

/** Type of the editor in package.json. */
export const logEditorType = 'recoveryRunbooks.log';

/** An action of the page, on the log that it shows. */
export interface LogAction {
  readonly file: string;
  readonly action: Exclude<FromPage, { message: 'ready' | 'request' | 'attach' }>['action'];
  readonly step?: string;
  readonly text?: string;
}

export interface LogEditorParts {
  readonly extension: vscode.Uri;
  readonly dataFolder: string;
  readonly background: Background;
  act(action: LogAction): Promise<void>;
  attach(file: string, name: string, bytes: Uint8Array): Promise<void>;
  /** What people added beside the log, and what is wrong with it. */
  notesOf(file: string): Promise<{ readonly notes: readonly PageNote[]; readonly remark: string }>;
}

/** A log that is shown; `file` is the log itself, or a copy where it lies on no disk. */
interface LogDocument extends vscode.CustomDocument {
  readonly file: string;
}

/** The read-only editor of recovery logs. Each log is read by a thread of its own. */
export class LogEditors
  implements vscode.CustomReadonlyEditorProvider<LogDocument>, vscode.Disposable
{
  readonly #parts: LogEditorParts;
  readonly #registration: vscode.Disposable;
  readonly #pages = new Set<LogPage>();

  constructor(parts: LogEditorParts) {
    this.#parts = parts;
    this.#registration = vscode.window.registerCustomEditorProvider(logEditorType, this, {
      supportsMultipleEditorsPerDocument: true,
      webviewOptions: { retainContextWhenHidden: true },
    });
  }

  /** Shows a log, and in it a record where one is given. */
  async show(file: string, seq?: number): Promise<void> {
    const uri = vscode.Uri.file(file);
    await vscode.commands.executeCommand('vscode.openWith', uri, logEditorType);
    if (seq === undefined) return;
    for (const page of this.#pages) if (page.file === uri.fsPath) page.show(seq);
  }

  /** The log in front, if one is. */
  get front(): string | undefined {
    return [...this.#pages].find(page => page.isActive)?.file;
  }

  /** Tells the pages of a log that people added something beside it. */
  notesChanged(file: string): void {
    for (const page of this.#pages) {
      if (page.file === file) this.#parts.background(page.sendNotes());
    }
  }

  async openCustomDocument(uri: vscode.Uri): Promise<LogDocument> {
    if (uri.scheme === 'file') return { uri, file: uri.fsPath, dispose: () => undefined };
    const folder = await mkdtemp(join(tmpdir(), 'recovery-log-'));
    const file = join(folder, basename(uri.path));
    await writeFile(file, await vscode.workspace.fs.readFile(uri));
    const dispose = (): void => {
      this.#parts.background(rm(folder, { recursive: true, force: true }));
    };
    return { uri, file, dispose };
  }

  resolveCustomEditor(document: LogDocument, panel: vscode.WebviewPanel): void {
    const page = new LogPage(document.file, panel, this.#parts);
    this.#pages.add(page);
    panel.onDidDispose(() => {
      this.#pages.delete(page);
      this.#parts.background(page.close());
    });
  }

  dispose(): void {
    this.#registration.dispose();
    for (const page of this.#pages) this.#parts.background(page.close());
  }
}

/** One shown log: passes requests to its thread, and words on to its page. */
class LogPage {
  readonly file: string;
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: LogEditorParts;
  readonly #view: OpenView;
  /** What was said before the page was ready. */
  #waiting: ToPage[] | undefined = [];
  #unreadable: readonly number[] = [];
  #hasRows = false;

  constructor(file: string, panel: vscode.WebviewPanel, parts: LogEditorParts) {
    this.file = file;
    this.#panel = panel;
    this.#parts = parts;
    const dist = vscode.Uri.joinPath(parts.extension, 'dist');
    const { webview } = panel;
    const texts = vscode.l10n.bundle;
    this.#view = openLogView({
      file,
      dataFolder: parts.dataFolder,
      user: userInfo().username,
      tell: event => {
        this.#tell(event);
      },
      ...(texts === undefined ? {} : { texts }),
      module: pathToFileURL(join(dist.fsPath, 'log-thread.mjs')),
    });
    webview.onDidReceiveMessage((message: unknown) => {
      if (isFromPage(message)) parts.background(this.#take(message));
    });
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    webview.html = webviewHtml(webview, dist, { name: 'log-view', title: l10n.t('Recovery log') });
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  show(seq: number): void {
    this.#send({ say: 'show', seq });
  }

  async sendNotes(): Promise<void> {
    this.#send({ say: 'notes', ...(await this.#parts.notesOf(this.file)) });
  }

  async close(): Promise<void> {
    await this.#view[Symbol.asyncDispose]();
  }

  #send(message: ToPage): void {
    if (this.#waiting === undefined) void this.#panel.webview.postMessage(message);
    else this.#waiting.push(message);
  }

  #tell(event: ViewEvent): void {
    switch (event.event) {
      case 'changed': {
        const { overview, timeline, total, unreadable } = event;
        this.#unreadable = unreadable;
        this.#send({ say: 'head', head: headOf(overview, timeline), total });
        break;
      }
      case 'verified':
        this.#send({ say: 'badge', badge: badgeOf(event.verification, this.#unreadable) });
        break;
      case 'found':
        this.#send({ say: 'found', query: event.query, lines: event.lines, done: event.done });
        break;
      case 'failed':
        this.#send({ say: 'failed', lines: event.problem.map(say) });
        break;
    }
  }

  async #take(message: FromPage): Promise<void> {
    switch (message.message) {
      case 'ready':
        this.#ready();
        break;
      case 'request':
        if (isViewRequest(message.request)) {
          this.#answer(message.id, await this.#view.ask(message.request));
        }
        break;
      case 'do': {
        const { action, step, text } = message;
        const more = {
          ...(step === undefined ? {} : { step }),
          ...(text === undefined ? {} : { text }),
        };
        await this.#doing(this.#parts.act({ file: this.file, action, ...more }));
        break;
      }
      case 'attach':
        await this.#doing(this.#parts.attach(this.file, message.name, message.bytes));
        break;
    }
  }

  /**
   * What stands beside the log is read once its rows are on the way: the code for it is loaded at its
   * first use in a window, and the rows are not to wait for that.
   */
  #seen(): void {
    if (this.#hasRows) return;
    this.#hasRows = true;
    this.#parts.background(this.sendNotes());
  }

  #ready(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    this.#send({ say: 'labels', labels: pageLabels() });
    for (const message of waiting) this.#send(message);
  }

  /** What fails is told in the page, where it was asked for. */
  async #doing(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.kind === 'cancelled') return;
      this.#send({ say: 'failed', lines: describeProblem(problem.data).map(say) });
    }
  }

  #answer(id: number, answer: ViewAnswer): void {
    switch (answer.answer) {
      case 'rows': {
        const { from, total, rows } = answer;
        this.#send({ say: 'rows', id, from, total, rows: rows.map(pageRow) });
        this.#seen();
        break;
      }
      case 'place':
        this.#send({ say: 'place', id, row: answer.row, total: answer.total });
        break;
      case 'done':
        this.#send({ say: 'done', id, total: answer.total });
        break;
      case 'failed':
        this.#send({ say: 'failed', id, lines: answer.problem.map(say) });
        break;
    }
  }
}
