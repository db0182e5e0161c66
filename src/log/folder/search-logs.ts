import { readRun } from '../account/read-run.ts';
import { nodeFiles } from '../files.ts';
import { readLog } from '../reader.ts';
import { folded, searchLog, textOf } from '../view/search.ts';
import { WholeTexts } from '../view/whole-texts.ts';
import { listLogs, type LogListing } from './list.ts';
import { besideLog } from './run-id.ts';

/** What is looked for; everything that is given must hold. */
export interface LogQuery {
  /** Anywhere in the log: texts, output, problems, notes; upper and lower case are the same. */
  readonly text?: string;
  /** FQDN, or its beginning. */
  readonly server?: string;
  /** Outcome of the run, or `open`. */
  readonly outcome?: string;
  /** Part of the runbook's title or file name. */
  readonly runbook?: string;
  /** Began on this day or later, and on this day or earlier; `2026-11-22`, UTC. */
  readonly since?: string;
  readonly until?: string;
}

/** A log that fits. */
export interface LogHit extends LogListing {
  /** Records that have the text; 0 where none was looked for. */
  readonly matches: number;
  /** The first few of them: number of the record, and the line with the text. */
  readonly lines: readonly { readonly seq: number; readonly text: string }[];
}

/** Lines that are shown of each log. */
const shownLines = 3;

/** Logs of some folders, newest first. Those of the same run count once, the first folder's. */
export async function listAll(folders: readonly string[]): Promise<LogListing[]> {
  const seen = new Set<string>();
  const listings: LogListing[] = [];
  for (const folder of folders) {
    for (const listing of await listLogs(folder)) {
      if (seen.has(listing.run)) continue;
      seen.add(listing.run);
      listings.push(listing);
    }
  }
  return listings.sort((a, b) => (a.run < b.run ? 1 : -1));
}

/**
 * Looks through all logs of some folders, newest first. Logs of the same run in several folders count
 * once, the first folder's.
 */
export async function* searchLogs(
  folders: readonly string[],
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogHit, void> {
  const listings = await listAll(folders);
  for (const listing of listings) {
    signal.throwIfAborted();
    if (!fitsListing(listing, query)) continue;
    if (query.server !== undefined && !(await hasServer(listing.file, query.server, signal))) {
      continue;
    }
    const { text = '' } = query;
    if (text === '') {
      yield { ...listing, matches: 0, lines: [] };
      continue;
    }
    const found = await linesWith(listing.file, text, signal);
    if (found.matches > 0) yield { ...listing, ...found };
  }
}

function fitsListing(listing: LogListing, { outcome, runbook, since, until }: LogQuery): boolean {
  const day = (listing.started ?? '').slice(0, 10);
  if (outcome !== undefined && (listing.outcome ?? listing.state) !== outcome) return false;
  if (since !== undefined && day < since) return false;
  if (until !== undefined && (day === '' || day > until)) return false;
  if (runbook === undefined) return true;
  const { title = '', file = '' } = listing.runbook ?? {};
  return folded(`${title}\n${file}`).includes(folded(runbook));
}

async function hasServer(file: string, server: string, signal: AbortSignal): Promise<boolean> {
  const wanted = folded(server);
  const fold = await readRun(file, { signal });
  return fold.parts.list.some(part => part.servers.some(each => folded(each).startsWith(wanted)));
}

async function linesWith(
  file: string,
  text: string,
  signal: AbortSignal,
): Promise<Pick<LogHit, 'matches' | 'lines'>> {
  const texts = new WholeTexts(nodeFiles, besideLog(file).sideFiles);
  const handle = await nodeFiles.open(file, 'read');
  const all: number[] = [];
  try {
    const found = (lines: readonly number[]): void => {
      all.push(...lines);
    };
    await searchLog(handle, text, { texts, signal, found });
  } finally {
    await handle.close();
  }
  if (all.length === 0) return { matches: 0, lines: [] };
  const first = new Set(all.slice(0, shownLines));
  const lines: { seq: number; text: string }[] = [];
  const last = Math.max(...first);
  for await (const line of readLog(file)) {
    if (line.line - 1 > last) break;
    if (!first.has(line.line - 1) || !('record' in line)) continue;
    const shown = textOf(line.record.event).split('\n');
    const wanted = folded(text);
    lines.push({
      seq: line.record.seq,
      text: shown.find(each => folded(each).includes(wanted)) ?? shown[0] ?? '',
    });
  }
  return { matches: all.length, lines };
}
