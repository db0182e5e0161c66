import * as l10n from '@vscode/l10n';
import { readFrontMatter, runbookVersions } from '../../runbook/front-matter.ts';
import { readLayout } from '../../runbook/markdown/layout.ts';
import type { VariableDeclaration } from '../../runbook/model.ts';
import { isReservedName, isVariableName, nameKey } from '../../runbook/names.ts';
import { variableTypes } from '../../runbook/variables/value-types.ts';
import {
  frontMatterKeys,
  runbookEditions,
  runbookRoles,
  typeText,
} from '../language/front-matter-language.ts';

/** Something that front matter can say, with what it says now. */
export interface RunbookProperty {
  /** Keys from the outermost on. */
  readonly path: readonly string[];
  readonly label: string;
  /** As people read it; empty where nothing is said. */
  readonly value: string;
  readonly description: string;
  /** A text, one or several of the choices, or yes and no. */
  readonly kind: 'text' | 'one' | 'many' | 'yes-no';
  readonly choices: readonly { readonly value: string; readonly description: string }[];
}

/** A variable that front matter declares, with its properties. */
export interface VariableProperties {
  readonly name: string;
  readonly description: string;
  readonly properties: readonly RunbookProperty[];
}

/** Everything that front matter says and could say. */
export interface RunbookProperties {
  readonly own: readonly RunbookProperty[];
  readonly variables: readonly VariableProperties[];
}

function descriptions(of: keyof ReturnType<typeof frontMatterKeys>): ReadonlyMap<string, string> {
  return new Map(frontMatterKeys()[of].map(({ key, description }) => [key, description]));
}

function plainChoices(values: readonly string[]): RunbookProperty['choices'] {
  return values.map(value => ({ value, description: '' }));
}

function ofVariable({
  name,
  type,
  description,
  default: value,
  required,
}: VariableDeclaration): VariableProperties {
  const told = descriptions('variable');
  const property = (
    key: string,
    now: string,
    kind: RunbookProperty['kind'],
    choices: RunbookProperty['choices'] = [],
  ): RunbookProperty => ({
    path: ['variables', name, key],
    label: key,
    value: now,
    description: told.get(key) ?? '',
    kind,
    choices,
  });
  const types = variableTypes.map(each => ({ value: each, description: typeText(each) }));
  return {
    name,
    description: [type, description ?? ''].filter(text => text !== '').join(', '),
    properties: [
      property('type', type, 'one', types),
      property('description', description ?? '', 'text'),
      property('default', value ?? '', 'text'),
      property('required', required ? 'true' : 'false', 'yes-no'),
    ],
  };
}

/** What front matter (without its marks) says, for pickers. */
export function runbookProperties(front: string): RunbookProperties {
  const layout = readLayout(`---\n${front.replace(/\n?$/u, '\n')}---\n`);
  const { title, description, appliesTo, variables } = readFrontMatter(layout.frontMatter);
  const told = descriptions('runbook');
  const where = descriptions('applies-to');
  const inPlace = (
    key: string,
    values: readonly string[],
    kind: 'one' | 'many',
    choices: readonly string[],
  ): RunbookProperty => ({
    path: ['applies-to', key],
    label: key,
    value: values.join(', '),
    description: where.get(key) ?? '',
    kind,
    choices: plainChoices([...new Set([...choices, ...values])]),
  });
  const text = (key: string, value: string): RunbookProperty => ({
    path: [key],
    label: key,
    value,
    description: told.get(key) ?? '',
    kind: 'text',
    choices: [],
  });
  return {
    own: [
      text('title', title ?? ''),
      text('description', description),
      inPlace('roles', appliesTo.roles, 'many', runbookRoles),
      inPlace('editions', appliesTo.editions, 'many', runbookEditions),
      inPlace('product-version', [appliesTo.productVersion], 'one', runbookVersions),
    ],
    variables: variables.map(ofVariable),
  };
}

/** What is wrong with the name of a new variable, if anything. */
export function variableNameFault(name: string, taken: readonly string[]): string | undefined {
  if (!isVariableName(name)) return l10n.t('A letter, then letters, digits and underscores.');
  if (isReservedName(name)) return l10n.t('PowerShell uses {0} itself.', `$${name}`);
  const key = nameKey(name);
  return taken.some(each => nameKey(each) === key)
    ? l10n.t('There is a variable {0} already.', `$${name}`)
    : undefined;
}
