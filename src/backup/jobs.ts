import { relative, sep } from 'node:path';
import { alreadySealed, fileSystemFailed, shareVanished } from '../errors/backup.ts';
import { compareSets, type CompareOrder } from './compare-sets.ts';
import type { CopyOrder } from './copy/order.ts';
import { planTree, type PlannedCopy } from './copy/plan.ts';
import { copyTree } from './copy/run.ts';
import type { ShortCopier } from './copy/short-threads.ts';
import { carryWindowsExtras } from './copy/windows-extras.ts';
import { windowsTools } from './copy/windows-tools.ts';
import { isFileSystemError, isVanished, wordsOf } from './failures.ts';
import { findSetFile, hashOne, type FileHash, type FileOrder, type SetFile } from './file-jobs.ts';
import type { Hasher } from './hasher.ts';
import { appendAllToJournal } from './journal.ts';
import { ownProcesses, takeLock, type SetLock } from './lock.ts';
import { isPartName, manifestName } from './names.ts';
import { readManifest } from './read-manifest.ts';
import { removeSets, type Removal, type RemoveOrder } from './retention/remove.ts';
import { sealSet, type SealOrder } from './seal.ts';
import type { CopyPlan, CopyReport, SetComparison, SetSummary, SetVerification } from './sets.ts';
import { listSets, summariseSet, type ListOrder, type SetPlace } from './summary.ts';
import { verifySet, type VerifyOrder } from './verify.ts';
import type { Work } from './work.ts';

/** The unfinished set that a copy goes into, which notes it down. */
export interface CopyNote {
  /** Folder of the set on this computer. */
  readonly folder: string;
  /** The source, as the estate writes it. */
  readonly from: string;
}

/** Work that may take long, with what it needs and what it gives. */
export interface Jobs {
  readonly summary: { readonly order: SetPlace; readonly result: SetSummary };
  readonly list: { readonly order: ListOrder; readonly result: readonly SetSummary[] };
  readonly compare: { readonly order: CompareOrder; readonly result: SetComparison };
  readonly remove: { readonly order: RemoveOrder; readonly result: Removal };
  readonly seal: { readonly order: SealOrder; readonly result: null };
  readonly verify: { readonly order: VerifyOrder; readonly result: SetVerification };
  readonly planCopy: { readonly order: CopyOrder; readonly result: CopyPlan };
  readonly copy: {
    readonly order: CopyOrder & { readonly note: CopyNote | undefined };
    readonly result: CopyReport;
  };
  readonly hashFile: { readonly order: FileOrder; readonly result: FileHash };
  readonly setFile: { readonly order: FileOrder; readonly result: SetFile | undefined | 'large' };
}

export type JobName = keyof Jobs;

/** What a job works with. */
export interface JobTools {
  readonly work: Work;
  readonly hasher: Hasher;
  readonly shortCopier: ShortCopier;
}

type JobTable = {
  readonly [K in JobName]: (order: Jobs[K]['order'], tools: JobTools) => Promise<Jobs[K]['result']>;
};

async function planOnly(order: CopyOrder, work: Work): Promise<CopyPlan> {
  const { items, bytes, excluded, replaces } = await planTree(order, work);
  return { files: items.length, bytes, excluded, replaces };
}

/**
 * Locks the copy of a sealed set while it is made: until its manifest is there, nothing else shows that
 * somebody writes into that folder. `undefined` where no set is copied.
 */
async function lockCopyOfSet(
  { items, isFolder, target }: PlannedCopy,
  { shownTo }: CopyOrder,
  work: Work,
): Promise<SetLock | undefined> {
  if (!isFolder || !items.some(({ path }) => path === manifestName)) return undefined;
  await work.files.mkdir(target, { recursive: true });
  const lock = await takeLock(target, shownTo, work, ownProcesses);
  if ((await readManifest(target, work.files)).found === 'nothing') return lock;
  await lock.release();
  throw alreadySealed(shownTo);
}

/** Notes what is copied into a set before it is written, so that sealing knows where it came from. */
async function copyWithNote(
  order: Jobs['copy']['order'],
  { work, shortCopier }: JobTools,
): Promise<CopyReport> {
  const { note } = order;
  let folder: string | undefined;
  let lock: SetLock | undefined;
  const begin = async (plan: PlannedCopy): Promise<void> => {
    const { items, isFolder, target } = plan;
    if (isFolder) folder = target;
    if (note === undefined) {
      lock = await lockCopyOfSet(plan, order, work);
      return;
    }
    const inSet = (path: string): string => relative(note.folder, path).split(sep).join('/');
    const named = items.map(item => inSet(item.target)).filter(isPartName);
    await appendAllToJournal(
      note.folder,
      [
        { copied: { to: inSet(target), from: note.from, isFolder } },
        ...named.map(path => ({ named: path })),
      ],
      work.files,
    );
  };
  let report: CopyReport;
  try {
    report = await copyTree(order, work, begin, shortCopier);
  } finally {
    await lock?.release();
  }
  const tools = windowsTools();
  if (tools === undefined || folder === undefined) return report;
  const notes = await carryWindowsExtras(order.from, folder, tools);
  return notes.length === 0 ? report : { ...report, notes };
}

const table: JobTable = {
  summary: (order, { work }) => summariseSet(order, work),
  list: (order, { work }) => listSets(order, work),
  compare: (order, { work }) => compareSets(order, work),
  remove: (order, { work }) => removeSets(order, work, ownProcesses),
  seal: async (order, { work, hasher }) => {
    await sealSet(order, work, hasher);
    return null;
  },
  verify: (order, { work, hasher }) => verifySet(order, work, hasher),
  planCopy: (order, { work }) => planOnly(order, work),
  copy: (order, tools) => copyWithNote(order, tools),
  hashFile: (order, { work }) => hashOne(order, work),
  setFile: (order, { work }) => findSetFile(order, work),
};

function placeOf(order: object): string {
  const shown: unknown = Reflect.get(order, 'shown') ?? Reflect.get(order, 'shownTo');
  return typeof shown === 'string' ? shown : '';
}

/** Does one job here. What the file system refuses becomes a `Problem`; defects stay what they are. */
export async function performJob<K extends JobName>(
  name: K,
  order: Jobs[K]['order'],
  tools: JobTools,
): Promise<Jobs[K]['result']> {
  try {
    return await table[name](order, tools);
  } catch (error) {
    if (!isFileSystemError(error)) throw error;
    if (isVanished(error)) throw shareVanished(placeOf(order), wordsOf(error), 0);
    throw fileSystemFailed(placeOf(order), wordsOf(error));
  }
}
