/** The page of settings, commands, views and file types, from the manifest of the extension. */
import { page, table } from './table.mjs';

const scopes = {
  resource: 'user, workspace or folder',
  window: 'user or workspace',
  'machine-overridable': 'this computer; a trusted workspace may say otherwise',
  machine: 'this computer',
  application: 'user',
};

/** `%key%` becomes the text of that key. Throws where there is none. */
function textOf(value, texts) {
  return value.replaceAll(/%([^%\s]+)%/gu, (_, key) => {
    const text = texts[key];
    if (text === undefined) throw new Error(`package.nls.json has no text ${key}`);
    return text;
  });
}

function typeOf({ type, minimum, maximum, enum: values }) {
  if (values !== undefined) return values.map(value => `\`${value}\``).join(', ');
  return minimum === undefined ? type : `${type}, ${minimum} to ${maximum}`;
}

function scopeOf(name, { scope = 'window' }) {
  const words = scopes[scope];
  if (words === undefined) throw new Error(`${name} has the scope ${scope}, which has no words`);
  return words;
}

function settings({ configuration }, texts) {
  const all = Object.entries(configuration.properties).sort(
    ([, one], [, other]) => (one.order ?? 0) - (other.order ?? 0),
  );
  return table(
    ['Setting', 'Type', 'By default', 'Set for', 'Meaning'],
    all.map(([name, one]) => [
      `\`${name}\``,
      typeOf(one),
      one.default === '' ? 'empty' : `\`${JSON.stringify(one.default)}\``,
      scopeOf(name, one),
      textOf(one.markdownDescription ?? one.description, texts),
    ]),
  );
}

/** Commands that the palette never shows have a place of their own: a cell, a view, the log viewer. */
function whereOf(command, { commandPalette = [] }) {
  const entry = commandPalette.find(one => one.command === command);
  return entry?.when === 'false' ? 'where it belongs only' : 'Command Palette';
}

function commands(contributes, texts) {
  const rows = contributes.commands.map(({ command, title }) => [
    textOf(title, texts),
    `\`${command}\``,
    whereOf(command, contributes.menus),
  ]);
  return table(
    ['Command', 'Identifier', 'Found in'],
    rows.sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** Markdown of `docs/settings.md`, from `package.json` and the texts of `package.nls.json`. */
export function settingsPage({ contributes }, texts) {
  return page([
    '# Settings and commands of the extension',
    '',
    'Nothing has to be set to begin with. This page is made from the extension’s manifest by `scripts/reference.mjs`.',
    '',
    '## Settings',
    '',
    ...settings(contributes, texts),
    '',
    '## Commands',
    '',
    'In the Command Palette each begins with *Recovery Runbooks:*. Those that are *where it belongs only* are on cells, in the views or in the log viewer.',
    '',
    ...commands(contributes, texts),
  ]);
}
