import * as l10n from '@vscode/l10n';
import { askText, chooseOne } from '../questions.ts';

/** Asks for the value of a secret, hidden; `undefined` where the question is left. */
export async function askHidden(name: string, prompt: string): Promise<string | undefined> {
  const value = await askText({
    title: name,
    prompt,
    password: true,
  });
  return value === '' ? undefined : value;
}

/**
 * Asks for a secret that a run needs and nobody stored, and whether it is to be stored. The value goes
 * to the run and, where the operator says so, to the editor's secret storage; nowhere else.
 */
export async function askSecret(
  name: string,
  store: (value: string) => Promise<void>,
): Promise<string | undefined> {
  const prompt = l10n.t('The run needs the secret {0}, and it is not stored.', name);
  const value = await askHidden(name, prompt);
  if (value === undefined) return undefined;
  const keep = { label: l10n.t('Store it') };
  const once = { label: l10n.t('Only for this run') };
  const title = l10n.t("Keep {0} in the editor's secret storage?", name);
  const choice = await chooseOne([once, keep], { title });
  if (choice === keep) await store(value);
  return value;
}
