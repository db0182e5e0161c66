import { eventLines } from '../account/event-lines.ts';
import { folded } from '../account/folded.ts';
import { parseRecord } from '../chain/line.ts';
import type { LogFile } from '../files.ts';
import type { LoggedEvent } from '../record.ts';
import { shown } from './body.ts';
import { LineSource } from './line-source.ts';
import type { WholeTexts } from './whole-texts.ts';

/** Matches that are counted at most. */
export const mostMatches = 100_000;

/** Everything of an event that is shown, and so can be found. */
export function textOf(event: LoggedEvent): string {
  if (event.type === 'output') return shown(event.text);
  return shown(eventLines(event).join('\n'));
}

interface Whole {
  readonly sha256: string;
  readonly bytes: number;
}

export interface SearchOptions {
  readonly texts: WholeTexts;
  readonly signal: AbortSignal;
  /** Called with the positions of matching lines as they are found. */
  readonly found: (lines: readonly number[]) => void;
}

/** Output is by far the most of a log, and is found as it is written but for what steers a terminal. */
const ofOutput = '"type":"output"';

/** Whether a line holds output, told without parsing it. */
export function isOutput(line: string): boolean {
  return line.includes(ofOutput);
}

const escape = '\\u001b';

/**
 * Looks through a whole log for a text, long outputs in their side files included, and for lines that
 * are no records in what is written there. Most output need not be parsed for that: only what is
 * written otherwise than it is shown.
 */
export async function searchLog(
  file: LogFile,
  query: string,
  { texts, signal, found }: SearchOptions,
): Promise<void> {
  const wanted = folded(query);
  if (wanted === '') return;
  const written = folded(JSON.stringify(query).slice(1, -1));
  const isPassedOver = (text: string): boolean =>
    isOutput(text) &&
    !text.includes(escape) &&
    !text.includes('"whole":') &&
    !folded(text).includes(written);
  const source = new LineSource(file);
  let line = 0;
  let count = 0;
  for (let more = true; more && count < mostMatches;) {
    signal.throwIfAborted();
    const matches: number[] = [];
    const wholes: { readonly at: number; readonly whole: Whole }[] = [];
    more = await source.next(text => {
      const at = line;
      line += 1;
      if (text === undefined || isPassedOver(text)) return;
      const { event } = parseRecord(text) ?? {};
      const shownText = event === undefined ? shown(text) : textOf(event);
      if (folded(shownText).includes(wanted)) matches.push(at);
      else if (event !== undefined && 'whole' in event) wholes.push({ at, whole: event.whole });
    });
    for (const { at, whole } of wholes) {
      signal.throwIfAborted();
      if (await texts.has(whole, wanted)) matches.push(at);
    }
    if (matches.length === 0) continue;
    count += matches.length;
    found(matches.sort((a, b) => a - b));
  }
}
