import * as vscode from 'vscode';
import type { Completion, CompletionKind } from '../../authoring/language/model.ts';
import type { LoadServices } from '../services.ts';
import { subjectOf } from './documents.ts';
import type { Worlds } from './worlds.ts';

const kinds: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  action: vscode.CompletionItemKind.Module,
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  variable: vscode.CompletionItemKind.Variable,
  fact: vscode.CompletionItemKind.Constant,
  server: vscode.CompletionItemKind.Reference,
  set: vscode.CompletionItemKind.Folder,
  step: vscode.CompletionItemKind.Event,
  cmdlet: vscode.CompletionItemKind.Function,
  parameter: vscode.CompletionItemKind.Field,
  attribute: vscode.CompletionItemKind.Property,
  snippet: vscode.CompletionItemKind.Snippet,
};

/** Markdown in which no command and no HTML is live. */
export function markdown(text: string): vscode.MarkdownString {
  const shown = new vscode.MarkdownString(text);
  shown.isTrusted = false;
  shown.supportHtml = false;
  return shown;
}

function itemOf(document: vscode.TextDocument, each: Completion): vscode.CompletionItem {
  const item = new vscode.CompletionItem(
    each.detail === undefined || each.detail === ''
      ? each.label
      : { label: each.label, description: each.detail },
    kinds[each.kind],
  );
  item.insertText = each.snippet === true ? new vscode.SnippetString(each.insert) : each.insert;
  item.range = new vscode.Range(
    document.positionAt(each.span.start),
    document.positionAt(each.span.end),
  );
  item.filterText = each.label;
  item.sortText = each.order ?? each.label;
  if (each.documentation !== undefined) item.documentation = markdown(each.documentation);
  return item;
}

/** Completion in cells and in runbook files. */
export class RunbookCompletion implements vscode.CompletionItemProvider {
  /** Characters after which the editor asks by itself. */
  static readonly triggers = ['-', '$', ' ', ':', '@', '{', '=', ',', '[', '.'];
  readonly #load: LoadServices;
  readonly #worlds: Worlds;

  constructor(load: LoadServices, worlds: Worlds) {
    this.#load = load;
    this.#worlds = worlds;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    const subject = subjectOf(document);
    if (subject === undefined) return [];
    const services = await this.#load();
    const world = await this.#worlds.of(document);
    if (token.isCancellationRequested) return [];
    const offset = document.offsetAt(position);
    return services.authoring
      .completions(subject, document.getText(), offset, world)
      .map(each => itemOf(document, each));
  }
}

/** What is told of the word under the pointer. */
export class RunbookHover implements vscode.HoverProvider {
  readonly #load: LoadServices;
  readonly #worlds: Worlds;

  constructor(load: LoadServices, worlds: Worlds) {
    this.#load = load;
    this.#worlds = worlds;
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const subject = subjectOf(document);
    if (subject === undefined) return undefined;
    const services = await this.#load();
    const world = await this.#worlds.of(document);
    const offset = document.offsetAt(position);
    const found = services.authoring.hover(subject, document.getText(), offset, world);
    if (found === undefined) return undefined;
    const range = new vscode.Range(
      document.positionAt(found.span.start),
      document.positionAt(found.span.end),
    );
    return new vscode.Hover(markdown(found.markdown), range);
  }
}
