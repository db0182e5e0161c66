import { readRun } from '../account/read-run.ts';
import { ReportTexts } from '../account/text-keepers.ts';
import { verifyLog } from '../chain/verify.ts';
import type { TrustedKey } from '../keys/trusted-keys.ts';
import { readNotes } from '../notes/notes-file.ts';
import type { ReportSource } from './facts.ts';

/**
 * Everything that the report of a log is made from, no more of its texts than anybody reads. Throws a
 * `Problem` where the log cannot be read.
 */
export async function readReportSource(
  file: string,
  trustedKeys: readonly TrustedKey[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<ReportSource> {
  const verification = await verifyLog(file, { trustedKeys, ...options });
  const texts = new ReportTexts();
  const fold = await readRun(file, texts, options);
  return { file, fold, verification, notes: await readNotes(file), texts, trustedKeys };
}
