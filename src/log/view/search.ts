import { eventLines } from '../account/event-lines.ts';
import { parseRecord } from '../chain/line.ts';
import type { LogFile } from '../files.ts';
import type { LoggedEvent } from '../record.ts';
import { shown } from './body.ts';
import { LineSource } from './line-source.ts';
import type { WholeTexts } from './whole-texts.ts';

/** Matches that are counted at most. */
export const mostMatches = 100_000;

/** A text as it is compared: upper and lower case are the same. */
export function folded(text: string): string {
  return text.toLowerCase();
}

/** Everything of an event that is shown, and so can be found. */
export function textOf(event: LoggedEvent): string {
  if (event.type === 'output') return shown(event.text);
  return shown(eventLines(event).join('\n'));
}

export interface SearchOptions {
  readonly texts: WholeTexts;
  readonly signal: AbortSignal;
  /** Called with the positions of matching lines as they are found. */
  readonly found: (lines: readonly number[]) => void;
}

/**
 * Looks through a whole log for a text, long outputs in their side files included. Lines of the file
 * are looked at as they are written first, so that few have to be parsed.
 */
export async function searchLog(
  file: LogFile,
  query: string,
  { texts, signal, found }: SearchOptions,
): Promise<void> {
  const wanted = folded(query);
  if (wanted === '') return;
  const written = folded(JSON.stringify(query).slice(1, -1));
  const source = new LineSource(file);
  let line = 0;
  let count = 0;
  for (let more = true; more && count < mostMatches;) {
    signal.throwIfAborted();
    const matches: number[] = [];
    const wholes: Promise<void>[] = [];
    more = await source.next(text => {
      const at = line;
      line += 1;
      if (!folded(text).includes(written) && !text.includes('"whole":')) return;
      const record = parseRecord(text);
      if (record === undefined) return;
      if (folded(textOf(record.event)).includes(wanted)) matches.push(at);
      else if ('whole' in record.event) {
        const { whole } = record.event;
        wholes.push(
          texts.has(whole, wanted).then(has => {
            if (has) matches.push(at);
          }),
        );
      }
    });
    await Promise.all(wholes);
    if (matches.length === 0) continue;
    count += matches.length;
    found(matches.sort((a, b) => a - b));
  }
}
