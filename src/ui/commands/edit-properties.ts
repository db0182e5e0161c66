import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PropertyValue } from '../../authoring/edit/front-matter.ts';
import type { RunbookProperties, RunbookProperty } from '../../authoring/edit/properties.ts';
import { frontMatterUnreadable, noRunbookHere, notEditable } from '../../errors/authoring.ts';
import { cancelled } from '../../errors/problem.ts';
import type { RunbookEdits } from '../language/authoring.ts';
import { isRunbookFile } from '../language/documents.ts';
import { isRunbookType } from '../notebook/types.ts';
import { askText, chooseMany, chooseOne } from '../questions.ts';
import type { LoadServices } from '../services.ts';
import { fieldOf } from './register.ts';

/** The front matter of what is in front, without its marks, and how it is written back. */
interface Front {
  readonly uri: vscode.Uri;
  readonly text: string;
  edit(text: string): vscode.WorkspaceEdit;
}

function ofNotebook(notebook: vscode.NotebookDocument): Front {
  const [first] = notebook.getCells();
  const { uri } = notebook;
  if (first?.document.languageId === 'yaml') {
    const { document } = first;
    return {
      uri,
      text: document.getText().replaceAll('\r\n', '\n'),
      edit(text) {
        const edit = new vscode.WorkspaceEdit();
        edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
        return edit;
      },
    };
  }
  return {
    uri,
    text: '',
    edit(text) {
      const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'yaml');
      const edit = new vscode.WorkspaceEdit();
      edit.set(uri, [vscode.NotebookEdit.insertCells(0, [data])]);
      return edit;
    },
  };
}

function ofFile(document: vscode.TextDocument): Front {
  const { uri } = document;
  const lines = document.getText().split(/\r\n|\r|\n/u);
  const close =
    lines[0] === '---' ? lines.findIndex((line, at) => at > 0 && /^---\s*$/u.test(line)) : -1;
  const edit = (range: vscode.Range, text: string): vscode.WorkspaceEdit => {
    const all = new vscode.WorkspaceEdit();
    all.replace(uri, range, text);
    return all;
  };
  if (close < 0) {
    return {
      uri,
      text: '',
      edit: text => edit(new vscode.Range(0, 0, 0, 0), `---\n${text.trimEnd()}\n---\n\n`),
    };
  }
  const text = lines.slice(1, close).join('\n');
  return {
    uri,
    text,
    edit: changed => edit(new vscode.Range(1, 0, close, 0), `${changed.trimEnd()}\n`),
  };
}

/** Throws a `Problem` where no runbook is in front. */
function front(): Front {
  const { activeNotebookEditor, activeTextEditor } = vscode.window;
  const notebook = activeNotebookEditor?.notebook;
  if (notebook !== undefined && isRunbookType(notebook.notebookType)) return ofNotebook(notebook);
  const document = activeTextEditor?.document;
  if (document === undefined || !isRunbookFile(document)) throw noRunbookHere();
  return ofFile(document);
}

interface Change {
  readonly path: readonly string[];
  readonly value: PropertyValue | undefined;
}

async function askValue(property: RunbookProperty): Promise<PropertyValue | undefined> {
  const { label: title, description: placeHolder, value, choices } = property;
  if (property.kind === 'text') {
    const given = await askText({
      title,
      prompt: placeHolder,
      value,
    });
    if (given === undefined) throw cancelled();
    return given.trim() === '' ? undefined : given.trim();
  }
  if (property.kind === 'many') {
    const now = new Set(value.split(', '));
    const items = choices.map(each => ({ label: each.value, picked: now.has(each.value) }));
    const picked = await chooseMany(items, {
      title,
      placeHolder,
    });
    if (picked === undefined) throw cancelled();
    return picked.length === 0 ? undefined : picked.map(({ label }) => label);
  }
  const all = property.kind === 'yes-no' ? yesNo() : choices;
  const items = all.map(each => ({
    label: each.value,
    description:
      each.value === value ? l10n.t('{0} (now)', each.description).trim() : each.description,
  }));
  const picked = await chooseOne(items, { title, placeHolder });
  if (picked === undefined) throw cancelled();
  return property.kind === 'yes-no' ? picked.label === 'true' : picked.label;
}

