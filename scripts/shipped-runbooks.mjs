/** Writes those of the shipped runbooks that are made from the same parts as the planned ones. */
import { writeFile } from 'node:fs/promises';
import { shippedRunbooks } from '../src/recovery/shipped/catalogue.ts';

for (const { fileName, text } of shippedRunbooks()) {
  await writeFile(new URL(`../notebooks/${fileName}`, import.meta.url), text);
}
