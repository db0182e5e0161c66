import * as vscode from 'vscode';
import type { Diagnostic } from '../../errors/diagnostic.ts';
import { say } from '../../errors/language.ts';
import { stepLanguageOfId } from '../../runbook/markdown/fence.ts';
import type { Runbook } from '../../runbook/model.ts';
import type { Background } from '../background.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import { isRunbookType } from '../notebook/types.ts';
import type { LoadServices } from '../services.ts';
import type { Authoring } from './authoring.ts';
import { isRunbookFile, notebookOf } from './documents.ts';
import { inCells, rangeOf, type PlacedFinding } from './places.ts';
import type { Worlds } from './worlds.ts';

export interface ProblemParts {
  readonly load: LoadServices;
  readonly reader: RunbookReader;
  readonly worlds: Worlds;
  readonly background: Background;
}

const severities: Readonly<Record<Diagnostic['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** A whole runbook waits this long for more keys, and longer where reading it took longer; ms. */
const quietMs = 250;

function keyOf({ code, line, column }: Diagnostic): string {
  return `${code}:${line}:${column}`;
}

/**
 * What is wrong with open runbooks, in *Problems*: the cell that is typed in at once, the whole runbook
 * when the keys rest.
 */
export class RunbookProblems implements vscode.Disposable {
  readonly #parts: ProblemParts;
  readonly #collection = vscode.languages.createDiagnosticCollection('recovery-runbooks');
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Findings by the document that shows them. */
  readonly #shown = new Map<string, readonly PlacedFinding[]>();
  #lastMs = 0;
  /** What was asked about syntax, and may have started a PowerShell for it. */
  #asked: Authoring | undefined;

  constructor(parts: ProblemParts) {
    this.#parts = parts;
    const { workspace } = vscode;
    this.#subscriptions = [
      this.#collection,
      workspace.onDidOpenNotebookDocument(notebook => {
        this.#notebookSoon(notebook);
      }),
      workspace.onDidChangeNotebookDocument(({ notebook, contentChanges, cellChanges }) => {
        for (const { document } of cellChanges) if (document !== undefined) this.#typed(document);
        const attributes = cellChanges.some(each => each.metadata !== undefined);
        const text = cellChanges.some(each => each.document !== undefined);
        if (contentChanges.length > 0 || attributes || text) this.#notebookSoon(notebook);
      }),
      workspace.onDidCloseNotebookDocument(notebook => {
        this.#clear(notebook.uri);
        for (const cell of notebook.getCells()) this.#show(cell.document.uri, []);
      }),
      workspace.onDidOpenTextDocument(document => {
        this.#fileSoon(document);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        this.#fileSoon(document);
      }),
      workspace.onDidCloseTextDocument(document => {
        if (isRunbookFile(document)) this.#clear(document.uri);
        this.#show(document.uri, []);
      }),
    ];
    for (const notebook of workspace.notebookDocuments) this.#notebookSoon(notebook);
    for (const document of workspace.textDocuments) this.#fileSoon(document);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#asked?.end();
  }

  /** Everything that is told of a document now. */
  of(document: vscode.TextDocument): readonly PlacedFinding[] {
    return this.#shown.get(document.uri.toString()) ?? [];
  }

  #clear(uri: vscode.Uri): void {
    clearTimeout(this.#timers.get(uri.toString()));
    this.#timers.delete(uri.toString());
    this.#parts.worlds.forget(uri);
  }

  #soon(uri: vscode.Uri, work: () => Promise<void>): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(
      () => {
        this.#timers.delete(key);
        this.#parts.background(work());
      },
      Math.max(quietMs, 3 * this.#lastMs),
    );
    this.#timers.set(key, timer);
  }

  #notebookSoon(notebook: vscode.NotebookDocument): void {
    if (!isRunbookType(notebook.notebookType)) return;
    this.#soon(notebook.uri, () => this.#notebook(notebook));
  }

  #fileSoon(document: vscode.TextDocument): void {
    if (isRunbookFile(document)) this.#soon(document.uri, () => this.#file(document));
  }

  /** The findings of one cell by itself, beside those of the whole runbook that are not its own. */
  #typed(document: vscode.TextDocument): void {
    const notebook = notebookOf(document);
    const language = stepLanguageOfId(document.languageId);
    const facts = notebook && this.#parts.worlds.known(notebook.uri);
    if (language === undefined || facts === undefined) return;
    const before = this.of(document).filter(({ own }) => own !== true);
    this.#parts.background(
      this.#parts.load().then(services => {
        const found = services.authoring.cell(language, lf(document), facts);
        const placed = found.map(each => ({ found: each, range: rangeOf(each), own: true }));
        this.#show(document.uri, [...placed, ...before]);
      }),
    );
  }

  async #notebook(notebook: vscode.NotebookDocument): Promise<void> {
    if (notebook.isClosed) return;
    const services = await this.#parts.load();
    const estate = await this.#parts.worlds.estate(notebook.uri);
    const started = performance.now();
    const { runbook, stepAt } = await this.#parts.reader.of(notebook);
    const { diagnostics, functions } = services.authoring.lint(runbook, estate);
    this.#lastMs = performance.now() - started;
    if (isGone(notebook)) return;
    this.#parts.worlds.remember(notebook.uri, runbook, functions);
    const placed = inCells(notebook, stepAt, diagnostics);
    const context = { version: runbook.appliesTo.productVersion, functions };
    for (const cell of notebook.getCells()) {
      const all = placed.get(cell.index) ?? [];
      const language = stepLanguageOfId(cell.document.languageId);
      const own =
        all.length === 0 || language === undefined
          ? []
          : services.authoring.cell(language, lf(cell.document), context).map(keyOf);
      this.#show(
        cell.document.uri,
        all.map(each => {
          const { line, character } = each.range.start;
          const key = `${each.found.code}:${line + 1}:${character + 1}`;
          return { ...each, own: each.found.code === 'ps-syntax' || own.includes(key) };
        }),
      );
    }
    this.#askSyntax(notebook.uri, runbook, () => this.#notebook(notebook));
  }

  /** Asks PowerShell behind the writer's back, and tells again where it found something. */
  #askSyntax(uri: vscode.Uri, runbook: Runbook, again: () => Promise<void>): void {
    const settings = vscode.workspace.getConfiguration('recoveryRunbooks', uri);
    if (!settings.get<boolean>('powershell.checkSyntax', true)) return;
    this.#parts.background(
      this.#parts.load().then(async ({ authoring }) => {
        this.#asked = authoring;
        // where another pass is waiting it will tell
        if ((await authoring.askSyntax(runbook)) && !this.#timers.has(uri.toString()))
          await again();
      }),
    );
  }

  async #file(document: vscode.TextDocument): Promise<void> {
    if (document.isClosed) return;
    const services = await this.#parts.load();
    const estate = await this.#parts.worlds.estate(document.uri);
    const started = performance.now();
    const bytes = new TextEncoder().encode(document.getText());
    const runbook = services.readRunbook(bytes, document.uri.fsPath);
    const { diagnostics, functions } = services.authoring.lint(runbook, estate);
    this.#lastMs = performance.now() - started;
    this.#parts.worlds.remember(document.uri, runbook, functions);
    this.#show(
      document.uri,
      diagnostics.map(found => ({ found, range: rangeOf(found) })),
    );
    this.#askSyntax(document.uri, runbook, () => this.#file(document));
  }

  #show(uri: vscode.Uri, all: readonly PlacedFinding[]): void {
    const key = uri.toString();
    if (all.length === 0 && !this.#shown.has(key)) return;
    if (all.length === 0) this.#shown.delete(key);
    else this.#shown.set(key, all);
    this.#collection.set(
      uri,
      all.map(({ found, range }) => {
        const shown = new vscode.Diagnostic(range, say(found.message), severities[found.severity]);
        shown.code = found.code;
        shown.source = 'Recovery Runbooks';
        if (found.code === 'unused-variable') shown.tags = [vscode.DiagnosticTag.Unnecessary];
        return shown;
      }),
    );
  }
}

/** A cell's text with LF line ends. */
function lf(document: vscode.TextDocument): string {
  return document.getText().replaceAll('\r\n', '\n');
}

/** A function, because a notebook may be closed while something is waited for. */
function isGone(notebook: vscode.NotebookDocument): boolean {
  return notebook.isClosed;
}
