import * as vscode from 'vscode';
import type { KnownSet, World } from '../../authoring/language/model.ts';
import type { Estate } from '../../estate/model.ts';
import type { Runbook } from '../../runbook/model.ts';
import type { Background } from '../background.ts';
import type { Estates } from '../estate/estates.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import type { LoadServices } from '../services.ts';
import { notebookOf } from './documents.ts';

export interface WorldParts {
  readonly load: LoadServices;
  readonly estates: Estates;
  readonly reader: RunbookReader;
  readonly background: Background;
}

/** Sets are looked at again after this long. */
const setsMs = 30_000;
/** A completion waits this long for a share that is slow to list its sets; ms. */
const patienceMs = 25;

interface KnownEstate {
  readonly estate: Estate | undefined;
  sets: readonly KnownSet[];
  listed: number;
  listing: Promise<void> | undefined;
}

/** What a runbook said of itself when it was last read as a whole. */
type Facts = Pick<World, 'variables' | 'steps' | 'version' | 'functions'>;

/** What the cells of each runbook can refer to. A runbook is not read for it with every key pressed. */
export class Worlds implements vscode.Disposable {
  readonly #parts: WorldParts;
  readonly #facts = new Map<string, Facts>();
  readonly #estates = new Map<string, Promise<KnownEstate>>();
  readonly #subscription: vscode.Disposable;

  constructor(parts: WorldParts) {
    this.#parts = parts;
    this.#subscription = parts.estates.onDidChange(() => {
      this.#estates.clear();
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Keeps what a runbook said, by its file. */
  remember(uri: vscode.Uri, runbook: Runbook, functions: readonly string[]): void {
    this.#facts.set(uri.toString(), {
      variables: runbook.variables,
      steps: runbook.steps.map(({ id, title }) => ({ id, title })),
      version: runbook.appliesTo.productVersion,
      functions,
    });
  }

  forget(uri: vscode.Uri): void {
    this.#facts.delete(uri.toString());
  }

  /** What was kept of the runbook of a cell; nothing before it was read. */
  known(uri: vscode.Uri): Facts | undefined {
    return this.#facts.get(uri.toString());
  }

  /** The estate that a runbook is for, where one is found and readable. */
  async estate(uri: vscode.Uri): Promise<Estate | undefined> {
    return (await this.#estateOf(uri)).estate;
  }

  /** What the text of a document can refer to. */
  async of(document: vscode.TextDocument): Promise<World> {
    const notebook = notebookOf(document);
    const uri = notebook?.uri ?? document.uri;
    if (this.known(uri) === undefined) await this.#read(document, notebook);
    const facts = this.known(uri);
    const known = await this.#estateOf(uri);
    await this.#listSets(known);
    return {
      variables: facts?.variables ?? [],
      steps: facts?.steps ?? [],
      version: facts?.version ?? '2013',
      functions: facts?.functions ?? [],
      sets: known.sets,
      ...(known.estate === undefined ? {} : { estate: known.estate }),
    };
  }

  async #read(
    document: vscode.TextDocument,
    notebook: vscode.NotebookDocument | undefined,
  ): Promise<void> {
    if (notebook !== undefined) {
      const { runbook } = await this.#parts.reader.of(notebook);
      this.remember(notebook.uri, runbook, []);
      return;
    }
    const services = await this.#parts.load();
    const bytes = new TextEncoder().encode(document.getText());
    this.remember(document.uri, services.readRunbook(bytes, document.uri.fsPath), []);
  }

  #estateOf(uri: vscode.Uri): Promise<KnownEstate> {
    const key = vscode.Uri.joinPath(uri, '..').toString();
    let known = this.#estates.get(key);
    if (known === undefined) {
      // a broken estate file is told in its own editor and when a step is run
      known = this.#parts.estates
        .readIfAny(uri)
        .catch(() => undefined)
        .then(estate => ({ estate, sets: [], listed: 0, listing: undefined }));
      this.#estates.set(key, known);
    }
    return known;
  }

  async #listSets(known: KnownEstate): Promise<void> {
    const { estate } = known;
    if (estate === undefined || Date.now() - known.listed < setsMs) return;
    known.listing ??= this.#list(estate, known).finally(() => {
      known.listed = Date.now();
      known.listing = undefined;
    });
    this.#parts.background(known.listing);
    const patience = new Promise<void>(resolve => setTimeout(resolve, patienceMs));
    await Promise.race([known.listing.catch(() => undefined), patience]);
  }

  async #list(estate: Estate, known: KnownEstate): Promise<void> {
    const services = await this.#parts.load();
    const sets = await services.listSets(estate);
    known.sets = sets.map(({ name, path, state }) => ({ name, path, state }));
  }
}
