import * as l10n from '@vscode/l10n';
import type { LogListing } from '../../log/folder/list.ts';
import { chooseOne } from '../questions.ts';
import type { LoadServices } from '../services.ts';
import { clockText, localMinute } from '../words.ts';
import { outcomeWord } from './head-words.ts';
import { logFolders } from './log-folders.ts';

/** A log in one line, for choosing. */
export function listingWords(listing: LogListing): { label: string; description: string } {
  const { run, state, outcome, runbook, started = '', durationMs, operator } = listing;
  const words = [
    outcomeWord(outcome ?? state),
    localMinute(started),
    ...(durationMs === undefined ? [] : [clockText(durationMs)]),
    operator?.user ?? '',
  ];
  return {
    label: runbook?.title ?? run,
    description: words.filter(word => word !== '').join(' · '),
  };
}

/** Lets the user choose a log; `undefined` where none was chosen. `except`: a log that is not offered. */
export async function pickLog(
  load: LoadServices,
  placeHolder = l10n.t('Recovery log to open'),
  except?: string,
): Promise<string | undefined> {
  const services = await load();
  const listings = await services.logs.list(logFolders(services.dataFolder));
  const items = listings
    .filter(({ file }) => file !== except)
    .map(listing => ({ ...listingWords(listing), detail: listing.run, target: listing.file }));
  const options = { placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await chooseOne(items, options))?.target;
}
