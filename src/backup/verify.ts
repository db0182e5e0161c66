import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { findingText } from '../errors/backup-findings.ts';
import { notASet, setUnfinished } from '../errors/backup.ts';
import { compareTree, type Candidate, type RawFinding } from './compare.ts';
import { checkContents } from './content/content-check.ts';
import { codeOf, isMissing, wordsOf } from './failures.ts';
import type { Hasher } from './hasher.ts';
import { sumsLines } from './manifest.ts';
import { sumsName } from './names.ts';
import { ProgressMeter } from './progress-meter.ts';
import { readManifest, type ManifestReading } from './read-manifest.ts';
import { walkSet } from './set-tree.ts';
import type { SetFinding, SetHits, SetVerification, VerifyLevel } from './sets.ts';
import { recordVerification } from './verifications.ts';
import type { Work } from './work.ts';
import { hitsBy, hitsOfAll } from './worth/coverage.ts';
import type { BackupNeed } from './worth/needs.ts';
import { olderGoodSet } from './worth/older-good.ts';

export interface VerifyOrder {
  /** Folder of the set on this computer. */
  readonly folder: string;
  /** The set as the estate writes it. */
  readonly shown: string;
  readonly level: VerifyLevel;
  /** What the estate needs of a set; nothing where no estate is known. */
  readonly needs: readonly BackupNeed[];
  readonly pfxPassword: string | undefined;
}

/** A sample covers the whole set in this many days. */
const sampleDays = 7;
const dayMs = 86_400_000;

/** Findings that are reported one by one; more are counted. */
const mostFindings = 10_000;

/** The part of the files whose turn it is today; the same file comes every seventh day. */
export function sampleOf<T extends { readonly path: string }>(
  files: readonly T[],
  nowMs: number,
): readonly T[] {
  if (files.length <= sampleDays) return files;
  const today = Math.floor(nowMs / dayMs) % sampleDays;
  return files.filter(({ path }) => crc32(path) % sampleDays === today);
}

function chosen(
  candidates: readonly Candidate[],
  level: VerifyLevel,
  nowMs: number,
): readonly Candidate[] {
  switch (level) {
    case 'quick':
      return [];
    case 'sample':
      return sampleOf(candidates, nowMs);
    case 'full':
      return candidates;
  }
}

/** Reads the chosen files again and compares their hashes. */
async function findByHash(
  { folder }: VerifyOrder,
  candidates: readonly Candidate[],
  work: Work,
  hasher: Hasher,
): Promise<{ readonly findings: RawFinding[]; readonly bytes: number }> {
  const findings: RawFinding[] = [];
  const bytes = candidates.reduce((sum, { stamp }) => sum + stamp.size, 0);
  const meter = new ProgressMeter(work, candidates.length, bytes);
  await hasher.hashAll({
    items: candidates.map(({ path, stamp }) => ({ path: join(folder, path), size: stamp.size })),
    sync: false,
    onBytes: count => {
      meter.bytes(count);
    },
    onResult: (index, result) => {
      const candidate = candidates[index];
      if (candidate === undefined) return;
      const { path: file, sha256 } = candidate;
      meter.starts(file);
      meter.done();
      if (result.result === 'unreadable') {
        const { text } = result.theirs;
        findings.push({ kind: 'content', file, fact: { fact: 'unreadable', text } });
      } else if (result.result === 'changed') {
        findings.push({ kind: 'content', file, fact: { fact: 'changed' } });
      } else if (result.sha256 !== sha256) {
        const fact = { fact: 'hash', expected: sha256, found: result.sha256 } as const;
        findings.push({ kind: 'hash', file, fact });
      }
    },
  });
  meter.ends();
  return { findings, bytes };
}

/** Most notes of what could not be looked at. */
const mostNotes = 50;

/** Looks into the chosen files by their kind; users' own files deep in a file store are not questioned. */
async function findByContent(
  { folder, pfxPassword }: VerifyOrder,
  candidates: readonly Candidate[],
  work: Work,
): Promise<{ readonly findings: RawFinding[]; readonly notes: readonly string[] }> {
  const own = candidates.filter(({ path }) => !isDeep(path));
  const files = new Map(own.map(({ path, stamp }) => [path, stamp]));
  const { unsound, notes } = await checkContents(folder, files, pfxPassword, work);
  const findings = unsound.map(({ file, reason }): RawFinding => ({
    kind: 'content',
    file,
    fact: { fact: 'content', reason },
  }));
  return { findings, notes: notes.slice(0, mostNotes) };
}

/** Four folders deep lies no export, backup of a database or certificate, but what users made. */
function isDeep(path: string): boolean {
  return path.split('/').length > 4;
}

/** Longest list of hashes that is read, bytes; below a string's limit. */
const longestSums = 500 * 1024 * 1024;

function saysSame(text: string, { files }: ManifestReading): boolean {
  let at = 0;
  for (const line of sumsLines(files)) {
    if (!text.startsWith(line, at)) return false;
    at += line.length;
  }
  return at === text.length;
}

