import { emptyEntry, noSuchRecord } from '../../errors/log-notes.ts';
import type { NoteEntry } from './entry.ts';

/** Throws a `Problem` for an entry that says nothing, or that names records which the log does not have. */
export function checkEntry(entry: NoteEntry, lastSeq: number): void {
  if (wordsOf(entry).some(word => word.trim() === '')) throw emptyEntry();
  if (entry.type !== 'finding') return;
  const beyond = entry.records?.find(record => record > lastSeq);
  if (beyond !== undefined) throw noSuchRecord(beyond, lastSeq);
}

/** What of an entry must not be empty. */
function wordsOf(entry: NoteEntry): string[] {
  switch (entry.type) {
    case 'evidence':
      return [entry.evidence.title];
    case 'participant':
      return [entry.name, entry.role];
    case 'sign-off':
      return [];
    default:
      return [entry.text];
  }
}
