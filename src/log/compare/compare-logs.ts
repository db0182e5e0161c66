import { readRun } from '../account/read-run.ts';
import { NamesAndCode } from '../account/text-keepers.ts';
import { compareRuns, type Comparison } from './compare.ts';

/** Reads two logs and holds them against each other. Throws a `Problem` where one cannot be read. */
export async function compareLogs(
  before: string,
  after: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Comparison> {
  const old = await readRun(before, new NamesAndCode(), options);
  const now = await readRun(after, new NamesAndCode(), options);
  return compareRuns({ file: before, fold: old }, { file: after, fold: now });
}
