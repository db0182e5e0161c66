import type { BackupHeader } from './backup-header.ts';

/** A backup that may take part in a chain. */
export interface ChainBackup {
  readonly header: BackupHeader;
}

export interface ChainWish {
  /** Name of the database inside the backups. */
  readonly database: string;
  /** Only this place of a file counts. */
  readonly position?: number | undefined;
  /** `2026-11-22 02:00:00.000`, local time of the server that made the backups. */
  readonly stopAt?: string | undefined;
}

/** Why backups do not make a chain. */
export type ChainFault<T> =
  /** None is of that database; these are the names in them. */
  | { readonly kind: 'other-database'; readonly found: readonly string[] }
  | { readonly kind: 'no-full' }
  | { readonly kind: 'no-position'; readonly positions: readonly number[] }
  /** Backups of two databases that happen to have one name. */
  | { readonly kind: 'two-families'; readonly backups: readonly [T, T] }
  /** A differential whose full backup is not among them. */
  | { readonly kind: 'wrong-base'; readonly backup: T; readonly full: T }
  /** Between the chain's end and the next log, something is missing. */
  | { readonly kind: 'gap'; readonly after: T; readonly next: T }
  /** From here on the logs tell two stories. */
  | { readonly kind: 'fork'; readonly after: T; readonly ways: readonly [T, T] }
  | { readonly kind: 'version-change'; readonly from: T; readonly to: T }
  /** A differential or a log cannot be told apart from what it needs. */
  | { readonly kind: 'stop-outside'; readonly from: string; readonly to: string }
  | { readonly kind: 'unsupported'; readonly backup: T };

export interface Chain<T> {
  /** In the order of their restore: one full, at most one differential, logs. */
  readonly steps: readonly T[];
  /** Backups that are not needed: older ones, and ones of other databases. */
  readonly unused: readonly T[];
}

export type ChainResult<T> =
  | { readonly chain: Chain<T>; readonly fault?: undefined }
  | { readonly chain?: undefined; readonly fault: ChainFault<T> };