/** Whether `SHA256SUMS` says what the manifest says. */
async function findBySums(
  { folder }: VerifyOrder,
  manifest: ManifestReading,
  work: Work,
): Promise<RawFinding[]> {
  const finding: RawFinding = { kind: 'manifest', file: sumsName, fact: { fact: 'sums' } };
  const file = join(folder, sumsName);
  try {
    const stats = await work.files.lstat(file);
    if (!stats.isFile() || stats.size > longestSums) return [finding];
    return saysSame(await work.files.readFile(file, 'utf8'), manifest) ? [] : [finding];
  } catch (error) {
    if (isMissing(error) || codeOf(error) === 'EACCES') return [finding];
    throw error;
  }
}

/** Tells what a file is needed for; a file too many is needed for nothing. */
function hitsIn(
  needs: readonly BackupNeed[],
  manifest: ManifestReading | undefined,
): (finding: RawFinding) => SetHits | undefined {
  const ofFile = hitsBy(needs);
  const sources = new Map(manifest?.files.map(file => [file.path, file]));
  return ({ kind, file }) => {
    if (file === '') return hitsOfAll(needs);
    if (kind === 'extra' || file === sumsName) return undefined;
    return ofFile(sources.get(file) ?? { path: file });
  };
}

/** Findings with their words, in order of their files. */
function worded(
  findings: readonly RawFinding[],
  { needs }: VerifyOrder,
  manifest?: ManifestReading,
): SetFinding[] {
  const sorted = findings.toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  const hitsOf = hitsIn(needs, manifest);
  const shown = sorted.slice(0, mostFindings).map((finding): SetFinding => {
    const { kind, file, fact } = finding;
    const hits = hitsOf(finding);
    return { kind, file, message: findingText(fact), ...(hits === undefined ? {} : { hits }) };
  });
  const count = sorted.length - shown.length;
  if (count > 0) {
    shown.push({ kind: 'manifest', file: '', message: findingText({ fact: 'more', count }) });
  }
  return shown;
}

async function keep(
  order: VerifyOrder,
  verification: SetVerification,
  manifest: string,
  work: Work,
): Promise<SetVerification> {
  const { findings, files, bytes, level } = verification;
  try {
    await recordVerification(
      order.folder,
      {
        at: new Date(work.now()).toISOString(),
        level,
        manifest,
        set: order.shown,
        files,
        bytes,
        findings: findings.length,
        lines: findings.map(({ file, message }) => (file === '' ? message : `${file}: ${message}`)),
        damaged: findings.flatMap(({ kind, file }) => (kind === 'extra' ? [] : file)),
      },
      work.files,
    );
    return verification;
  } catch (error) {
    return { ...verification, unrecorded: wordsOf(error).text };
  }
}

/**
 * Compares a sealed set with its manifest and keeps the result beside it. Nothing outside the set's
 * folder is read, whatever its manifest says. Throws only where there is no sealed set, the share is
 * gone, or the work was cancelled.
 */
export async function verifySet(
  order: VerifyOrder,
  work: Work,
  hasher: Hasher,
): Promise<SetVerification> {
  const { folder, shown, level } = order;
  try {
    if (!(await work.files.lstat(folder)).isDirectory()) throw notASet(shown);
  } catch (error) {
    if (isMissing(error)) throw notASet(shown, wordsOf(error));
    throw error;
  }
  const read = await readManifest(folder, work.files);
  if (read.found === 'nothing') throw setUnfinished(shown);
  if (read.found === 'fault') {
    const fact = { fact: 'manifest', reason: read.reason } as const;
    const findings = worded([{ kind: 'manifest', file: '', fact }], order);
    const hash = read.hash === undefined ? {} : { manifestHash: read.hash };
    return withOlder({ set: shown, level, files: 0, bytes: 0, findings, ...hash }, order, work);
  }
  const { manifest } = read;
  if (level === 'full') hasher.expect(manifest.files.length);
  const tree = await walkSet(folder, work);
  const compared = compareTree(manifest, tree);
  const sums = await findBySums(order, manifest, work);
  const toRead = chosen(compared.candidates, level, work.now());
  const hashed = await findByHash(order, toRead, work, hasher);
  const content = await findByContent(order, toRead, work);
  const verification: SetVerification = {
    set: shown,
    level,
    files: level === 'quick' ? compared.candidates.length : toRead.length,
    bytes: level === 'quick' ? sizeOf(compared.candidates) : hashed.bytes,
    findings: worded(
      [...compared.findings, ...sums, ...hashed.findings, ...content.findings],
      order,
      manifest,
    ),
    ...(content.notes.length === 0 ? {} : { notes: content.notes }),
    manifestHash: manifest.hash,
  };
  const kept = await keep(order, verification, manifest.hash, work);
  return withOlder(kept, order, work);
}

/** Names the set to take instead, where something was found. */
async function withOlder(
  verification: SetVerification,
  order: VerifyOrder,
  work: Work,
): Promise<SetVerification> {
  if (verification.findings.length === 0) return verification;
  const olderGood = await olderGoodSet(order, work);
  return olderGood === undefined ? verification : { ...verification, olderGood };
}

function sizeOf(candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, { stamp }) => sum + stamp.size, 0);
}
