/** The page of attributes and front matter, from the tables that reader and editor use. */
import { attributeDescriptions } from '../../src/authoring/language/attribute-descriptions.ts';
import { frontMatterKeys, typeText } from '../../src/authoring/language/front-matter-language.ts';
import { attributeForm } from '../../src/errors/runbook-diagnostics.ts';
import { attributeKeys } from '../../src/runbook/attributes/step-attributes.ts';
import { variableTypes } from '../../src/runbook/variables/value-types.ts';
import { page, table } from './table.mjs';

const flags = new Set(['confirm', 'rolling']);

function written(key) {
  if (key === 'id') return '`#NAME`';
  return flags.has(key) ? `\`${key}\`` : `\`${key}=…\``;
}

function formOf(key) {
  if (key === 'id') return 'a letter, then letters, digits, dashes, dots and underscores';
  return key === 'when' ? 'a condition' : attributeForm(key);
}

function attributes() {
  const meanings = attributeDescriptions();
  const rows = attributeKeys.map(key => {
    const meaning = meanings[key];
    if (meaning === undefined) throw new Error(`the attribute ${key} has no description`);
    return [written(key), formOf(key), meaning];
  });
  return table(['Attribute', 'Value', 'Meaning'], rows);
}

function keys(list) {
  return table(
    ['Key', 'Meaning'],
    list.map(({ key, description }) => [`\`${key}\``, description]),
  );
}

/** Markdown of `docs/attributes.md`. */
export function attributesPage() {
  const front = frontMatterKeys();
  return page([
    '# Attributes of steps, keys of the front matter',
    '',
    'How they are written and what follows from them: [runbook-format.md](runbook-format.md). This page is made from the code by `scripts/reference.mjs`.',
    '',
    '## Attributes of a step',
    '',
    ...attributes(),
    '',
    '## Front matter',
    '',
    ...keys(front.runbook),
    '',
    '### A variable',
    '',
    ...keys(front.variable),
    '',
    '### Types of variables',
    '',
    ...table(
      ['Type', 'Value'],
      variableTypes.map(type => [`\`${type}\``, typeText(type)]),
    ),
    '',
    '### `applies-to`',
    '',
    ...keys(front['applies-to']),
  ]);
}
