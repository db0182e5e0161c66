import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lintRunbook } from '../authoring/lint.ts';
import { cannotRead, noEstate } from '../errors/cli.ts';
import { loadEstate } from '../estate/load.ts';
import type { Estate } from '../estate/model.ts';
import { checkStep } from '../executors/steps/check-step.ts';
import { stepActions } from '../executors/steps/registry.ts';
import type { Runbook } from '../runbook/model.ts';
import { readRunbook } from '../runbook/read.ts';

/** A runbook from its bytes, with every finding, those of the actions' schemas among them. */
export function readWholeRunbook(bytes: Uint8Array, file: string): Runbook {
  const runbook = readRunbook(bytes, file);
  const actions = stepActions();
  const diagnostics = lintRunbook(runbook, [step => checkStep(step, actions)]);
  return { ...runbook, diagnostics };
}

/** As `readWholeRunbook`, from a file. Throws a `Problem` where it cannot be read. */
export async function readRunbookFile(file: string): Promise<Runbook> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    throw cannotRead(file, thrown instanceof Error ? thrown.message : String(thrown));
  }
  return readWholeRunbook(bytes, file);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * The estate file that was named (or the `estate.yaml` of a folder that was named), else the one in the
 * working folder, else the one beside the runbook. Throws a `Problem` where there is none.
 */
export async function findEstate(
  named: string | undefined,
  runbookFile: string,
  cwd: string,
): Promise<Estate> {
  if (named !== undefined) {
    const inside = join(named, 'estate.yaml');
    return loadEstate((await isFile(inside)) ? inside : named, cwd);
  }
  const places = [join(cwd, 'estate.yaml'), join(dirname(runbookFile), 'estate.yaml')];
  for (const place of places) {
    if (await isFile(place)) return loadEstate(place, cwd);
  }
  throw noEstate(places);
}
