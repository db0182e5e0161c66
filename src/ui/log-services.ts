import type { LogListing } from '../log/folder/list.ts';
import type { DrilledRun, OverdueDrill } from '../log/folder/overdue.ts';
import type { LogHit, LogQuery } from '../log/folder/search-logs.ts';
import type { TrustedKey } from '../log/keys/trusted-keys.ts';
import type { Note, NoteEntry } from '../log/notes/entry.ts';
import type { Notes } from '../log/notes/notes-file.ts';
import type { ShareReport } from '../log/team/share-log.ts';

/** Evidence as a person gives it: a text, a file on the disk, or bytes that were pasted. */
export type GivenEvidence =
  | { readonly text: string }
  | { readonly path: string }
  | { readonly name: string; readonly bytes: Uint8Array };

/** What the editor does with logs that lie on a disk. Paths are absolute. */
export interface LogRoom {
  notes(file: string): Promise<Notes>;
  /** Adds an entry beside a log. */
  add(file: string, entry: NoteEntry): Promise<Note>;
  evidence(
    file: string,
    title: string,
    given: GivenEvidence,
    step?: string,
  ): Promise<Extract<NoteEntry, { type: 'evidence' }>>;
  /** The comparison of two runs as a Markdown page. */
  comparison(before: string, after: string): Promise<string>;
  report(
    file: string,
    order: { readonly format: 'html' | 'md'; readonly anonymous: boolean },
  ): Promise<string>;
  list(folders: readonly string[]): Promise<readonly LogListing[]>;
  search(folders: readonly string[], query: LogQuery, signal: AbortSignal): AsyncGenerator<LogHit>;
  ownKey(): Promise<{ readonly text: string; readonly fingerprint: string }>;
  trust(keyFile: string): Promise<readonly TrustedKey[]>;
  shareAll(folder: string, team: string, signal?: AbortSignal): Promise<ShareReport>;
  /** Integrity in a few words, by file; what is not known yet is looked at in the background. */
  integrity(files: readonly string[], told: () => void): ReadonlyMap<string, LogIntegrity>;
  overdue(runs: readonly DrilledRun[], days: number): readonly OverdueDrill[];
}

/** Integrity of a log as a list shows it. */
export interface LogIntegrity {
  readonly text: string;
  readonly bad: boolean;
}