function yesNo(): RunbookProperty['choices'] {
  return [
    { value: 'true', description: l10n.t('A run does not start without a value.') },
    { value: 'false', description: l10n.t('A run starts without a value.') },
  ];
}

interface Choice extends vscode.QuickPickItem {
  readonly next?: () => Promise<Change>;
}

async function pick(title: string, items: readonly Choice[]): Promise<Change> {
  const picked = await chooseOne(items, { title, matchOnDescription: true });
  if (picked?.next === undefined) throw cancelled();
  return picked.next();
}

function choiceOf(property: RunbookProperty): Choice {
  const { label, value: description, description: detail, path } = property;
  return {
    label,
    description,
    detail,
    next: async () => ({ path, value: await askValue(property) }),
  };
}

function variableChoices({ variables }: RunbookProperties): Choice[] {
  return variables.map(({ name, description, properties }) => ({
    label: `$(symbol-variable) ${name}`,
    description,
    next: () =>
      pick(`$${name}`, [
        ...properties.map(choiceOf),
        {
          label: l10n.t('$(trash) Remove this variable'),
          next: () => Promise.resolve({ path: ['variables', name], value: undefined }),
        },
      ]),
  }));
}

async function newVariable(all: RunbookProperties, edits: RunbookEdits): Promise<Change> {
  const taken = all.variables.map(({ name }) => name);
  const name = await askText({
    title: l10n.t('New variable'),
    prompt: l10n.t('Its name, as the steps write it behind the dollar sign'),
    validateInput: text => edits.variableNameFault(text.trim(), taken),
  });
  if (name === undefined) throw cancelled();
  const [type] =
    edits.properties(`variables:\n  ${name.trim()}: {}\n`).variables[0]?.properties ?? [];
  if (type === undefined) throw cancelled();
  return { path: type.path, value: await askValue(type) };
}

function askChange(all: RunbookProperties, edits: RunbookEdits): Promise<Change> {
  return pick(l10n.t('Runbook properties'), [
    ...all.own.map(choiceOf),
    { label: l10n.t('Variables'), kind: vscode.QuickPickItemKind.Separator },
    ...variableChoices(all),
    { label: l10n.t('$(add) New variable…'), next: () => newVariable(all, edits) },
  ]);
}

/** `{ property: 'variables.Server.type', value: 'fqdn' }`; an empty value takes the property away. */
function givenChange(word: unknown): Change | undefined {
  const [property, value] = [fieldOf(word, 'property'), fieldOf(word, 'value')];
  if (property === undefined || value === undefined) return undefined;
  const many = /^applies-to\.(?:roles|editions)$/u.test(property);
  const path = property.split('.');
  if (value === '') return { path, value: undefined };
  if (path.at(-1) === 'required') return { path, value: value === 'true' };
  return { path, value: many ? value.split(',').map(each => each.trim()) : value };
}

/** *Edit runbook properties*: pickers for the front matter; every other byte of it stays. */
export async function editProperties(word: unknown, load: LoadServices): Promise<void> {
  const before = front();
  const { edits } = (await load()).authoring;
  const change = givenChange(word) ?? (await askChange(edits.properties(before.text), edits));
  // what was typed meanwhile is not lost
  const now = front();
  const text = edits.withProperty(now.text, change.path, change.value);
  if (text === undefined) throw frontMatterUnreadable(now.uri.fsPath);
  if (text === now.text) return;
  if (!(await vscode.workspace.applyEdit(now.edit(text)))) throw notEditable(now.uri.fsPath);
}