/** How far a restore has come: all up to `lsn`, on the path `fork`. */
interface Point {
  readonly lsn: bigint;
  readonly fork: string;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function endOf({ header }: ChainBackup): Point {
  return { lsn: header.lastLsn, fork: header.fork };
}

/** Whether a log can be restored on what there is; the server's own rule (4305, 4326, 4330). */
function logFollows({ header }: ChainBackup, at: Point): boolean {
  if (header.firstLsn > at.lsn || header.lastLsn <= at.lsn) return false;
  if (header.fork === at.fork) return true;
  if (header.firstFork !== at.fork) return false;
  return header.forkPointLsn === undefined || at.lsn <= header.forkPointLsn;
}

/** Whether a differential is based on a full backup (3136). */
function differentialFollows(
  { header: differential }: ChainBackup,
  { header: full }: ChainBackup,
): boolean {
  if (differential.differentialBaseGuid !== undefined)
    return differential.differentialBaseGuid === full.guid;
  const base = differential.differentialBaseLsn ?? differential.databaseBackupLsn;
  return base === full.checkpointLsn;
}

interface Path<T> {
  readonly steps: readonly T[];
  readonly fault?: ChainFault<T>;
}

/** Logs from a point on, as far as they go; two that go apart are a fault. */
function followLogs<T extends ChainBackup>(
  start: T,
  logs: readonly T[],
  stopAt: string | undefined,
): Path<T> {
  const steps: T[] = [];
  let last = start;
  for (;;) {
    if (stopAt !== undefined && last.header.finished >= stopAt) return { steps };
    const next = logs.filter(log => logFollows(log, endOf(last)));
    const [first] = next;
    if (first === undefined) return { steps };
    const other = next.find(log => log.header.fork !== first.header.fork);
    if (other !== undefined)
      return { steps, fault: { kind: 'fork', after: last, ways: [first, other] } };
    last = next.reduce((best, log) => (log.header.lastLsn > best.header.lastLsn ? log : best));
    steps.push(last);
  }
}

/** Furthest first; of two that reach as far, the one with fewer steps, or with fewer logs. */
function better<T extends ChainBackup>(a: readonly T[], b: readonly T[]): number {
  const [endA, endB] = [a.at(-1), b.at(-1)];
  if (endA === undefined || endB === undefined) return b.length - a.length;
  if (endA.header.lastLsn !== endB.header.lastLsn)
    return endA.header.lastLsn > endB.header.lastLsn ? -1 : 1;
  if (a.length !== b.length) return a.length - b.length;
  const quick = (steps: readonly T[]): number =>
    steps.some(({ header }) => header.kind === 'differential') ? 0 : 1;
  return quick(a) - quick(b);
}

/** Every way from a full backup, with each of its differentials and with none. */
function pathsFrom<T extends ChainBackup>(
  full: T,
  backups: readonly T[],
  stopAt: string | undefined,
): Path<T>[] {
  const inTime = (one: T): boolean => stopAt === undefined || one.header.finished <= stopAt;
  const logs = backups.filter(one => one.header.kind === 'log');
  const bases: (readonly T[])[] = [[full]];
  for (const one of backups) {
    if (one.header.kind !== 'differential' || !inTime(one)) continue;
    if (differentialFollows(one, full)) bases.push([full, one]);
  }
  return bases.map(base => {
    const { steps, fault } = followLogs(base.at(-1) ?? full, logs, stopAt);
    return { steps: [...base, ...steps], ...(fault === undefined ? {} : { fault }) };
  });
}

/** Same backup named twice, or in two copies: once is enough. */
function withoutTwins<T extends ChainBackup>(backups: readonly T[]): T[] {
  const seen = new Set<string>();
  return backups.filter(({ header }) => {
    const isNew = !seen.has(header.guid);
    seen.add(header.guid);
    return isNew;
  });
}

/** What of the backups lies beyond the end of the chain: there, something is missing. */
function beyond<T extends ChainBackup>(
  steps: readonly T[],
  backups: readonly T[],
): ChainFault<T> | undefined {
  const [full] = steps;
  const last = steps.at(-1);
  if (full === undefined || last === undefined) return undefined;
  const late = backups.filter(
    one => !steps.includes(one) && one.header.lastLsn > last.header.lastLsn,
  );
  const log = late
    .filter(one => one.header.kind === 'log')
    .toSorted((a, b) => (a.header.firstLsn < b.header.firstLsn ? -1 : 1))[0];
  if (log !== undefined) return { kind: 'gap', after: last, next: log };
  const differential = late.find(one => one.header.kind === 'differential');
  return differential && { kind: 'wrong-base', backup: differential, full };
}

function versionChange<T extends ChainBackup>(steps: readonly T[]): ChainFault<T> | undefined {
  for (const [i, to] of steps.entries()) {
    const from = steps[i - 1];
    if (from !== undefined && from.header.databaseVersion !== to.header.databaseVersion)
      return { kind: 'version-change', from, to };
  }
  return undefined;
}

function stopFault<T extends ChainBackup>(
  steps: readonly T[],
  stopAt: string | undefined,
): ChainFault<T> | undefined {
  const [full] = steps;
  const last = steps.at(-1);
  if (stopAt === undefined || full === undefined || last === undefined) return undefined;
  if (last.header.kind === 'log' && last.header.finished >= stopAt) return undefined;
  return { kind: 'stop-outside', from: full.header.finished, to: last.header.finished };
}

/** Backups of the wished database and place; or why there are none. */
function wished<T extends ChainBackup>(
  backups: readonly T[],
  { database, position }: ChainWish,
): { readonly ours: readonly T[] } | { readonly fault: ChainFault<T> } {
  const named = withoutTwins(backups.filter(({ header }) => same(header.database, database)));
  if (named.length === 0) {
    const found = [...new Set(backups.map(({ header }) => header.database))];
    return { fault: { kind: 'other-database', found } };
  }
  const ours =
    position === undefined ? named : named.filter(one => one.header.position === position);
  if (ours.length === 0) {
    const positions = named.map(one => one.header.position).sort((a, b) => a - b);
    return { fault: { kind: 'no-position', positions } };
  }
  const odd = ours.find(({ header }) => header.kind === 'other');
  if (odd !== undefined) return { fault: { kind: 'unsupported', backup: odd } };
  return { ours };
}

/**
 * Orders backups into what has to be restored, from their headers alone (never from names or dates of
 * files): the full backup and, if they lead further, a differential and logs, by exact LSNs and
 * recovery forks. Of several full backups the one that leads furthest is taken. What lies beyond the
 * chain's end and does not connect to it is a fault, never left out in silence.
 */
export function solveChain<T extends ChainBackup>(
  backups: readonly T[],
  wish: ChainWish,
): ChainResult<T> {
  const found = wished(backups, wish);
  if ('fault' in found) return { fault: found.fault };
  const { ours } = found;
  const { stopAt } = wish;
  const [sample] = ours;
  const stranger = ours.find(({ header }) => header.familyGuid !== sample?.header.familyGuid);
  if (sample !== undefined && stranger !== undefined)
    return { fault: { kind: 'two-families', backups: [sample, stranger] } };
  const all = ours.filter(({ header }) => header.kind === 'full');
  if (all.length === 0) return { fault: { kind: 'no-full' } };
  const fulls = all.filter(({ header }) => stopAt === undefined || header.finished <= stopAt);
  if (fulls.length === 0) {
    const [first = ''] = all.map(({ header }) => header.finished).sort();
    return { fault: { kind: 'stop-outside', from: first, to: first } };
  }
  const paths = fulls.flatMap(full => pathsFrom(full, ours, stopAt));
  const forked = paths.find(path => path.fault !== undefined)?.fault;
  const [best] = paths
    .filter(path => path.fault === undefined)
    .toSorted((a, b) => better(a.steps, b.steps));
  if (best === undefined) return { fault: forked ?? { kind: 'no-full' } };
  const outside = beyond(best.steps, ours);
  const fault =
    // where the chain ends before the newest backup, a fork on the way is the reason
    (outside === undefined ? undefined : forked) ??
    versionChange(best.steps) ??
    stopFault(best.steps, stopAt) ??
    (stopAt === undefined ? outside : undefined);
  if (fault !== undefined) return { fault };
  return {
    chain: { steps: best.steps, unused: backups.filter(one => !best.steps.includes(one)) },
  };
}
