import { basename, dirname, join } from 'node:path';
import { zeroHash } from '../chain/chain.ts';
import { parseRecord } from '../chain/line.ts';
import { readUpTo, systemCode, type LogFile, type LogFiles } from '../files.ts';
import type { LogRecord } from '../record.ts';
import { isRunId, logSuffix } from './run-id.ts';

/** A log in a folder of recovery logs. */
export interface FoundLog {
  readonly run: string;
  readonly file: string;
}

/** A first line, or a last one, is looked for in so many bytes; doubled until it is found. */
const firstLook = 64 * 1024;
const longestLook = 16 * 1024 * 1024;

/**
 * The logs in a folder and its folders of years, newest run first. A folder that does not exist has
 * none.
 */
export async function logsIn(folder: string, files: LogFiles): Promise<FoundLog[]> {
  const names = await namesIn(folder, files);
  const years = names.filter(name => /^\d{4}$/.test(name)).sort();
  const found = runsAmong(folder, names);
  for (const year of years) {
    const path = join(folder, year);
    found.push(...runsAmong(path, await namesIn(path, files)));
  }
  return found.sort((a, b) => (a.run < b.run ? 1 : a.run > b.run ? -1 : 0));
}

/** The folder of all recovery logs, as seen from one log of it. */
export function folderOf(log: string): string {
  const parent = dirname(log);
  return /^\d{4}$/.test(basename(parent)) ? dirname(parent) : parent;
}

async function namesIn(folder: string, files: LogFiles): Promise<string[]> {
  try {
    return await files.names(folder);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR') return [];
    throw thrown;
  }
}

function runsAmong(folder: string, names: readonly string[]): FoundLog[] {
  return names
    .filter(name => name.endsWith(logSuffix))
    .map(name => ({ run: name.slice(0, -logSuffix.length), file: join(folder, name) }))
    .filter(found => isRunId(found.run));
}

/** The first lines of a log, whole ones only, without their line feeds. */
export async function firstLines(
  file: LogFile,
  count: number,
  from = firstLook,
): Promise<string[]> {
  const size = await file.size();
  for (let look = Math.min(from, size); ; look = Math.min(look * 2, size)) {
    const bytes = await readUpTo(file, 0, look);
    const parts = bytes.toString('utf8').split('\n');
    const lines = parts.slice(0, -1);
    if (lines.length >= count || look >= size || look >= longestLook) {
      return lines.slice(0, count);
    }
  }
}

/** The last whole lines of a log, at least `least` bytes of them where there are so many. */
export async function lastLines(file: LogFile, least = firstLook): Promise<string[]> {
  const size = await file.size();
  for (let look = least; ; look *= 2) {
    const from = Math.max(0, size - look);
    const bytes = await readUpTo(file, from, size - from);
    const end = bytes.lastIndexOf(10);
    const start = from === 0 ? 0 : bytes.indexOf(10) + 1;
    if (end >= start && (start > 0 || from === 0)) {
      return bytes.subarray(start, end).toString('utf8').split('\n');
    }
    if (from === 0 || look >= longestLook) return [];
  }
}

/** The last record of a log that can be read as one, `undefined` where there is none. */
export async function lastRecord(files: LogFiles, path: string): Promise<LogRecord | undefined> {
  const file = await files.open(path, 'read');
  try {
    for (const line of (await lastLines(file)).reverse()) {
      const record = parseRecord(line);
      if (record !== undefined) return record;
    }
    return undefined;
  } finally {
    await file.close();
  }
}

/** Run and last hash of the newest run in the folder: what a new log's first line names. */
export async function newestRun(
  folder: string,
  files: LogFiles,
): Promise<{ readonly run: string; readonly hash: string } | null> {
  for (const { file, run } of await logsIn(folder, files)) {
    const record = await lastRecord(files, file);
    if (record?.run === run && record.hash !== zeroHash) return { run, hash: record.hash };
  }
  return null;
}
