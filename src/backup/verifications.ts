import { join } from 'node:path';
import { appendDurably } from './durable.ts';
import { codeOf } from './failures.ts';
import { verificationsName } from './names.ts';
import { readOwnText } from './own-file.ts';
import type { VerifyLevel } from './sets.ts';
import type { Files } from './work.ts';

/** One verification, kept beside the manifest of the set. */
export interface VerificationRecord {
  /** UTC ISO 8601. */
  readonly at: string;
  readonly level: VerifyLevel;
  /** SHA-256 of the manifest's bytes: a record speaks of that manifest only. */
  readonly manifest: string;
  /** The set's path as the estate writes it: a copy elsewhere is not verified by it. */
  readonly set: string;
  readonly files: number;
  readonly bytes: number;
  /** Number of findings; their first few lines. */
  readonly findings: number;
  readonly lines: readonly string[];
  /** Paths of the files that cannot be used, as far as they are kept. */
  readonly damaged: readonly string[];
}

/** Lines of findings, and paths of damaged files, that a record keeps. */
const keptLines = 20;
const keptPaths = 1000;

export async function recordVerification(
  folder: string,
  record: VerificationRecord,
  files: Files,
): Promise<void> {
  const kept = {
    ...record,
    lines: record.lines.slice(0, keptLines),
    damaged: record.damaged.slice(0, keptPaths),
  };
  await appendDurably(join(folder, verificationsName), JSON.stringify(kept), files);
}

function isLevel(value: unknown): value is VerifyLevel {
  return value === 'quick' || value === 'sample' || value === 'full';
}

function recordOf(line: string): VerificationRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // a torn line proves nothing, and so counts for nothing
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const get = (key: string): unknown => Reflect.get(value, key);
  const [at, level, manifest, set] = [get('at'), get('level'), get('manifest'), get('set')];
  const [files, bytes, findings, lines] = [
    get('files'),
    get('bytes'),
    get('findings'),
    get('lines'),
  ];
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || !isLevel(level)) return undefined;
  if (typeof manifest !== 'string' || typeof set !== 'string') return undefined;
  if (typeof files !== 'number' || typeof bytes !== 'number' || typeof findings !== 'number') {
    return undefined;
  }
  return {
    at,
    level,
    manifest,
    set,
    files,
    bytes,
    findings,
    lines: textsOf(lines),
    damaged: textsOf(get('damaged')),
  };
}

function textsOf(value: unknown): string[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.filter(item => typeof item === 'string');
}

/** What the verifications of this manifest, at this place, say together. */
export interface VerificationState {
  /** The last that found nothing. */
  readonly clean?: { readonly at: string; readonly level: VerifyLevel };
  /** When the last full one was that found nothing, with no damage found since. */
  readonly full?: string;
  /** Findings that no later full verification cleared. */
  readonly damage: readonly string[];
  /** Paths of the files they are about, as far as they were kept. */
  readonly damagedFiles: readonly string[];
}

/** Largest file of verifications that is read, bytes. */
const largestFile = 64 * 1024 * 1024;

/** What stands there in place of a plain file, or is too long for one of ours, proves nothing. */
async function textOf(file: string, files: Files): Promise<string> {
  try {
    return (await readOwnText(file, largestFile, files)) ?? '';
  } catch (error) {
    if (codeOf(error) === 'EINVAL') return '';
    throw error;
  }
}

/**
 * Reads the verifications that speak of this manifest and this place. A damage that was found stays
 * until a full verification finds nothing: a quick look cannot see what a full one saw.
 */
export async function readVerifications(
  folder: string,
  manifest: string,
  set: string,
  files: Files,
): Promise<VerificationState> {
  const text = await textOf(join(folder, verificationsName), files);
  let clean: VerificationState['clean'];
  let full: string | undefined;
  let damage: readonly string[] = [];
  let damagedFiles: readonly string[] = [];
  for (const line of text.split('\n')) {
    const record = recordOf(line);
    if (record?.manifest !== manifest || record.set !== set) continue;
    if (record.findings > 0) {
      clean = undefined;
      full = undefined;
      damage = record.lines.length > 0 ? record.lines : [''];
      damagedFiles = record.damaged;
    } else if (damage.length === 0 || record.level === 'full') {
      clean = { at: record.at, level: record.level };
      if (record.level === 'full') full = record.at;
      damage = [];
      damagedFiles = [];
    }
  }
  return {
    damage,
    damagedFiles,
    ...(clean === undefined ? {} : { clean }),
    ...(full === undefined ? {} : { full }),
  };
}
