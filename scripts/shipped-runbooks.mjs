/**
 * Writes those of the shipped runbooks that are made from the same parts as the planned ones;
 * `node scripts/shipped-runbooks.mjs fr` writes them in French, into `notebooks/fr`.
 */
import * as l10n from '@vscode/l10n';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { shippedRunbooks } from '../src/recovery/shipped/catalogue.ts';

const [, , language] = process.argv;
const folder = new URL(
  language === undefined ? '../notebooks/' : `../notebooks/${language}/`,
  import.meta.url,
);
if (language !== undefined) {
  const bundle = new URL(`../l10n/bundle.l10n.${language}.json`, import.meta.url);
  l10n.config({ contents: JSON.parse(await readFile(bundle, 'utf8')) });
}
await mkdir(folder, { recursive: true });
for (const { fileName, text } of shippedRunbooks()) {
  await writeFile(new URL(fileName, folder), text);
}
