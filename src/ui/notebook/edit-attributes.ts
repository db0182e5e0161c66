import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { attributeDescriptions } from '../../authoring/language/attribute-descriptions.ts';
import { conditionFault } from '../../errors/runbook-diagnostics.ts';
import { readCondition } from '../../runbook/attributes/condition.ts';
import {
  editAttributes,
  readInfo,
  type AttributeChange,
} from '../../runbook/attributes/info-string.ts';
import { readStepAttributes } from '../../runbook/attributes/step-attributes.ts';
import { stepLanguageOfId } from '../../runbook/markdown/fence.ts';
import type { StepLanguage } from '../../runbook/model.ts';
import { askText, chooseMany, chooseOne } from '../questions.ts';
import { cellMetadata } from './metadata.ts';
import { isStepLanguage } from './types.ts';

/** An attribute as the picker shows it. */
export interface AttributeChoice {
  readonly key: string;
  readonly value: string | undefined;
  readonly description: string;
}

const words: Readonly<Record<StepLanguage, string>> = {
  powershell: 'powershell',
  sql: 'sql',
  step: 'step',
};

/** The info string of a step's cell; a new cell has the word of its language. */
export function infoOf(cell: vscode.NotebookCell): string {
  const { info } = cellMetadata(cell.metadata);
  if (info !== undefined) return info;
  const language = stepLanguageOfId(cell.document.languageId);
  return language === undefined ? '' : words[language];
}

/** Every known attribute with its value now, then the unknown ones that the step has. */
export function attributeChoices(info: string): AttributeChoice[] {
  const written = new Map(readInfo(info).attributes.map(each => [each.key, each.value ?? 'true']));
  const known = Object.entries(attributeDescriptions());
  const others = [...written.keys()].filter(key => !known.some(([each]) => each === key));
  return [
    ...known.map(([key, description]) => ({ key, value: written.get(key), description })),
    ...others.map(key => ({
      key,
      value: written.get(key),
      description: l10n.t('not known to this version; it is kept'),
    })),
  ];
}

/** What is wrong with a value for an attribute, if anything. */
export function attributeFault(info: string, key: string, value: string): string | undefined {
  if (key === 'when') {
    const read = readCondition(value);
    if ('reason' in read) return conditionFault(read).message;
  }
  const changed = editAttributes(info, { [key]: value });
  const { diagnostics } = readStepAttributes(changed, { line: 1, column: 1 });
  const before = readStepAttributes(info, { line: 1, column: 1 }).diagnostics;
  const old = new Set(before.map(found => found.message));
  return diagnostics.find(found => found.severity === 'error' && !old.has(found.message))?.message;
}

/** Writes the attributes of one cell; every other byte of the file stays. */
export async function writeAttributes(
  cell: vscode.NotebookCell,
  changes: Readonly<Record<string, AttributeChange>>,
): Promise<boolean> {
  const info = editAttributes(infoOf(cell), changes);
  if (info === infoOf(cell)) return true;
  const metadata = { ...cell.metadata, info };
  const edit = new vscode.WorkspaceEdit();
  edit.set(cell.notebook.uri, [vscode.NotebookEdit.updateCellMetadata(cell.index, metadata)]);
  return vscode.workspace.applyEdit(edit);
}

async function pickKey(
  info: string,
  key: string | undefined,
): Promise<AttributeChoice | undefined> {
  const choices = attributeChoices(info);
  if (key !== undefined) return choices.find(choice => choice.key === key);
  const items = choices.map(choice => ({
    label: choice.key,
    description: choice.value ?? '',
    detail: choice.description,
    choice,
  }));
  const placeHolder = l10n.t('Attribute to change');
  return (await chooseOne(items, { placeHolder }))?.choice;
}

/** Ids of the other steps of a cell's notebook, as their fences have them. */
function otherIds(cell: vscode.NotebookCell): string[] {
  return cell.notebook.getCells().flatMap(each => {
    if (each === cell || !isStepLanguage(each.document.languageId)) return [];
    return readInfo(infoOf(each)).attributes.flatMap(({ key, value }) =>
      key === 'id' && value !== undefined && value !== '' ? [value] : [],
    );
  });
}

/** Steps that have to be done before, ticked in a list. */
async function pickRequires(
  cell: vscode.NotebookCell,
  value: string | undefined,
): Promise<AttributeChange | null> {
  const now = new Set((value ?? '').split(/[\s,]+/u));
  const items = otherIds(cell).map(id => ({ label: id, picked: now.has(id) }));
  const picked = await chooseMany(items, {
    title: 'requires',
    placeHolder: l10n.t('Steps that have to be done before'),
  });
  if (picked === undefined) return null;
  return picked.length === 0 ? undefined : picked.map(({ label }) => label).join(',');
}

async function pickOnError(): Promise<AttributeChange | null> {
  const items = [
    { label: 'stop', description: l10n.t('by default'), change: undefined },
    {
      label: 'continue',
      description: l10n.t('the steps after it run all the same'),
      change: 'continue',
    },
    { label: 'retry:3', description: l10n.t('tried again three times'), change: 'retry:3' },
  ];
  const picked = await chooseOne(items, { title: 'on-error' });
  return picked === undefined ? null : picked.change;
}

async function pickValue(
  cell: vscode.NotebookCell,
  choice: AttributeChoice,
): Promise<AttributeChange | null> {
  const info = infoOf(cell);
  const { key, value } = choice;
  if (key === 'requires' && otherIds(cell).length > 0) return pickRequires(cell, value);
  if (key === 'on-error') return pickOnError();
  if (key === 'confirm') {
    const yes = { label: l10n.t('Ask before it begins'), change: true as AttributeChange };
    const no = { label: l10n.t('Do not ask'), change: undefined };
    const picked = await chooseOne([yes, no], { placeHolder: key });
    return picked === undefined ? null : picked.change;
  }
  const text = await askText({
    title: key,
    prompt: l10n.t('{0}. Empty takes the attribute away.', choice.description),
    value: value ?? '',
    validateInput: typed => (typed === '' ? undefined : attributeFault(info, key, typed)),
  });
  if (text === undefined) return null;
  return text === '' ? undefined : text;
}

/** *Edit step attributes*: one attribute after the other until the picker is left. */
export async function editStepAttributes(cell: vscode.NotebookCell, key?: string): Promise<void> {
  if (!isStepLanguage(cell.document.languageId)) return;
  for (let next = key; ; next = undefined) {
    const choice = await pickKey(infoOf(cell), next);
    if (choice === undefined) return;
    const change = await pickValue(cell, choice);
    if (change !== null) await writeAttributes(cell, { [choice.key]: change });
    if (key !== undefined) return;
  }
}
