/**
 * Writes the generated references: `docs/settings.md` from the manifest, `docs/command-line.md` from
 * the usage texts, `docs/attributes.md` from the attributes and keys that the reader knows.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { attributesPage } from './reference/attributes-page.mjs';
import { commandLinePage } from './reference/command-line-page.mjs';
import { settingsPage } from './reference/settings-page.mjs';

const root = new URL('../', import.meta.url);

async function json(name) {
  return JSON.parse(await readFile(new URL(name, root), 'utf8'));
}

const pages = {
  'settings.md': settingsPage(await json('package.json'), await json('package.nls.json')),
  'command-line.md': commandLinePage(),
  'attributes.md': attributesPage(),
};
for (const [name, text] of Object.entries(pages)) {
  await writeFile(new URL(`docs/${name}`, root), text);
}
