/** Writes `docs/actions.md` from the schemas of the actions. */
import { writeFile } from 'node:fs/promises';
import { actionsReference } from '../src/executors/steps/reference.ts';
import { stepActions } from '../src/executors/steps/registry.ts';

await writeFile(new URL('../docs/actions.md', import.meta.url), actionsReference(stepActions()));
