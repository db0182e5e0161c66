import * as l10n from '@vscode/l10n';
import type { SetFile } from '../../backup/file-jobs.ts';
import type { SetSummary } from '../../backup/sets.ts';
import {
  hashDiffers,
  setDoubtText,
  setNotTrusted,
  type SetDoubt,
} from '../../errors/sql-restore.ts';
import type { ActionPlanContext, ActionRunContext, ActionServices } from './action.ts';
import { showWork } from './work-progress.ts';

/** What vouches for files that are to be restored. */
export interface Trust {
  /** Each file, and what the manifest of its set says of it. */
  readonly files: readonly { readonly path: string; readonly found: SetFile | undefined }[];
  /** Sets that they lie in, each once, with the time of their sealing (UTC, ISO 8601). */
  readonly sets: readonly { readonly set: string; readonly sealed: string | undefined }[];
  /** What the operator set aside, with the reason; one line each. */
  readonly overridden: readonly string[];
}

interface Doubted {
  readonly doubt: SetDoubt;
  readonly place: string;
  readonly findings: readonly string[];
}

/** Why nothing vouches for a file; `undefined` where its set does. */
function doubtOf(
  path: string,
  found: SetFile | undefined,
  summary: SetSummary | undefined,
): Doubted | undefined {
  if (found === undefined || summary === undefined)
    return { doubt: 'outside', place: path, findings: [] };
  const { set, state, listed } = found;
  if (state === 'unfinished') return { doubt: 'unfinished', place: set, findings: [] };
  if (summary.state === 'damaged')
    return { doubt: 'damaged', place: set, findings: summary.findings };
  if (listed === undefined) return { doubt: 'unlisted', place: path, findings: [] };
  if (summary.verified === undefined) return { doubt: 'unverified', place: set, findings: [] };
  return undefined;
}

/**
 * Whether the sets of the files are sealed and verified. Throws a refusal where one is not and no
 * reason was given; a rehearsal only says so.
 */
export async function trustOf(
  paths: readonly string[],
  reason: string | undefined,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<Trust> {
  const files: { path: string; found: SetFile | undefined }[] = [];
  const sets = new Map<string, SetSummary>();
  const overridden: string[] = [];
  for (const path of paths) {
    const found = await services.backupFiles.setOf(path);
    files.push({ path, found });
    if (found !== undefined && !sets.has(found.set))
      sets.set(found.set, await services.backup.summary(found.set));
    const doubted = doubtOf(path, found, found && sets.get(found.set));
    if (doubted === undefined) continue;
    const { doubt, place, findings } = doubted;
    const line = `${setDoubtText(doubt)} (${place})`;
    if (reason !== undefined)
      overridden.push(l10n.t('{0} Restored all the same: {1}', line, reason));
    else if (context.mode === 'rehearse') overridden.push(line);
    else throw setNotTrusted(doubt, place, findings);
  }
  return {
    files,
    sets: [...sets].map(([set, { sealed }]) => ({ set, sealed })),
    overridden: [...new Set(overridden)],
  };
}

/** Compares sizes with the manifest: enough for a plan, and quick. */
export async function compareSizes(trust: Trust, services: ActionServices): Promise<void> {
  for (const { path, found } of trust.files) {
    const listed = found?.listed;
    if (listed === undefined) continue;
    const now = await services.backupFiles.look(path);
    if (now !== undefined && now.bytes !== listed.bytes) throw hashDiffers(path, listed, now);
  }
}

/** Reads every file again and compares its hash with the manifest. Throws a refusal. */
export async function compareHashes(
  trust: Trust,
  context: ActionRunContext,
  services: ActionServices,
): Promise<void> {
  for (const { path, found } of trust.files) {
    const listed = found?.listed;
    if (listed === undefined) continue;
    const now = await services.backupFiles.hash(path, {
      signal: context.signal,
      onProgress: showWork(context.output, l10n.t('Comparing with the manifest')),
    });
    if (now.sha256 !== listed.sha256) throw hashDiffers(path, listed, now);
  }
}
