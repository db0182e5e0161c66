import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Estates } from '../estate/estates.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import { askText, chooseOne } from '../questions.ts';
import { askHidden } from '../run/ask-secret.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { LoadServices } from '../services.ts';
import { command, fieldOf } from './register.ts';

export interface SecretCommandParts {
  readonly estates: Estates;
  readonly desk: RunDesk;
  readonly reader: RunbookReader;
  readonly load: LoadServices;
  readonly storeSecret: (name: string, value: string) => Promise<void>;
}

/** Names that the runbook in front and the estate file give. */
async function knownNames({ estates, desk, reader, load }: SecretCommandParts): Promise<string[]> {
  const run = desk.front;
  const runbook = run === undefined ? undefined : (await reader.of(run.notebook)).runbook;
  const estate = await estates.readIfAny(run?.notebook.uri);
  const declared = (runbook?.variables ?? []).flatMap(({ name, type }) =>
    type === 'secret' ? name : [],
  );
  const named = estate === undefined ? [] : (await load()).secretNames(estate);
  return [...new Set([...declared, ...named])];
}

async function pickName(parts: SecretCommandParts): Promise<string | undefined> {
  const names = await knownNames(parts);
  const title = l10n.t('Name of the secret, as the estate file or the runbook gives it');
  if (names.length === 0) return askText({ title });
  const items = names.map(label => ({ label }));
  return (await chooseOne(items, { title }))?.label;
}

/** *Set Secret…*: stores a secret in the editor's secret storage; true where it did. */
async function setSecret(word: unknown, parts: SecretCommandParts): Promise<boolean> {
  const name = (fieldOf(word, 'name') ?? (await pickName(parts)))?.trim();
  if (name === undefined || name === '') return false;
  const prompt = l10n.t("It is kept in the editor's secret storage, and in no file.");
  const value = fieldOf(word, 'value') ?? (await askHidden(name, prompt));
  if (value === undefined) return false;
  await parts.storeSecret(name, value);
  vscode.window.setStatusBarMessage(`$(lock) ${l10n.t('The secret {0} is stored.', name)}`, 5000);
  return true;
}

/** The command that stores secrets. */
export function registerSecretCommand(parts: SecretCommandParts): vscode.Disposable {
  return command('setSecret', word => setSecret(word, parts));
}
