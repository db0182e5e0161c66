import type { Lacking } from '../errors/backup-worth.ts';

/** State of a folder below the backup location, by what lies in it (no file is hashed). */
export type SetState = 'sealed' | 'unfinished' | 'damaged';

/** A backup set as lists show it. Bytes are bytes, times are UTC ISO 8601. */
export interface SetSummary {
  /** Name of the folder, for example `2026-11-22_0200`. */
  readonly name: string;
  /** Path as the estate writes it (UNC kept). */
  readonly path: string;
  readonly state: SetState;
  readonly created?: string;
  readonly sealed?: string;
  readonly files: number;
  readonly bytes: number;
  /** Last verification that found nothing, if any. */
  readonly verified?: { readonly at: string; readonly level: VerifyLevel };
  /** When every byte was last read again and nothing was found; absent once damage was found since. */
  readonly fullyVerified?: string;
  /** Why it is damaged, one line each. */
  readonly findings: readonly string[];
  /** What it holds of what the estate needs; absent while unfinished, or where no estate is known. */
  readonly coverage?: SetCoverage;
}

/** What a set lacks of what a recovery of the estate's servers needs. */
export interface MissingNeed extends Lacking {
  /** FQDNs of the servers that cannot be recovered without it. */
  readonly servers: readonly string[];
}

export interface SetCoverage {
  /** FQDNs of the servers that need something of a set. */
  readonly servers: readonly string[];
  /** Those of them for which everything is in it. */
  readonly complete: readonly string[];
  readonly missing: readonly MissingNeed[];
}

/** What a recovery loses when a file cannot be used. */
export interface SetHits {
  readonly databases: readonly string[];
  readonly servers: readonly string[];
}

/** `quick`: manifest and sizes. `sample`: a rotating part re-read. `full`: every byte re-read. */
export type VerifyLevel = 'quick' | 'sample' | 'full';

export type FindingKind = 'missing' | 'extra' | 'size' | 'hash' | 'manifest' | 'content';

export interface SetFinding {
  readonly kind: FindingKind;
  /** Path inside the set, `/` between parts; empty for the set itself. */
  readonly file: string;
  readonly message: string;
  /** Where the estate is known: databases and servers whose recovery needs this file. */
  readonly hits?: SetHits;
}

/** An older set to restore from in place of a damaged one. */
export interface OlderSet {
  readonly name: string;
  readonly path: string;
  readonly sealed?: string;
  /** When it was last read whole and nothing was found; absent where that was never done. */
  readonly fullyVerified?: string;
}

export interface SetVerification {
  readonly set: string;
  readonly level: VerifyLevel;
  readonly files: number;
  readonly bytes: number;
  readonly findings: readonly SetFinding[];
  /** With findings: the next older set that is sealed, one that was verified in full before others. */
  readonly olderGood?: OlderSet;
  /** What could not be looked at, and why; no finding. */
  readonly notes?: readonly string[];
  /** SHA-256, hex, of the manifest's bytes. */
  readonly manifestHash?: string;
  /** Why the result could not be kept beside the set (a read-only share, say). */
  readonly unrecorded?: string;
}

/** One of two sets that were compared, as its manifest says it. */
export interface ComparedSet {
  readonly path: string;
  readonly name: string;
  readonly created: string;
  readonly sealed: string;
  readonly by: string;
  readonly files: number;
  readonly bytes: number;
}

/** Files of one kind; the first of them by name. */
export interface ComparedFiles {
  readonly count: number;
  /** Paths inside the set, `/` between parts. */
  readonly files: readonly string[];
}

/** Two sets by their manifests. */
export interface SetComparison {
  readonly left: ComparedSet;
  readonly right: ComparedSet;
  readonly same: number;
  readonly onlyLeft: ComparedFiles;
  readonly onlyRight: ComparedFiles;
  readonly changed: ComparedFiles;
}

export interface WorkProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly current: string;
}

export interface WorkOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: WorkProgress) => void;
}

/** How a set is sealed. Passwords are kept in memory only. */
export interface SealOptions extends WorkOptions {
  /** Who seals it. */
  readonly by: string;
  /** Private keys that lie open in the set: refused without this, else encrypted with this password. */
  readonly encryptKeys?: string;
  /** Password of the PFX files in the set, so that their chains can be looked at. */
  readonly pfxPassword?: string;
}

/** What a producing step tells about a file that it wrote into a set. */
export interface ProducedFile {
  /** Path inside the set, `/` between parts. */
  readonly file: string;
  /** Id of the step. */
  readonly step: string;
  /** Where the content came from: server, database, share. */
  readonly source: string;
}

export interface CopyRequest {
  /** Source folder or file, as the estate writes it. */
  readonly from: string;
  readonly to: string;
  /** Globs, relative to `from`, that are left out. */
  readonly exclude: readonly string[];
  /** Whether files that exist at the destination may be replaced; never deletes anything. */
  readonly overwrite: boolean;
}

export interface CopyPlan {
  readonly files: number;
  readonly bytes: number;
  /** Paths, relative to `from`, that the globs leave out. */
  readonly excluded: readonly string[];
  /** Files at the destination that would be replaced. */
  readonly replaces: readonly string[];
}

export interface CopyReport {
  readonly files: number;
  readonly bytes: number;
  readonly excluded: readonly string[];
  /** What Windows keeps beside the content and was not carried over, one sentence each. */
  readonly notes?: readonly string[];
  /** Copied files, `/` between parts, relative to `from`. */
  readonly copied: readonly {
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
}

/**
 * Backup sets and copying, with all paths as the estate writes them (UNC kept); mapping to local
 * folders happens inside. Every method throws a `Problem` for what an operator can meet.
 */
export interface BackupSets {
  /** Makes the folder; throws when it exists. Returns the path as the estate writes it. */
  create(name: string, location: string | undefined): Promise<string>;
  /** A name for a new set from the time (ms since 1970, local time as `2026-11-22_0200`). */
  nextName(nowMs: number): string;
  /** Records what a step put into an unfinished set; kept until `seal`. */
  record(set: string, produced: readonly ProducedFile[]): Promise<void>;
  /** Hashes every file, writes the manifest last and atomically. */
  seal(set: string, options: SealOptions): Promise<SetSummary>;
  verify(
    set: string,
    level: VerifyLevel,
    options: WorkOptions & Pick<SealOptions, 'pfxPassword'>,
  ): Promise<SetVerification>;
  summary(set: string): Promise<SetSummary>;
  /** All folders below the location, newest first; no file is hashed. */
  list(location: string | undefined): Promise<readonly SetSummary[]>;
  /** Compares two sealed sets by their manifests. */
  compare(left: string, right: string): Promise<SetComparison>;
  /** The newest sealed set, if any. */
  newestSealed(location: string | undefined): Promise<SetSummary | undefined>;
  planCopy(request: CopyRequest, signal: AbortSignal): Promise<CopyPlan>;
  copy(request: CopyRequest, options: WorkOptions): Promise<CopyReport>;
}
