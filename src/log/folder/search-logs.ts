import { asProblem } from '../../errors/problem.ts';
import { folded } from '../account/folded.ts';
import { noteLines } from '../account/note-lines.ts';
import { RunFold } from '../account/run-fold.ts';
import { shortRecord } from '../account/short-record.ts';
import { Names } from '../account/text-keepers.ts';
import { parseRecord } from '../chain/line.ts';
import { nodeFiles } from '../files.ts';
import { readNotes } from '../notes/notes-file.ts';
import { readLog } from '../reader.ts';
import { LineSource } from '../view/line-source.ts';
import { isOutput, searchLog, textOf } from '../view/search.ts';
import { WholeTexts } from '../view/whole-texts.ts';
import { listLogs, type LogListing } from './list.ts';
import { besideLog } from './run-id.ts';

/** What is looked for; everything that is given must hold. */
export interface LogQuery {
  /**
   * Anywhere in the log and in the notes beside it: texts, output, problems, findings. Upper and lower
   * case are the same, and so are letters with and without accents.
   */
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
  /** Records and notes that have the text; 0 where none was looked for. */
  readonly matches: number;
  /** The first few of the records: number of the record, and the line with the text. */
  readonly lines: readonly { readonly seq: number; readonly text: string }[];
  /** The first few of the notes: number of the entry, from 1, and the line with the text. */
  readonly notes: readonly { readonly entry: number; readonly text: string }[];
}

type Found = Pick<LogHit, 'matches' | 'lines' | 'notes'>;

const nothing: Found = { matches: 0, lines: [], notes: [] };

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
 * once, the first folder's. A log that cannot be read is given with its problem: what is looked for may
 * stand in it.
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
    try {
      const found = await lookInto(listing, query, signal);
      if (found !== undefined) yield { ...listing, ...found };
    } catch (thrown) {
      signal.throwIfAborted();
      const { data } = asProblem(thrown);
      const problem = data.theirs?.[0]?.text ?? data.what;
      yield { ...listing, ...nothing, state: 'unreadable', problem };
    }
  }
}

async function lookInto(
  { file, state, problem }: LogListing,
  { server, text = '' }: LogQuery,
  signal: AbortSignal,
): Promise<Found | undefined> {
  if (state === 'unreadable') throw new Error(problem);
  if (server !== undefined && !(await hasServer(file, server, signal))) return undefined;
  if (text === '') return nothing;
  const inLog = await linesWith(file, text, signal);
  const notes = await notesWith(file, text);
  const matches = inLog.matches + notes.length;
  return matches === 0
    ? undefined
    : { matches, lines: inLog.lines, notes: notes.slice(0, shownLines) };
}

/** Day of a run, UTC; where its start cannot be read, by its name. */
function dayOf({ started, run }: LogListing): string {
  return started?.slice(0, 10) ?? run.replace(/^(\d{4})(\d\d)(\d\d).*/, '$1-$2-$3');
}

function fitsListing(listing: LogListing, { outcome, runbook, since, until }: LogQuery): boolean {
  const day = dayOf(listing);
  if (outcome !== undefined && (listing.outcome ?? listing.state) !== outcome) return false;
  if (since !== undefined && day < since) return false;
  if (until !== undefined && day > until) return false;
  if (runbook === undefined) return true;
  const { title = '', file = '' } = listing.runbook ?? {};
  return folded(`${title}\n${file}`).includes(folded(runbook));
}

async function hasServer(file: string, server: string, signal: AbortSignal): Promise<boolean> {
  const wanted = folded(server);
  const fold = new RunFold();
  const names = new Names();
  const handle = await nodeFiles.open(file, 'read');
  try {
    const source = new LineSource(handle);
    for (let more = true; more;) {
      signal.throwIfAborted();
      more = await source.next(text => {
        const record = text === undefined || isOutput(text) ? undefined : parseRecord(text);
        if (record !== undefined) fold.take(shortRecord(record, names));
      });
    }
  } finally {
    await handle.close();
  }
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

/** Sound notes beside a log that have the text. */
async function notesWith(file: string, text: string): Promise<LogHit['notes']> {
  const wanted = folded(text);
  const { notes } = await readNotes(file);
  return notes.flatMap(note => {
    const line = noteLines(note).find(each => folded(each).includes(wanted));
    return line === undefined ? [] : [{ entry: note.seq + 1, text: line.trim() }];
  });
}
