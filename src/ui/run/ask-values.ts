import * as l10n from '@vscode/l10n';
import { valuesNotGiven } from '../../errors/editor.ts';
import type { Estate } from '../../estate/model.ts';
import type { Runbook, VariableDeclaration } from '../../runbook/model.ts';
import { valueFault } from '../../runbook/variables/value-types.ts';
import { askText, chooseOne } from '../questions.ts';
import { roleText } from '../trees/role-words.ts';

/** Asks for one value; `undefined` where the question is left. */
export async function askValue(
  declaration: VariableDeclaration,
  estate: Estate | undefined,
  now: string | undefined,
): Promise<string | undefined> {
  const { name, type, description } = declaration;
  const title = `$${name}`;
  const prompt = description ?? l10n.t('Value of {0} ({1})', title, type);
  if (type === 'server' && estate !== undefined) {
    const items = estate.servers.map(server => ({
      label: server.fqdn,
      description: server.roles.map(roleText).join(', '),
    }));
    return (await chooseOne(items, { title, placeHolder: prompt }))?.label;
  }
  return askText({
    title,
    prompt,
    password: type === 'secret',
    ...(now === undefined || type === 'secret' ? {} : { value: now }),
    validateInput: text => (text === '' ? undefined : valueFault(type, text)),
  });
}

/**
 * The values of a run: the ones given, and those that it needs and nothing gives, asked for one by
 * one. Throws a `Problem` where a question is left.
 */
export async function completeValues(
  runbook: Runbook,
  estate: Estate,
  given: ReadonlyMap<string, string>,
  defaults: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const values = new Map(given);
  const missing = runbook.variables.filter(
    each =>
      each.required && each.type !== 'secret' && !values.has(each.name) && !defaults.has(each.name),
  );
  for (const declaration of missing) {
    const value = await askValue(declaration, estate, undefined);
    if (value === undefined || value === '') {
      throw valuesNotGiven(missing.map(each => `$${each.name}`));
    }
    values.set(declaration.name, value);
  }
  return values;
}
